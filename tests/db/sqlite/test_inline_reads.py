"""Small reads: what is one, and what is done with the others."""

import asyncio
from typing import Any

from db.sqlite.inline_reads import InlineReadLimits
from db.sqlite.store import SqliteStore
from db.store import StoreUnavailableError
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.databases.stores import opened, statement


def test_after_a_millisecond_of_small_reads_everybody_else_goes_on(database: SqliteDatabase) -> None:
    async def turns(store: SqliteStore) -> int:
        """How many of the event loop's it takes to read a hundred times at once."""
        reads = [asyncio.ensure_future(store.read(statement("SELECT 1"), {})) for _ in range(100)]
        turns = 0
        while not all(read.done() for read in reads):
            await asyncio.sleep(0)
            turns += 1
        assert {read.result()[0] for read in reads} == {(1,)}
        return turns

    assert opened(database.path, turns, inline_read_limits=InlineReadLimits(budget_seconds=1000)) == 1
    # One read, and they rest.
    assert opened(database.path, turns, inline_read_limits=InlineReadLimits(budget_seconds=0)) == 100


def test_a_store_that_closes_while_reads_rest_says_so(database: SqliteDatabase) -> None:
    async def ask(store: SqliteStore) -> object:
        await store.read(statement("SELECT 1"), {})
        resting = asyncio.ensure_future(store.read(statement("SELECT 1"), {}))
        await asyncio.sleep(0)
        await store.close()
        return (await asyncio.gather(resting, return_exceptions=True))[0]

    error = opened(database.path, ask, inline_read_limits=InlineReadLimits(budget_seconds=0))
    assert isinstance(error, StoreUnavailableError)


def test_a_read_that_is_not_small_is_tried_by_others_and_not_by_it_for_a_while(
    database: SqliteDatabase,
) -> None:
    counting = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT max(i) FROM n"
    )
    small, large = (statement(counting.format(most)) for most in (100, 100_000))

    async def ask(store: SqliteStore) -> list[Any]:
        assert store._inline_reader is not None
        found = []
        for asked in (small, large):
            found.append((store._inline_reader.try_fetch(asked, ()), await store.read(asked, {})))
        return found

    assert opened(database.path, ask) == [([(100,)], [(100,)]), (None, [(100_000,)])]


def test_a_statement_that_was_too_large_may_be_small_again(database: SqliteDatabase) -> None:
    counting = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT max(i) FROM n"
    )

    async def ask(store: SqliteStore) -> int:
        assert store._inline_reader is not None
        assert store._inline_reader.try_fetch(statement(counting), (100_000,)) is None
        forborne = 0
        while store._inline_reader.try_fetch(statement(counting), (1,)) is None:
            forborne += 1
        return forborne

    assert opened(database.path, ask) == 100


def test_no_more_statements_are_remembered_as_too_large_than_may_be(database: SqliteDatabase) -> None:
    many = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT max(i) + {}"
    )

    async def ask(store: SqliteStore) -> list[str]:
        assert store._inline_reader is not None
        for number in range(4):
            assert store._inline_reader.try_fetch(statement(f"{many.format(number)} FROM n"), ()) is None
        return list(store._inline_reader._skipped)

    limits = InlineReadLimits(max_skipped_statements=2)
    assert opened(database.path, ask, inline_read_limits=limits) == [
        f"{many.format(number)} FROM n" for number in (2, 3)
    ]
