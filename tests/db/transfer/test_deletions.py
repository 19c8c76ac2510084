"""Imports into a database where images were deleted, restored and purged."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cli import main
from db.connect import DatabaseTarget
from tests.support.databases.builders import MADE, Row, image, location_of, member_of, property_of, tag_of
from tests.support.databases.protocol import TestDatabase, dump
from tests.support.databases.sqlite_file import SqliteDatabase
from transfer import check_database, export_images, import_images, purge_database

pytestmark = pytest.mark.all_databases

BEFORE = datetime(2026, 6, 1)
LATER = "2026-07-01 00:00:00.000000"
GONE: dict[str, Any] = {"deleted_at": MADE}


@pytest.fixture
def source(template: Path, tmp_path: Path) -> SqliteDatabase:
    return SqliteDatabase.copied(template, tmp_path / "source.db")


def imported(database: TestDatabase, source: SqliteDatabase) -> tuple[int, int, int]:
    """How many images were new, changed and the same."""
    copied = import_images(database.target, source.target, dry_run=False).copied
    return copied.new, copied.changed, copied.same


def events(database: TestDatabase) -> list[str]:
    return [type_ for (type_,) in database.rows("SELECT type FROM image_events ORDER BY id")]


def test_a_purged_image_is_left_out_and_reported(database: TestDatabase, source: SqliteDatabase) -> None:
    old, live = image(**GONE), image()
    source.insert(old, tag_of(old, "t", **GONE), live)
    assert imported(database, source) == (2, 0, 0)
    purge_database(database.target, BEFORE, dry_run=False)
    before, told = dump(database), events(database)
    reason = f"  1 because images.id is that of a purged image: {old.id}"
    for dry_run, done in ((True, "would be"), (False, "were")):
        report = import_images(database.target, source.target, dry_run=dry_run)
        assert report.lines(dry_run=dry_run) == [
            f"0 images {done} created, 0 updated; 1 are unchanged.",
            f"1 of 2 images {done} left out:",
            reason,
        ]
    assert (dump(database), events(database)) == (before, told)
    assert check_database(database.target) == []


@pytest.mark.sqlite_only
def test_the_exit_code_of_an_import_shows_that_purged_images_were_left_out(
    database: SqliteDatabase, source: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", database.url)
    made = image()
    source.insert(made)
    database.insert(Row("purged_images", {"id": made.id}))
    command = ["import", "--from", source.url]
    assert [main(command), main([*command, "--dry-run"]), main([*command, "--allow-skips"])] == [3, 3, 0]
    assert database.rows("SELECT count(*) FROM images") == [(0,)]


def with_removed_rows(made: Row) -> list[Row]:
    """The image, with rows of each kind of which some were removed."""
    rows = [
        made,
        property_of(made, "a", "x"),
        tag_of(made, "a"),
        member_of(made, "a"),
        location_of(made, "a"),
    ]
    rows += [property_of(made, "b", "x", **GONE), tag_of(made, "b", **GONE), member_of(made, "b", **GONE)]
    return [*rows, location_of(made, "b", status="deleted", **GONE)]


def test_removed_rows_that_were_purged_are_no_change(database: TestDatabase, source: SqliteDatabase) -> None:
    made = image()
    source.insert(*with_removed_rows(made))
    assert imported(database, source) == (1, 0, 0)
    assert purge_database(database.target, BEFORE, dry_run=False).removed.total() == 4
    before = dump(database)
    assert imported(database, source) == (0, 0, 1)
    assert (dump(database), events(database)) == (before, ["created"])


def test_an_image_that_a_source_deletes_and_restores_keeps_no_old_status(
    database: TestDatabase, source: SqliteDatabase
) -> None:
    made = image(status="active")
    database.insert(image(**{**made.columns, **GONE, "deleted": True, "status": "deleted"}))
    database.insert(Row("image_deletions", {"id": made.id, "status": "saving"}))
    source.insert(image(**{**made.columns, "updated_at": LATER}))
    assert imported(database, source) == (0, 1, 0)
    assert database.rows("SELECT status FROM images") == [("active",)]
    assert database.rows("SELECT * FROM image_deletions") == []
    with source.connect() as connection:
        deleted = f"deleted = 1, deleted_at = '{LATER}', updated_at = '{LATER}', status = 'deleted'"
        connection.execute(f"UPDATE images SET {deleted}")
    database.insert(Row("image_deletions", {"id": "of another image", "status": "saving"}))
    for expected in ((0, 1, 0), (0, 0, 1)):
        assert imported(database, source) == expected
    with source.connect() as connection:
        connection.execute("UPDATE images SET name = 'b', updated_at = '2026-08-01 00:00:00.000000'")
    assert imported(database, source) == (0, 1, 0)
    assert events(database) == ["restored", "deleted", "updated"]
    assert database.rows("SELECT status FROM image_deletions") == [("saving",)]


def test_an_export_has_no_purged_ids(database: TestDatabase, template: Path, tmp_path: Path) -> None:
    """They stay taken in the database where the images were purged."""
    database.insert(image(), old := image(**GONE))
    purge_database(database.target, BEFORE, dry_run=False)
    assert export_images(database.target, tmp_path / "images.jsonl") == 1
    other = DatabaseTarget(SqliteDatabase.copied(template, tmp_path / "other.db").path)
    assert import_images(other, tmp_path / "images.jsonl", dry_run=False).copied.new == 1
    assert old.id not in (tmp_path / "images.jsonl").read_text()
    assert SqliteDatabase(tmp_path / "other.db").rows("SELECT * FROM purged_images") == []
