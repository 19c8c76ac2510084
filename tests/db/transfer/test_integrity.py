"""`glimpse check`: rows that contradict each other are named, whoever wrote them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.connect import DatabaseTarget
from tests.conftest import GLANCE
from tests.support.databases.builders import MADE, image, insert, member_of, property_of, tag_of
from tests.support.databases.servers import OnServer
from transfer import check_database

IMAGE = image(id="01234567-89ab-4cde-8f01-23456789abcd")


@pytest.fixture
def glance_copy(tmp_path: Path) -> Path:
    """As Glance's tables have no constraints, rows may be as they like."""
    copy = tmp_path / "glance.db"
    copy.write_bytes(GLANCE.read_bytes())
    return copy


def test_what_glance_left_is_sound(glance_database: Path) -> None:
    assert check_database(DatabaseTarget(glance_database)) == []


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        (
            "UPDATE images SET status = 'moved' WHERE id = :id",
            "images.status that is not known: moved",
        ),
        (
            "UPDATE images SET deleted = 1, deleted_at = :time WHERE id = :id",
            "Images deleted by one column and not by another (deleted, status), by their ids: :id",
        ),
        (
            "UPDATE images SET deleted_at = :time WHERE id = :id",
            "Images deleted without a time, or with one and not deleted, by their ids: :id",
        ),
        (
            "INSERT INTO image_tags (image_id, value, created_at, deleted) "
            "SELECT :id, 'twice', :time, 0 UNION ALL SELECT :id, 'twice', :time, 0",
            "image_tags that an image has twice, by the image's id: :id",
        ),
        (
            "INSERT INTO image_members (image_id, member, can_share, status, created_at, deleted) "
            "VALUES (:id, 'm', 0, 'perhaps', :time, 0)",
            "image_members.status that is not known: perhaps",
        ),
        (
            "INSERT INTO image_tags (image_id, value, created_at, deleted) VALUES ('nobody', 't', :time, 0)",
            "image_tags without an image, by its id: nobody",
        ),
    ],
)
def test_each_contradiction_is_named(glance_copy: Path, statement: str, finding: str) -> None:
    with closing(sqlite3.connect(glance_copy)) as connection:
        (id_,) = connection.execute("SELECT id FROM images WHERE deleted = 0 ORDER BY id").fetchone()
        connection.execute(statement, {"id": id_, "time": MADE})
        connection.commit()
    found = check_database(DatabaseTarget(glance_copy))
    assert finding.replace(":id", id_) in found


def test_what_a_deleted_image_still_has_is_named(glance_copy: Path) -> None:
    with closing(sqlite3.connect(glance_copy)) as connection:
        (id_,) = connection.execute("SELECT id FROM images WHERE deleted = 1 ORDER BY id").fetchone()
        insert(glance_copy, tag_of(image(id=id_), "left over"))
    assert check_database(DatabaseTarget(glance_copy)) == [
        f"image_tags that a deleted image still has, by the image's id: {id_}"
    ]


def test_of_many_some_are_named(glance_copy: Path) -> None:
    with closing(sqlite3.connect(glance_copy)) as connection:
        connection.execute("UPDATE images SET status = 's' || substr(id, 1, 8) WHERE deleted = 0")
        connection.commit()
    (found,) = check_database(DatabaseTarget(glance_copy))
    assert found.startswith("images.status that is not known: ")
    assert found.count(",") == 4
    assert found.endswith(" and more")


def test_a_place_that_is_missing_is_told(database: Path) -> None:
    insert(database, IMAGE, property_of(IMAGE, "a", "b"), member_of(IMAGE, "m"))
    with closing(sqlite3.connect(database)) as connection:
        for place in (3, 4, 6):
            connection.execute(
                """INSERT INTO image_events (position, image_id, type, changed_fields, occurred_at,
                   visibility, members) VALUES (?, ?, 'updated', '[]', ?, 'public', '')""",
                (place, IMAGE.id, MADE),
            )
        connection.commit()
    assert check_database(DatabaseTarget(database)) == [
        "Events have 3 places between 3 and 6: some are missing"
    ]


def test_a_server_is_looked_at_too(server: object, database: Path) -> None:
    assert not isinstance(database, OnServer)
    assert check_database(DatabaseTarget.on_server(server.url, None)) == []  # type: ignore[attr-defined]
