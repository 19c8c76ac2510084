"""What a transaction makes of a driver's errors and answers. Other tests of this folder ask real servers."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy import text

from db.server.deadlines import Deadlines
from db.server.driver import AsyncmyConnection
from db.server.transaction import ServerTransaction
from db.store import AnswerTooLargeError, StoreUnavailableError


class LostConnection:
    """asyncpg's, of which the server has closed its end."""

    async def fetch(self, *_: object) -> list[Any]:
        raise asyncpg.InterfaceError("connection is closed")

    def is_closed(self) -> bool:
        return True

    def terminate(self) -> None:
        """It is closed."""


def test_a_lost_connection_is_unavailable_also_without_a_code() -> None:
    async def ask() -> None:
        tx = ServerTransaction(LostConnection(), "postgresql", Deadlines(5), lambda: None)
        with pytest.raises(StoreUnavailableError, match="a connection was closed"):
            await tx.execute(text("SELECT 1"))

    asyncio.run(ask())


class _Cursor:
    description = ("image",)

    def __init__(self, rows: Sequence[Sequence[Any]]) -> None:
        self._rows = rows

    async def __aenter__(self) -> "_Cursor":
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing is open."""

    async def execute(self, *_: object) -> None:
        """Gives the rows."""

    async def fetchall(self) -> Sequence[Sequence[Any]]:
        return self._rows


class Answering:
    def __init__(self, *rows: Sequence[Any]) -> None:
        self._rows = rows

    def cursor(self) -> _Cursor:
        return _Cursor(self._rows)


def test_an_empty_answer_of_mariadb_was_too_large() -> None:
    fine, too_large = Answering(("a", b"{}")), Answering(("a", b""))
    assert asyncio.run(AsyncmyConnection(fine).fetch("", [])) == (("a", b"{}"),)
    with pytest.raises(AnswerTooLargeError):
        asyncio.run(AsyncmyConnection(too_large).fetch("", []))
