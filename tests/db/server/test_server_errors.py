"""Each code that a server may report for a reason of its operation is a fact of the store, never a fault."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.address.url import parse_server_url
from db.dialect.variants import DialectName
from db.server.changes import BoundStatement
from db.server.connecting import explain
from db.server.deadlines import Deadlines
from db.server.driver import AsyncmyConnection
from db.server.errors import translate_error
from db.server.read_only import is_read_only
from db.server.transaction import ServerTransaction
from db.store import (
    AnswerTooLargeError,
    Rows,
    StatementTimeoutError,
    StoreUnavailableError,
    TransactionConflictError,
)

# As the documentation of each database numbers them.
UNAVAILABLE: dict[DialectName, list[str | int]] = {
    "postgresql": [
        *("08000", "08001", "08003", "08004", "08006", "08007", "08P01"),
        *("0LP01", "0P000", "25006", "25P03", "26000", "28000", "28P01", "3D000", "42501", "42P05"),
        *("53000", "53100", "53200", "53300", "53400", "55000", "55006", "55P03"),
        *("57000", "57P01", "57P02", "57P03", "57P04", "57P05", "58000", "58030", "58P01", "58P02"),
        *("72000", "F0000", "F0001", "XX001", "XX002"),
    ],
    "mariadb": [
        *(1015, 1016, 1017, 1021, 1023, 1024, 1026, 1028, 1030, 1034, 1035, 1036, 1037, 1038, 1040, 1041),
        *(1042, 1043, 1044, 1045, 1047, 1049, 1053, 1077, 1099, 1100, 1114, 1129, 1130, 1135, 1142, 1143),
        *(1152, 1153, 1158, 1159, 1160, 1161, 1180, 1184, 1194, 1195, 1203, 1205, 1206, 1223, 1226, 1227),
        *(1251, 1290, 1370, 1524, 1698, 1792, 1812, 1814, 1820, 1836, 1862, 1927, 1932, 3118, 3159, 4151),
        *(2002, 2003, 2006, 2013, 2026, 2055, 2059),
    ],
}
OTHERS: dict[DialectName, dict[type[Exception], list[str | int]]] = {
    "postgresql": {
        StatementTimeoutError: ["57014", "25P04"],
        TransactionConflictError: ["40001", "40P01", "23505"],
    },
    "mariadb": {
        StatementTimeoutError: [1317, 1969, 3024],
        TransactionConflictError: [1020, 1062, 1213],
        AnswerTooLargeError: [1301],
    },
}
# Of Glimpse: a statement that is wrong.
FAULTS: dict[DialectName, list[str | int]] = {
    "postgresql": ["42601", "42703", "22P02", "23502", "XX000"],
    "mariadb": [1054, 1064, 1048, 1264],
}
# What a server may say instead of opening a connection; for all others the sentence has the code.
CONNECTING: dict[DialectName, list[str | int]] = {
    "postgresql": [
        *("08004", "28000", "28P01", "3D000", "42501", "53100", "53200", "53300", "55000"),
        *("57P01", "57P02", "57P03", "57P04"),
    ],
    "mariadb": [
        *(1021, 1037, 1040, 1041, 1042, 1043, 1044, 1045, 1047, 1049, 1053, 1077, 1114, 1129, 1130, 1135),
        *(1158, 1159, 1160, 1161, 1203, 1226, 1251, 1524, 1698, 1820, 1862, 1927, 3118, 3159, 4151),
        *(2006, 2013, 2055, 2059),
    ],
}
URLS: dict[DialectName, str] = {
    "postgresql": "postgresql://somebody:a-secret@db.example/glimpse",
    "mariadb": "mariadb://somebody:a-secret@db.example/glimpse",
}


def said(dialect: DialectName, code: str | int) -> Any:
    """The driver's error."""
    module = {"postgresql": "asyncpg.exceptions", "mariadb": "asyncmy.errors"}[dialect]
    kind = type("DriverError", (Exception,), {"__module__": module})
    words = "INSERT command denied to user 'somebody'@'10.0.0.1' for table `images`"
    error: Any = kind(code, words) if isinstance(code, int) else kind(words)
    error.sqlstate = code if isinstance(code, str) else None
    return error


def cases(table: dict[DialectName, list[str | int]]) -> list[Any]:
    return [
        pytest.param(dialect, code, id=f"{dialect}-{code}")
        for dialect, codes in table.items()
        for code in codes
    ]


@pytest.mark.parametrize(("dialect", "code"), cases(UNAVAILABLE))
def test_a_reason_of_operation_is_unavailable(dialect: DialectName, code: str | int) -> None:
    error = said(dialect, code)
    for each in (error, DBAPIError("SELECT 1", (), error)):
        found = translate_error(each, dialect)
        assert type(found) is StoreUnavailableError
        assert "somebody" not in str(found)
        assert ("accepts no changes" in str(found)) == is_read_only(error)


@pytest.mark.parametrize(
    ("dialect", "code", "fact"),
    [
        pytest.param(dialect, code, fact, id=f"{dialect}-{code}")
        for dialect, facts in OTHERS.items()
        for fact, codes in facts.items()
        for code in codes
    ],
)
def test_other_codes_have_their_own_fact(
    dialect: DialectName, code: str | int, fact: type[Exception]
) -> None:
    assert type(translate_error(said(dialect, code), dialect)) is fact


@pytest.mark.parametrize(("dialect", "code"), cases(FAULTS))
def test_a_wrong_statement_stays_a_fault(dialect: DialectName, code: str | int) -> None:
    assert translate_error(said(dialect, code), dialect) is None


@pytest.mark.parametrize(("dialect", "code"), cases(CONNECTING))
def test_a_refused_connection_has_a_reason_without_a_code(dialect: DialectName, code: str | int) -> None:
    reason = explain(said(dialect, code), parse_server_url(URLS[dialect]), 5)
    assert reason is not None
    assert str(code) not in reason
    assert "somebody" not in reason


@pytest.mark.parametrize(("dialect", "code"), cases(UNAVAILABLE))
def test_every_refused_connection_has_a_reason(dialect: DialectName, code: str | int) -> None:
    assert explain(said(dialect, code), parse_server_url(URLS[dialect]), 5) is not None


@pytest.mark.parametrize(
    ("url", "place"),
    [
        (URLS["mariadb"], "port 3306 of db.example"),
        ("mariadb://somebody@db.example:3307/glimpse", "port 3307 of db.example"),
        ("mariadb://somebody@/glimpse?unix_socket=/run/db.sock", "the socket /run/db.sock"),
        ("postgresql://somebody@/glimpse?host=/run/postgresql", "the socket /run/postgresql"),
    ],
    ids=["mariadb", "port", "mariadb-socket", "postgresql-socket"],
)
def test_where_nothing_listens_is_named(url: str, place: str) -> None:
    error = ConnectionRefusedError(111, "Connect call failed")
    assert explain(error, parse_server_url(url), 5) == f"nothing listens at {place}"


class LostConnection:
    """asyncpg's, of which the server has closed its end."""

    async def fetch(self, *_: object) -> list[Any]:
        raise asyncpg.InterfaceError("connection is closed")

    def is_closed(self) -> bool:
        return True

    def terminate(self) -> None:
        """It is closed."""


def test_a_session_that_ends_while_a_statement_begins_is_unavailable() -> None:
    fact = translate_error(asyncpg.InternalClientError("cannot switch to state 12"), "postgresql")
    assert isinstance(fact, StoreUnavailableError)
    assert str(fact) == "a connection was closed"


def test_a_statement_of_an_older_table_is_a_conflict_that_is_tried_again() -> None:
    changed = asyncpg.InvalidCachedStatementError("cached statement plan is invalid")
    assert isinstance(translate_error(changed, "postgresql"), TransactionConflictError)


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

    async def nextset(self) -> None:
        """There is one result."""

    async def fetchall(self) -> Sequence[Sequence[Any]]:
        return self._rows


class Answering:
    """A connection of asyncmy, for a transaction, that answers every statement with the rows."""

    def __init__(self, *rows: Sequence[Any]) -> None:
        self._rows = rows

    def cursor(self) -> _Cursor:
        return _Cursor(self._rows)

    def literal(self, value: object) -> str:
        return repr(value)


def test_an_empty_answer_of_mariadb_was_too_large() -> None:
    fine, too_large = Answering(("a", b"{}")), Answering(("a", b""))

    async def answer(driver: Answering) -> Rows:
        (request,) = AsyncmyConnection(driver).requests([], BoundStatement("SELECT", []))
        return await request()

    assert asyncio.run(answer(fine)) == (("a", b"{}"),)
    with pytest.raises(AnswerTooLargeError):
        asyncio.run(answer(too_large))
