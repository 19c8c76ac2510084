"""`glimpse check`: rows that contradict each other are named, whoever wrote them."""

from pathlib import Path

import pytest

from tests.conftest import GLANCE
from tests.support.databases.builders import MADE, image, member_of, property_of, tag_of
from tests.support.databases.importing import made
from tests.support.databases.servers import ServerDatabase
from tests.support.databases.sqlite_file import SqliteDatabase
from transfer import check_database

IMAGE = image(id="01234567-89ab-4cde-8f01-23456789abcd")


@pytest.fixture
def glance_copy(tmp_path: Path) -> SqliteDatabase:
    """As Glance's tables have no constraints, rows may be as they like."""
    return SqliteDatabase.copied(GLANCE, tmp_path / "glance.db")


def test_what_glance_left_is_sound(glance_database: SqliteDatabase) -> None:
    assert check_database(glance_database.target) == []


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        (
            "UPDATE images SET status = 'moved' WHERE id = :id",
            "images.status with an unknown value: moved",
        ),
        (
            "UPDATE images SET deleted = 1, deleted_at = :time WHERE id = :id",
            "Images whose columns deleted and status contradict each other, by id: :id",
        ),
        (
            "UPDATE images SET deleted_at = :time WHERE id = :id",
            "Images whose columns deleted and deleted_at contradict each other, by id: :id",
        ),
        (
            "INSERT INTO image_tags (image_id, value, created_at, deleted) "
            "SELECT :id, 'twice', :time, 0 UNION ALL SELECT :id, 'twice', :time, 0",
            "image_tags that an image has twice, by image id: :id",
        ),
        (
            "INSERT INTO image_members (image_id, member, can_share, status, created_at, deleted) "
            "VALUES (:id, 'm', 0, 'perhaps', :time, 0)",
            "image_members.status with an unknown value: perhaps",
        ),
        (
            "INSERT INTO image_tags (image_id, value, created_at, deleted) VALUES ('nobody', 't', :time, 0)",
            "image_tags of missing images, by image id: nobody",
        ),
    ],
)
def test_each_contradiction_is_named(glance_copy: SqliteDatabase, statement: str, finding: str) -> None:
    with glance_copy.connect() as connection:
        (id_,) = connection.execute("SELECT id FROM images WHERE deleted = 0 ORDER BY id").fetchone()
        connection.execute(statement, {"id": id_, "time": MADE})
        connection.commit()
    found = check_database(glance_copy.target)
    assert finding.replace(":id", id_) in found


@pytest.mark.parametrize("database", ["postgresql", "mariadb"])
def test_each_contradiction_of_a_glance_server_is_named(database: str, tmp_path: Path) -> None:
    with made(database, tmp_path, glance=True) as place:
        assert check_database(place) == []
        assert place.server is not None
        first, second, third = (f"{number}1234567-89ab-4cde-8f01-23456789abcd" for number in "123")
        columns = "id, created_at, deleted, deleted_at, status, min_disk, min_ram, protected, os_hidden"
        rows = [
            f"('{first}', '{MADE}', false, NULL, 'moved', 0, 0, false, false)",
            f"('{second}', '{MADE}', true, NULL, 'active', 0, 0, false, false)",
            f"('{third}', '{MADE}', true, '{MADE}', 'deleted', 0, 0, false, false)",
        ]
        tag = "INSERT INTO image_tags (image_id, value, created_at, deleted) VALUES"
        member = "INSERT INTO image_members (image_id, member, can_share, status, created_at, deleted) VALUES"
        ServerDatabase.execute_at(
            place.server,
            f"INSERT INTO images ({columns}) VALUES {', '.join(rows)}",
            *[f"{tag} ('{first}', 'twice', '{MADE}', false)"] * 2,
            f"{tag} ('{third}', 'left over', '{MADE}', false)",
            f"{member} ('{first}', 'm', false, 'perhaps', '{MADE}', false)",
        )
        assert check_database(place) == [
            f"image_tags that an image has twice, by image id: {first}",
            f"image_tags that are live on a deleted image, by image id: {third}",
            "images.status with an unknown value: moved",
            "image_members.status with an unknown value: perhaps",
            f"Images whose columns deleted and status contradict each other, by id: {second}",
            f"Images whose columns deleted and deleted_at contradict each other, by id: {second}",
        ]


def test_what_a_deleted_image_still_has_is_named(glance_copy: SqliteDatabase) -> None:
    with glance_copy.connect() as connection:
        (id_,) = connection.execute("SELECT id FROM images WHERE deleted = 1 ORDER BY id").fetchone()
        glance_copy.insert(tag_of(image(id=id_), "left over"))
    assert check_database(glance_copy.target) == [
        f"image_tags that are live on a deleted image, by image id: {id_}"
    ]


def test_of_many_some_are_named(glance_copy: SqliteDatabase) -> None:
    with glance_copy.connect() as connection:
        connection.execute("UPDATE images SET status = 's' || substr(id, 1, 8) WHERE deleted = 0")
        connection.commit()
    (found,) = check_database(glance_copy.target)
    assert found.startswith("images.status with an unknown value: ")
    assert found.count(",") == 4
    assert found.endswith(" and more")


def test_a_place_that_is_missing_is_told(database: SqliteDatabase) -> None:
    database.insert(IMAGE, property_of(IMAGE, "a", "b"), member_of(IMAGE, "m"))
    with database.connect() as connection:
        for place in (3, 4, 6):
            connection.execute(
                """INSERT INTO image_events (position, image_id, type, changed_fields, occurred_at,
                   visibility, members) VALUES (?, ?, 'updated', '[]', ?, 'public', '')""",
                (place, IMAGE.id, MADE),
            )
        connection.commit()
    assert check_database(database.target) == ["Events have 3 positions between 3 and 6: some are missing"]


def test_a_server_is_looked_at_too(server: ServerDatabase) -> None:
    assert check_database(server.target) == []


def test_ids_in_upper_case_are_named(database: SqliteDatabase) -> None:
    twin = image(id=IMAGE.id.upper())
    alone = image(id="F1234567-89AB-4CDE-8F01-23456789ABCD")
    database.insert(IMAGE, twin, alone)
    assert check_database(database.target) == [
        f"Images whose ids differ only in their case, by id: {twin.id}",
        f"Images whose ids are in upper case, which `glimpse migrate` folds, by id: {alone.id}",
    ]


def test_rows_of_our_own_that_contradict_an_image_are_named(database: SqliteDatabase) -> None:
    live, gone, purged = IMAGE, image(deleted_at=MADE), image()
    database.insert(live, gone)
    with database.connect() as connection:
        for at, id_ in enumerate((live.id, gone.id, purged.id, "unknown"), 1):
            connection.execute(
                """INSERT INTO image_events (position, image_id, type, changed_fields, occurred_at,
                   visibility, members) VALUES (?, ?, 'updated', '[]', ?, 'public', '')""",
                (at, id_, MADE),
            )
        connection.executemany("INSERT INTO purged_images VALUES (?)", [(purged.id,), (gone.id,)])
        kept = [(each.id, "active") for each in (live, gone, purged)]
        connection.executemany("INSERT INTO image_deletions VALUES (?, ?)", kept)
    assert check_database(database.target) == [
        "Events of images that neither exist nor are purged, by id: unknown",
        "Kept statuses (image_deletions) of images that are not deleted, by id: "
        + ", ".join(sorted([live.id, purged.id])),
        f"Images that exist although they are purged (purged_images), by id: {gone.id}",
    ]
