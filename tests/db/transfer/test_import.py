"""Images come from Glance's databases and from ours as they are, once, whole, and again if changed."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.connect import DatabaseTarget
from db.demo.fill import fill
from db.store import DatabaseNotServableError, StoreUnavailableError
from tests.support.databases.builders import MADE, Row, image
from tests.support.databases.importing import made
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.databases.whole_contents import DATABASES, counts, everything
from tests.support.paths import GLANCE_DUMPS
from transfer import import_images

_MOST = 2**31 - 1


def holding(place: DatabaseTarget, *rows: Row) -> DatabaseTarget:
    assert place.file is not None
    SqliteDatabase(place.file).insert(*rows)
    return place


def execute(place: DatabaseTarget, sql: str) -> None:
    assert place.file is not None
    with SqliteDatabase(place.file).connect() as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(sql)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        *((database, database) for database in DATABASES),
        ("sqlite", "postgresql"),
        ("postgresql", "mariadb"),
        ("mariadb", "sqlite"),
    ],
)
def test_glances_images_are_answered_as_they_were(tmp_path: Path, source: str, target: str) -> None:
    with made(source, tmp_path, glance=True) as glance, made(target, tmp_path, glance=False) as own:
        dry = import_images(own, glance, dry_run=True)
        assert everything(own) == []
        taken = import_images(own, glance, dry_run=False)
        assert counts(taken) == counts(dry) == (120, 0, 0, 0)
        assert not taken.rejected.counts
        expected = everything(glance)
        assert everything(own) == expected
        assert len(expected) == 120
        assert counts(import_images(own, glance, dry_run=False)) == (0, 0, 120, 0)
        assert everything(own) == expected


@pytest.mark.parametrize("target", DATABASES)
def test_batches_of_many_rows_are_answered_as_they_were(
    tmp_path: Path, other: DatabaseTarget, target: str
) -> None:
    assert other.file is not None
    fill(other.file, 600, 1, lambda _count: None)
    with made(target, tmp_path, glance=False) as own:
        assert counts(import_images(own, other, dry_run=False)) == (600, 0, 0, 0)
        assert everything(own) == everything(other)
        assert counts(import_images(own, other, dry_run=False)) == (0, 0, 600, 0)


@pytest.mark.parametrize("target", DATABASES)
def test_what_changed_is_changed_and_nothing_is_there_twice(tmp_path: Path, target: str) -> None:
    with made("sqlite", tmp_path, glance=True) as glance, made(target, tmp_path, glance=False) as own:
        import_images(own, glance, dry_run=False)
        some = "(SELECT id FROM images WHERE NOT deleted ORDER BY id LIMIT 1)"
        late = "'2030-01-01 00:00:00.000000'"
        execute(glance, f"UPDATE images SET name = 'renamed', updated_at = {late} WHERE id = {some}")
        execute(glance, f"UPDATE image_properties SET value = 'new' WHERE image_id = {some}")
        execute(glance, f"DELETE FROM image_tags WHERE image_id = {some}")
        execute(glance, f"UPDATE image_locations SET value = 'file:///new' WHERE image_id = {some}")
        execute(
            glance,
            f"""INSERT INTO image_tags (image_id, value, created_at, updated_at, deleted)
                SELECT id, 'new', created_at, NULL, 0 FROM images WHERE id = {some}""",
        )
        assert counts(import_images(own, glance, dry_run=False)) == (0, 1, 119, 0)
        assert everything(own) == everything(glance)
        assert counts(import_images(own, glance, dry_run=False)) == (0, 0, 120, 0)


def test_what_was_changed_here_since_stays(own: DatabaseTarget, other: DatabaseTarget) -> None:
    holding(other, made_there := image(name="there"))
    assert counts(import_images(own, other, dry_run=False)) == (1, 0, 0, 0)
    execute(own, "UPDATE images SET name = 'here', updated_at = '2030-01-01 00:00:00.000000'")
    report = import_images(own, other, dry_run=False)
    assert counts(report) == (0, 0, 0, 1)
    assert report.lines(dry_run=False)[1] == "1 are newer here and were left unchanged."
    assert [(each["id"], each["name"]) for each in everything(own)] == [(made_there.id, "here")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE images SET status = 'gone'", "images.status has the unknown value 'gone'"),
        ("UPDATE images SET size = -1", f"images.size is not a whole number from 0 to {2**63 - 1}"),
        (
            "UPDATE images SET min_ram = 3000000000",
            f"images.min_ram is not a whole number from 0 to {2**31 - 1}",
        ),
        ("UPDATE images SET owner = ''", "images.owner has 0 characters instead of 1 to 255"),
        ("UPDATE images SET checksum = 'abc'", "images.checksum has 3 characters instead of 32 to 32"),
        ("UPDATE images SET id = replace(id, '-', '_')", "images.id is not a UUID with dashes"),
    ],
)
def test_what_our_tables_would_refuse_is_named_and_the_rest_is_taken(
    own: DatabaseTarget, other: DatabaseTarget, change: str, reason: str
) -> None:
    bad = image(name="bad")
    holding(other, bad)
    execute(other, change)
    holding(other, good := image(name="good"))
    report = import_images(own, other, dry_run=False)
    assert report.rejected.counts == {reason: 1}
    (named,) = report.rejected.named[reason]
    assert report.lines(dry_run=False) == [
        "1 images were created, 0 updated; 0 are unchanged.",
        "1 of 2 images were left out:",
        f"  1 because {reason}: {named}",
    ]
    assert [each["id"] for each in everything(own)] == [good.id]


def test_a_report_names_some_of_many(own: DatabaseTarget, other: DatabaseTarget) -> None:
    holding(other, *(image() for _ in range(8)))
    execute(other, "UPDATE images SET owner = ''")
    (_, total, refused) = import_images(own, other, dry_run=True).lines(dry_run=True)
    assert total == "8 of 8 images would be left out:"
    assert refused.startswith("  8 because images.owner has 0 characters")
    assert refused.endswith(" ...")
    assert len(re.findall(r"[0-9a-f]{8}-", refused)) == 5


def test_of_several_removed_tags_the_live_or_the_last_is_kept(own: DatabaseTarget, tmp_path: Path) -> None:
    with made("sqlite", tmp_path, glance=True) as glance:
        for deleted, gone in ((1, "'2026-01-01 00:00:00'"), (0, "NULL"), (1, "NULL")):
            execute(
                glance,
                f"""INSERT INTO image_tags (image_id, value, created_at, updated_at, deleted_at, deleted)
                    SELECT id, 'thrice', created_at, NULL, {gone}, {deleted} FROM images
                    WHERE NOT deleted ORDER BY id LIMIT 1""",
            )
        import_images(own, glance, dry_run=False)
        assert everything(own) == everything(glance)
    assert own.file is not None
    with closing(sqlite3.connect(own.file)) as connection:
        rows = connection.execute("SELECT deleted FROM image_tags WHERE value = 'thrice'").fetchall()
    assert rows == [(0,)]


def test_metadata_that_is_no_object_is_an_empty_one(own: DatabaseTarget, tmp_path: Path) -> None:
    with made("sqlite", tmp_path, glance=True) as glance:
        execute(glance, "UPDATE image_locations SET meta_data = '[1'")
        import_images(own, glance, dry_run=False)
        execute(glance, "UPDATE image_locations SET meta_data = NULL")
        assert import_images(own, glance, dry_run=False).copied.changed == 0
        assert everything(own) == everything(glance)


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("own.db", "glance.db", "belongs to Glance: Glimpse only reads it"),
        ("none.db", "own.db", r"The database /\S+/none\.db does not exist: name another file\.$"),
        ("own.db", "none.db", r"The database /\S+/none\.db does not exist: name another file"),
    ],
)
def test_unfit_databases_are_refused(tmp_path: Path, source: str, target: str, words: str) -> None:
    shutil.copyfile(GLANCE_DUMPS / "glance-33.sqlite", tmp_path / "glance.db")
    DatabaseTarget(tmp_path / "own.db").migrate()
    with pytest.raises(DatabaseNotServableError, match=words):
        import_images(DatabaseTarget(tmp_path / target), DatabaseTarget(tmp_path / source), dry_run=False)


def test_a_server_that_is_not_there_is_unavailable(own: DatabaseTarget) -> None:
    nowhere = DatabaseTarget.of_url("The source", "postgresql://127.0.0.1:1/images")
    with pytest.raises(StoreUnavailableError):
        import_images(own, nowhere, dry_run=False)


def test_who_follows_is_told_of_what_comes(own: DatabaseTarget, other: DatabaseTarget) -> None:
    """As of other changes, but for the fields: an image comes whole."""
    made = [image(name="stays"), image(name="changes"), image(name="goes", deleted_at=MADE)]
    import_images(own, holding(other, *made), dry_run=False)
    assert other.file is not None
    with SqliteDatabase(other.file).connect() as connection:
        connection.execute(
            "UPDATE images SET name = 'changed', updated_at = '2199-01-02 03:04:05.000006' "
            "WHERE name = 'changes'"
        )
        connection.commit()
    import_images(own, other, dry_run=True)
    import_images(own, other, dry_run=False)
    assert own.file is not None
    told = SqliteDatabase(own.file).rows(
        """SELECT type, name, changed_fields FROM image_events
        JOIN images ON images.id = image_id ORDER BY position""",
    )
    assert sorted(told[:3]) == [
        ("created", "changed", "[]"),
        ("created", "stays", "[]"),
        ("deleted", "goes", "[]"),
    ]
    assert told[3:] == [("updated", "changed", "[]")]
