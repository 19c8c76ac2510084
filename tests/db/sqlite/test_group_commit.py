"""Changes that wait for one another are committed together, and none is acknowledged before that."""

import asyncio
import resource
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import insert as insert_into
from sqlalchemy import text

from db.sqlite.group_commit import GroupCommitWriter
from db.sqlite.store import SqliteStore
from db.store import Statement, StoreUnavailableError, TransactionConflictError
from db.tables import images
from tests.support.databases.builders import image
from tests.support.databases.sqlite_file import SqliteDatabase

Answer = TypeVar("Answer")

NOW = datetime(2026, 1, 2)


class Refused(Exception):
    """What a change raises on purpose."""


class Opened:
    """A store, whose writing connection tells what it runs."""

    def __init__(self, store: SqliteStore, ids: list[str]) -> None:
        assert store._writer is not None
        self.store = store
        self.writer: GroupCommitWriter = store._writer
        self.ids = ids
        self.ran: list[str] = []
        self.writer._connection.raw.set_trace_callback(self.ran.append)

    async def rename(self, at: int, name: str, *, refuse: bool = False) -> str:
        async with self.store.begin() as tx:
            rename = text("UPDATE images SET name = :name WHERE id = :id")
            await tx.execute(rename, {"name": name, "id": self.ids[at]})
            if refuse:
                raise Refused
        return name

    def names(self) -> list[str | None]:
        with sqlite3.connect(self.store.path) as connection:
            return [name for (name,) in connection.execute("SELECT name FROM images ORDER BY id")]


def during(database: SqliteDatabase, test: Callable[[Opened], Awaitable[Answer]], **timeouts: Any) -> Answer:
    made = [image(id=f"{at:08x}-0000-4000-8000-000000000000", name=None) for at in range(20)]
    database.insert(*made)

    async def run() -> Answer:
        store = await SqliteStore.open(database.path, **timeouts)
        try:
            return await test(Opened(store, [row.id for row in made]))
        finally:
            await store.close()

    return asyncio.run(run())


def test_changes_at_once_are_committed_together(database: SqliteDatabase) -> None:
    async def test(opened: Opened) -> None:
        renamed = await asyncio.gather(*(opened.rename(at, f"{at}") for at in range(20)))
        assert renamed == opened.names()
        assert opened.ran.count("COMMIT") < 5
        await opened.rename(0, "alone")
        assert opened.ran[-1] == "COMMIT"

    during(database, test)


def test_nothing_is_acknowledged_before_its_group_is_committed(database: SqliteDatabase) -> None:
    async def test(opened: Opened) -> None:
        changes = [asyncio.ensure_future(opened.rename(at, f"{at}")) for at in range(3)]
        await asyncio.wait(changes, return_when=asyncio.FIRST_COMPLETED)
        assert "COMMIT" in opened.ran
        assert opened.names()[:3] == ["0", "1", "2"]
        await asyncio.gather(*changes)

    during(database, test)


def test_a_refusal_undoes_nothing_but_its_own_change(database: SqliteDatabase) -> None:
    async def test(opened: Opened) -> None:
        outcomes = await asyncio.gather(
            *(opened.rename(at, f"{at}", refuse=at % 3 == 1) for at in range(6)), return_exceptions=True
        )
        assert [isinstance(outcome, Refused) for outcome in outcomes] == [at % 3 == 1 for at in range(6)]
        assert opened.names()[:6] == ["0", None, "2", "3", None, "5"]

    during(database, test)


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process grows meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_of_a_group_that_cannot_be_committed_nothing_is_there(database: SqliteDatabase) -> None:
    async def test(opened: Opened) -> None:
        with full_disk():
            outcomes = await asyncio.gather(
                *(opened.rename(at, f"{at}", refuse=at == 2) for at in range(4)), return_exceptions=True
            )
        # What was refused may have been so for a change that is not there now.
        assert [type(outcome) for outcome in outcomes] == [StoreUnavailableError] * 4
        assert opened.ran.count("COMMIT") == 1
        assert set(opened.names()) == {None}
        assert await opened.rename(0, "again") == "again"

    during(database, test)


@pytest.mark.parametrize("others", [0, 2])
def test_those_whose_transaction_another_lost_are_told_to_try_again(
    database: SqliteDatabase, others: int
) -> None:
    async def lose(opened: Opened) -> None:
        async with opened.store.begin():
            # As SQLite does by itself when the disk is full.
            opened.writer._connection.execute("ROLLBACK")
            raise Refused

    async def test(opened: Opened) -> None:
        outcomes = await asyncio.gather(
            *(opened.rename(at, f"{at}") for at in range(others)), lose(opened), return_exceptions=True
        )
        expected = [TransactionConflictError] * (others + 1) if others else [Refused]
        assert [type(outcome) for outcome in outcomes] == expected
        assert set(opened.names()) == {None}
        assert await opened.rename(0, "again") == "again"

    during(database, test)


def test_what_was_left_to_one_who_gave_up_is_committed_all_the_same(
    database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test(opened: Opened) -> None:
        release = opened.writer._write_lock.release

        def cancel_the_next() -> None:
            # Just when it would be its turn.
            monkeypatch.undo()
            second.cancel()
            release()

        monkeypatch.setattr(opened.writer._write_lock, "release", cancel_the_next)
        first, second = (asyncio.ensure_future(opened.rename(at, "a")) for at in range(2))
        assert await asyncio.wait_for(first, 5) == "a"
        with pytest.raises(asyncio.CancelledError):
            await second
        assert opened.names()[:2] == ["a", None]
        assert opened.writer._closing is not None

    during(database, test)


def test_a_change_that_is_cancelled_leaves_the_turn_to_the_next(database: SqliteDatabase) -> None:
    async def test(opened: Opened) -> None:
        for moments in range(12):
            changing = asyncio.ensure_future(opened.rename(0, "cancelled"))
            for _ in range(moments):
                await asyncio.sleep(0)
            changing.cancel()
            outcome = (await asyncio.gather(changing, return_exceptions=True))[0]
            assert await asyncio.wait_for(opened.rename(1, f"{moments}"), 5) == f"{moments}"
            assert isinstance(outcome, asyncio.CancelledError) or opened.names()[0] == "cancelled"

    during(database, test)


def test_a_writer_that_is_taken_is_waited_for_no_longer_than_it_may(database: SqliteDatabase) -> None:
    async def test(opened: Opened) -> None:
        async with opened.store.begin():
            with pytest.raises(StoreUnavailableError, match="the writing connection is in use"):
                await opened.rename(0, "a")
        assert await opened.rename(0, "b") == "b"

    during(database, test, busy_timeout=0.1)


def test_a_file_that_is_none_is_let_go_again(tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("no database" * 100)

    async def test() -> None:
        with pytest.raises(sqlite3.DatabaseError):
            await GroupCommitWriter.open(path, ["journal_mode = WAL"], 1.0)

    asyncio.run(test())


def test_a_group_that_another_has_committed_is_not_committed_again(database: SqliteDatabase) -> None:
    async def test(opened: Opened) -> None:
        await opened.rename(0, "a")
        ran = len(opened.ran)
        await opened.writer._close_group()
        assert len(opened.ran) == ran

    during(database, test)


def test_a_change_that_is_cut_while_its_thread_writes_leaves_nothing(database: SqliteDatabase) -> None:
    many = [{**image().columns, "created_at": NOW, "updated_at": NOW} for _ in range(5000)]

    async def test(opened: Opened) -> None:
        async def write() -> None:
            async with opened.store.begin() as tx:
                await tx.change(insert_into(images), many)

        for _ in range(3):
            writing = asyncio.ensure_future(write())
            await asyncio.sleep(0.02)
            assert not writing.done()
            writing.cancel()
            with pytest.raises(asyncio.CancelledError):
                await writing
            await opened.rename(0, "next")
            assert len(opened.names()) == 20

    during(database, test)


def test_a_payload_that_is_cut_while_its_thread_reads_keeps_nobody_waiting(database: SqliteDatabase) -> None:
    no_end = Statement("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT max(i) FROM n", ())

    async def test(opened: Opened) -> None:
        async def read() -> None:
            async with opened.store.begin() as tx:
                await opened.store.read_within(tx, no_end, {})

        reading = asyncio.ensure_future(read())
        await asyncio.sleep(0.05)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await opened.rename(0, "next")

    during(database, test, statement_timeout=0.2)


def test_a_store_that_is_closed_twice_is_closed(database: SqliteDatabase) -> None:
    async def test(opened: Opened) -> None:
        await opened.store.close()

    during(database, test)
