"""The demonstration's catalogue: the same by seed, of every kind, and within the rules."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from db.demo.catalogue import Catalogue, DemoImage
from db.demo.fill import fill
from db.sqlite.migrate import migrate
from db.store import DatabaseNotServableError
from db.tables import LOCATION_STATUSES, MEMBER_STATUSES, STATUSES, VISIBILITIES
from tests.support.paths import GLANCE_DUMPS

GLANCE = GLANCE_DUMPS / "glance-33.sqlite"
TABLES = ("images", "image_properties", "image_tags", "image_locations", "image_members")
CHILDREN = TABLES[1:]


def filled(path: Path, count: int, seed: int) -> Path:
    migrate(path)
    fill(path, count, seed, lambda _count: None)
    return path


def rows_of(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def content(path: Path) -> list[list[Any]]:
    return [rows_of(path, f"SELECT * FROM {table} ORDER BY id") for table in TABLES]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = filled(tmp_path_factory.mktemp("demo") / "glimpse.db", 5000, 1)
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def values(connection: sqlite3.Connection, sql: str) -> set[Any]:
    return {value for (value,) in connection.execute(sql)}


def count(connection: sqlite3.Connection, sql: str) -> int:
    number: int = connection.execute(f"SELECT count(*) FROM {sql}").fetchone()[0]
    return number


def test_the_same_seed_gives_the_same_rows(tmp_path: Path) -> None:
    assert content(filled(tmp_path / "a.db", 300, 7)) == content(filled(tmp_path / "b.db", 300, 7))


def test_another_seed_gives_other_rows(tmp_path: Path) -> None:
    first, second = (filled(tmp_path / f"{seed}.db", 50, seed) for seed in (1, 2))
    ids = "SELECT id FROM images"
    assert not set(rows_of(first, ids)) & set(rows_of(second, ids))


def test_progress_adds_up_to_the_count(tmp_path: Path) -> None:
    path, told = tmp_path / "glimpse.db", list[int]()
    migrate(path)
    fill(path, 2500, 1, told.append)
    assert told == [1000, 1000, 500]
    assert rows_of(path, "SELECT count(*) FROM images") == [(2500,)]


def test_there_are_images_of_every_kind(catalogue: sqlite3.Connection) -> None:
    assert values(catalogue, "SELECT status FROM images") == set(STATUSES)
    assert values(catalogue, "SELECT visibility FROM images") == set(VISIBILITIES)
    assert values(catalogue, "SELECT status FROM image_members") == set(MEMBER_STATUSES)
    assert values(catalogue, "SELECT status FROM image_locations") == set(LOCATION_STATUSES)
    for flag in ("protected", "os_hidden"):
        assert values(catalogue, f"SELECT {flag} FROM images") == {0, 1}
    assert values(catalogue, "SELECT can_share FROM image_members") == {0, 1}
    assert count(catalogue, "images WHERE name IS NULL") > 0
    assert 10 < count(catalogue, "image_properties") / count(catalogue, "images") < 11


def test_ids_are_uuids_and_references_hold(catalogue: sqlite3.Connection) -> None:
    form = "________-____-4___-____-____________"
    assert count(catalogue, f"images WHERE id NOT LIKE '{form}' OR id <> lower(id)") == 0
    assert catalogue.execute("PRAGMA foreign_key_check").fetchall() == []
    assert catalogue.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("table", TABLES)
def test_times_are_text_with_microseconds_and_run_forward(catalogue: sqlite3.Connection, table: str) -> None:
    form = "____-__-__ __:__:__.______"
    for column in ("created_at", "updated_at", "deleted_at"):
        assert count(catalogue, f"{table} WHERE {column} NOT LIKE '{form}'") == 0
    assert count(catalogue, f"{table} WHERE created_at > updated_at") == 0
    assert count(catalogue, f"{table} WHERE updated_at > '2026-11-01'") == 0


@pytest.mark.parametrize("table", CHILDREN)
def test_what_belongs_to_a_deleted_image_was_deleted_with_it(
    catalogue: sqlite3.Connection, table: str
) -> None:
    joined = f"{table} c JOIN images i ON i.id = c.image_id WHERE i.deleted"
    assert count(catalogue, joined) > 0
    assert count(catalogue, f"{joined} AND c.deleted_at IS NOT i.deleted_at") == 0


def test_only_images_with_data_have_a_size_a_checksum_and_a_location(
    catalogue: sqlite3.Connection,
) -> None:
    empty = "status IN ('queued', 'saving', 'uploading', 'importing', 'killed')"
    for column in ("size", "checksum", "os_hash_value"):
        assert count(catalogue, f"images WHERE ({empty}) <> ({column} IS NULL)") == 0
    located = "id IN (SELECT image_id FROM image_locations)"
    assert count(catalogue, f"images WHERE ({empty}) = ({located})") == 0


def test_only_shared_images_have_members_and_never_their_owner(
    catalogue: sqlite3.Connection,
) -> None:
    joined = "image_members m JOIN images i ON i.id = m.image_id"
    assert count(catalogue, joined) > 0
    assert count(catalogue, f"{joined} WHERE i.visibility <> 'shared' OR m.member = i.owner") == 0


def test_a_database_with_images_is_left_as_it_is(tmp_path: Path) -> None:
    path = filled(tmp_path / "glimpse.db", 10, 1)
    before = content(path)
    with pytest.raises(
        DatabaseNotServableError, match=r"^The database /\S+/glimpse\.db already has images\.$"
    ):
        fill(path, 10, 2, lambda _count: None)
    assert content(path) == before


def test_a_database_that_is_not_migrated_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseNotServableError, match="is not up to date: run `glimpse migrate` first"):
        fill(tmp_path / "glimpse.db", 1, 1, lambda _count: None)
    assert list(tmp_path.iterdir()) == []


def test_a_glance_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "glance.sqlite"
    path.write_bytes(GLANCE.read_bytes())
    with pytest.raises(
        DatabaseNotServableError, match=r"^The database /\S+/glance\.sqlite belongs to Glance"
    ):
        fill(path, 1, 1, lambda _count: None)
    assert path.read_bytes() == GLANCE.read_bytes()


def test_filling_that_is_broken_off_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "glimpse.db"
    migrate(path)

    def leave(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(path, 10, 1, leave)
    assert content(path) == [[], [], [], [], []]


def test_a_failure_of_the_database_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "glimpse.db"
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE image_tags")
    with pytest.raises(
        DatabaseNotServableError, match=r"^The database /\S+/glimpse\.db cannot be filled: no such"
    ):
        fill(path, 10, 1, lambda _count: None)


def test_the_indexes_are_those_of_the_migrations(tmp_path: Path) -> None:
    listed = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name"
    migrate(tmp_path / "empty.db")
    assert rows_of(filled(tmp_path / "glimpse.db", 10, 1), listed) == rows_of(tmp_path / "empty.db", listed)


def test_a_filling_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "glimpse.db"
    migrate(path)
    indexes = rows_of(path, "SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name")
    made = iter(range(2000))
    generate = Catalogue.image

    def fails_late(catalogue: Catalogue) -> DemoImage:
        if next(made) == 1500:
            raise ZeroDivisionError
        return generate(catalogue)

    monkeypatch.setattr(Catalogue, "image", fails_late)
    with pytest.raises(ZeroDivisionError):
        fill(path, 2000, 1, lambda _count: None)
    assert [rows_of(path, f"SELECT count(*) FROM {table}") for table in TABLES] == [[(0,)]] * 5
    assert rows_of(path, "SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name") == indexes


def test_a_filling_needs_no_log_as_large_as_the_file(tmp_path: Path) -> None:
    path, sizes = tmp_path / "glimpse.db", list[int]()
    migrate(path)

    def note(_count: int) -> None:
        sizes.append(sum(each.stat().st_size for each in tmp_path.iterdir() if each != path))

    fill(path, 3000, 1, note)
    assert max(sizes) < path.stat().st_size / 4
    assert rows_of(path, "PRAGMA journal_mode") == [("wal",)]
