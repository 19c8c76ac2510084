"""Small reads: what is one, and what is done with the others."""

from pathlib import Path
from typing import Any

import pytest

from db.sqlite import SqliteStore
from tests.stores import opened, statement


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
