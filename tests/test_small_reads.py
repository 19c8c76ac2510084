"""Small reads: what is one, and that those of one turn of the event loop run one after the other."""

import asyncio
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from db.sqlite import SqliteStore
from db.statement import Statement
from tests.stores import opened, statement


async def told(store: SqliteStore, *names: str) -> list[str]:
    """What happens when so many ask in one turn of the event loop."""
    happened: list[str] = []

    async def read(name: str) -> None:
        happened.append(f"{name} asks")
        ((number,),) = await store.read(statement(f"SELECT {name}"), {})
        happened.append(f"{number} knows")

    assert store._small is not None
    store._small._connection.set_trace_callback(happened.append)
    await asyncio.gather(*map(read, names))
    store._small._connection.set_trace_callback(None)
    return happened


AT_ONCE = ["1 asks", "SELECT 1", "1 knows", "2 asks", "SELECT 2", "2 knows", "3 asks", "SELECT 3", "3 knows"]
TOGETHER = ["1 asks", "2 asks", "3 asks", "SELECT 1", "SELECT 2", "SELECT 3", "1 knows", "2 knows", "3 knows"]


def test_where_many_ask_in_a_turn_they_are_answered_when_all_have_asked(database: Path) -> None:
    async def ask(store: SqliteStore) -> list[list[str]]:
        first = await told(store, "1", "2", "3")
        for _ in range(20):
            await told(store, "1", "2", "3")
        many = await told(store, "1", "2", "3")
        for _ in range(20):
            await told(store, "1")
        return [first, many, await told(store, "1", "2", "3")]

    assert opened(database, ask) == [AT_ONCE, TOGETHER, AT_ONCE]


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.small_reads._MANY", 0)


@pytest.mark.usefixtures("together")
def test_who_has_waited_for_long_goes_on_before_the_rest_is_read(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.small_reads._LONGEST", 0)

    async def ask(store: SqliteStore) -> list[str]:
        return await told(store, "1", "2", "3")

    assert opened(database, ask) == [
        *("1 asks", "2 asks", "3 asks"),
        *("SELECT 1", "1 knows", "SELECT 2", "2 knows", "SELECT 3", "3 knows"),
    ]


@pytest.mark.usefixtures("together")
def test_so_it_is_when_others_ask_meanwhile(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.small_reads._LONGEST", 0)

    async def ask(store: SqliteStore) -> list[str]:
        happened: list[str] = []
        assert store._small is not None
        store._small._connection.set_trace_callback(happened.append)
        asked = []
        for _ in range(4):
            asked += [asyncio.ensure_future(store.read(statement("SELECT 1"), {})) for _ in range(3)]
            await asyncio.sleep(0)
            happened.append("a turn")
        while not all(each.done() for each in asked):
            await asyncio.sleep(0)
            happened.append("a turn")
        store._small._connection.set_trace_callback(None)
        return happened

    happened = opened(database, ask)
    assert happened.count("SELECT 1") == 12
    assert ("SELECT 1", "SELECT 1") not in pairwise(happened)


@pytest.mark.usefixtures("together")
def test_who_left_or_asks_what_cannot_be_asked_keeps_nobody_from_an_answer(database: Path) -> None:
    async def ask(store: SqliteStore) -> list[Any]:
        number = Statement("SELECT ?", ("number",))
        asked = [asyncio.ensure_future(store.read(number, {"number": each})) for each in (1, 2**64, 3)]
        await asyncio.sleep(0)
        asked[0].cancel()
        return await asyncio.gather(*asked, return_exceptions=True)

    left, too_large, answered = opened(database, ask)
    assert isinstance(left, asyncio.CancelledError)
    assert isinstance(too_large, OverflowError)
    assert answered == [(3,)]


@pytest.mark.usefixtures("together")
def test_who_has_asked_is_answered_before_the_store_closes(database: Path) -> None:
    async def ask(store: SqliteStore) -> Any:
        asked = asyncio.ensure_future(store.read(statement("SELECT 1"), {}))
        await asyncio.sleep(0)
        await store.close()
        return await asked

    assert opened(database, ask) == [(1,)]


def test_a_read_that_is_not_small_is_tried_by_others_and_not_by_it_for_a_while(database: Path) -> None:
    counting = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT max(i) FROM n"
    )
    small, large = (statement(counting.format(most)) for most in (100, 100_000))

    async def ask(store: SqliteStore) -> list[Any]:
        assert store._small is not None
        found = []
        for asked in (small, large):
            found.append((store._small.rows(asked, ()), await store.read(asked, {})))
        return found

    assert opened(database, ask) == [([(100,)], [(100,)]), (None, [(100_000,)])]


def test_a_statement_that_was_too_large_may_be_small_again(database: Path) -> None:
    counting = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT max(i) FROM n"
    )

    async def ask(store: SqliteStore) -> int:
        assert store._small is not None
        assert store._small.rows(statement(counting), (100_000,)) is None
        forborne = 0
        while store._small.rows(statement(counting), (1,)) is None:
            forborne += 1
        return forborne

    assert opened(database, ask) == 100


def test_no_more_statements_are_remembered_as_too_large_than_may_be(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.small_reads._MOST_REMEMBERED", 2)
    many = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT max(i) + {}"
    )

    async def ask(store: SqliteStore) -> list[str]:
        assert store._small is not None
        for number in range(4):
            assert store._small.rows(statement(f"{many.format(number)} FROM n"), ()) is None
        return list(store._small._forborne)

    assert opened(database, ask) == [f"{many.format(number)} FROM n" for number in (2, 3)]
