"""The SQLite store: what it refuses to serve, and how it is opened."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from db.sqlite.file import WriterLock, is_safe_for_two_writers
from db.sqlite.store import SqliteStore
from db.store import (
    DatabaseNotServableError,
    ReadOnlyStoreError,
    Statement,
    StatementTimeoutError,
    StoreUnavailableError,
)
from tests.support.databases.builders import image
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.databases.stores import opened, statement

NO_END = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


async def nothing(_: SqliteStore) -> None:
    return None


def copy_of(database: SqliteDatabase, folder: Path, *statements: str) -> Path:
    path = Path(shutil.copyfile(database.path, folder / "copy.db"))
    with closing(sqlite3.connect(path)) as connection, connection:
        for each in statements:
            connection.execute(each)
    return path


def test_what_is_no_database_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"x" * 5000)
    with pytest.raises(DatabaseNotServableError, match=r"^The file /\S+/a\.db is not an SQLite database"):
        opened(tmp_path / "a.db", nothing)


def test_a_missing_folder_or_file_is_not_served_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseNotServableError, match=r"^The database's folder /\S+/lost does not exist\.$"):
        opened(tmp_path / "lost" / "a.db", nothing)
    with pytest.raises(DatabaseNotServableError, match=r"^The database /\S+/a\.db is empty"):
        opened(tmp_path / "a.db", nothing)
    assert [*tmp_path.iterdir()] == []


def test_a_glance_before_rocky_is_not_served(glance_database: SqliteDatabase, tmp_path: Path) -> None:
    drop = "DROP INDEX os_hidden_image_idx", "ALTER TABLE images DROP COLUMN os_hidden"
    path = copy_of(glance_database, tmp_path, *drop)
    with pytest.raises(
        DatabaseNotServableError, match=r"^The Glance database /\S+/copy\.db is older than Rocky"
    ):
        opened(path, nothing)


@pytest.mark.skipif(is_safe_for_two_writers(sqlite3.sqlite_version_info), reason="this SQLite lets two write")
def test_a_database_that_another_process_writes_is_not_served(database: SqliteDatabase) -> None:
    lock = WriterLock(database.path)
    with pytest.raises(DatabaseNotServableError, match=r"^Another process writes /\S+/glimpse\.db"):
        opened(database.path, nothing)
    lock.release()
    opened(database.path, nothing)


def test_a_locked_database_cannot_be_opened_to_write(database: SqliteDatabase) -> None:
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailableError, match="database is locked"):
            opened(database.path, nothing, busy_timeout=0.01)
    opened(database.path, nothing)


def test_the_writer_loses_nothing_that_is_acknowledged(database: SqliteDatabase) -> None:
    full = 2
    pragmas = {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "busy_timeout": 1500,
        "journal_size_limit": 64 * 2**20,
    }

    async def ask(store: SqliteStore) -> dict[str, Any]:
        async with store.begin() as tx:
            return {each: (await tx.execute(text(f"PRAGMA {each}")))[0][0] for each in pragmas}

    assert opened(database.path, ask, busy_timeout=1.5) == pragmas


def test_readers_cannot_write(database: SqliteDatabase) -> None:
    async def ask(store: SqliteStore) -> list[list[Any]]:
        found = []
        assert store._inline_reader is not None
        for pragma in ("query_only", "trusted_schema", "busy_timeout"):
            asked = statement(f"PRAGMA {pragma}")
            # At once: each of the two readers takes one.
            reads = await asyncio.gather(*(store._readers.fetch(asked.sql, ()) for _ in range(2)))
            small = store._inline_reader.try_fetch(asked, ())
            assert small is not None
            found.append([rows[0][0] for rows in (small, *reads)])
        with pytest.raises(StoreUnavailableError, match="attempt to write a readonly database"):
            await store.read(statement("DELETE FROM images"), {})
        return found

    assert opened(database.path, ask, busy_timeout=1.5) == [[1, 1, 1], [0, 0, 0], [0, 1500, 1500]]


def test_a_closed_store_answers_nothing(database: SqliteDatabase) -> None:
    async def ask() -> None:
        store = await SqliteStore.open(database.path)
        await store.ping()
        await store.close()
        with pytest.raises(StoreUnavailableError):
            await store.ping()

    asyncio.run(ask())


def test_a_glance_database_takes_no_change(glance_database: SqliteDatabase) -> None:
    before = glance_database.path.read_bytes()

    async def ask(store: SqliteStore) -> bool:
        await store.ping()
        with pytest.raises(ReadOnlyStoreError):
            async with store.begin():
                raise AssertionError
        return store.is_glance

    assert opened(glance_database.path, ask)
    assert glance_database.path.read_bytes() == before
    assert glance_database.path.with_name("glance.db-wal").exists() is False


def test_a_change_that_fails_is_not_stored(database: SqliteDatabase) -> None:
    database.insert(made := image(name="a"))

    async def fail(store: SqliteStore) -> None:
        async with store.begin() as tx:
            await tx.execute(text("UPDATE images SET name = 'b'"))
            raise ZeroDivisionError

    async def ask(store: SqliteStore) -> list[Any]:
        with pytest.raises(ZeroDivisionError):
            await fail(store)
        rows = await store.read(statement("SELECT id, name FROM images"), {})
        return [tuple(row) for row in rows]

    assert opened(database.path, ask) == [(made.id, "a")]


def test_a_mistake_of_ours_stays_what_it_is(database: SqliteDatabase) -> None:
    async def ask(store: SqliteStore) -> None:
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await store.read(statement("SELECT 1 FROM elsewhere"), {})
        async with store.begin() as tx:
            with pytest.raises(OperationalError, match="no such table"):
                await tx.execute(text("SELECT 1 FROM elsewhere"))
        await store.ping()

    opened(database.path, ask)


def test_every_reader_may_be_stopped_and_reads_again(database: SqliteDatabase) -> None:
    async def ask(store: SqliteStore) -> None:
        for _ in range(3):
            reads = [store.read(statement(NO_END), {}) for _ in range(4)]
            stopped = await asyncio.gather(*reads, return_exceptions=True)
            assert [type(each) for each in stopped] == [StatementTimeoutError] * 4
            await asyncio.gather(*(store.ping() for _ in range(4)))

    opened(database.path, ask, statement_timeout=0.05)


def test_who_leaves_when_a_reader_comes_free_leaves_it_to_others(database: SqliteDatabase) -> None:
    async def leave(store: SqliteStore) -> None:
        readers = store._readers
        taken = [readers._idle.pop(), readers._idle.pop()]
        waiting = asyncio.ensure_future(readers.fetch("SELECT 1", ()))
        await asyncio.sleep(0)
        readers._release(taken[0])
        # It is given to whoever waited, who does not know yet.
        assert readers._idle == []
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert readers._idle == taken[:1]
        readers._release(taken[1])

    opened(database.path, leave)


def test_a_read_that_lacks_a_value_leaves_its_reader_to_others(database: SqliteDatabase) -> None:
    async def ask(store: SqliteStore) -> None:
        for _ in range(3):
            with pytest.raises(KeyError):
                await asyncio.wait_for(store.read(Statement("SELECT ?", ("missing",)), {}), 3)
        await asyncio.wait_for(store.ping(), 3)

    opened(database.path, ask)


def test_a_change_waits_for_another_no_longer_than_it_may(database: SqliteDatabase) -> None:
    async def ask(store: SqliteStore) -> None:
        async with store.begin():
            with pytest.raises(StoreUnavailableError, match="the writing connection is in use"):
                async with store.begin():
                    raise AssertionError

    opened(database.path, ask, busy_timeout=0.05)


def test_a_full_disk_refuses_a_change_and_leaves_what_was(database: SqliteDatabase) -> None:
    async def write(store: SqliteStore, sql: str) -> None:
        async with store.begin() as tx:
            await tx.execute(text(sql))

    async def ask(store: SqliteStore) -> int:
        await write(store, "PRAGMA max_page_count = 1")
        await write(store, "UPDATE images SET name = 'b'")
        with pytest.raises(StoreUnavailableError, match="full"):
            await write(store, f"UPDATE images SET name = '{'b' * 255}', owner = '{'p' * 255}'")
        rows = await store.read(statement("SELECT count(*) FROM images WHERE name = 'b'"), {})
        return int(rows[0][0])

    database.insert(*(image() for _ in range(50)))
    assert opened(database.path, ask) == 50
