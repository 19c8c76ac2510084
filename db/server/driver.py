"""The drivers' connections in a transaction: asyncpg for PostgreSQL, asyncmy for MariaDB."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from typing import Any, Protocol

from db.dialect.mariadb_escapes import has_escapes, lower_escapes
from db.dialect.variants import DialectName
from db.server.changes import (
    BoundStatement,
    CopiedRows,
    WaitingChange,
    combined_for_mariadb,
    combined_for_postgresql,
)
from db.store import AnswerTooLargeError, Rows

# Sends something, and returns the rows of the answer, if it has any.
Request = Callable[[], Awaitable[Rows]]


class DriverConnection(Protocol):
    """Raises the driver's errors."""

    async def begin(self) -> None: ...

    def requests(
        self, changes: Sequence[WaitingChange], read: BoundStatement | None = None
    ) -> Iterator[Request]:
        """The requests for the changes and then the read, to be sent in turn: the last has its rows."""

    async def commit(self) -> None: ...

    async def rollback(self) -> None: ...


class AsyncpgConnection:
    def __init__(self, driver: Any) -> None:
        self._driver = driver

    async def begin(self) -> None:
        await self._driver.execute("BEGIN ISOLATION LEVEL READ COMMITTED")

    def requests(
        self, changes: Sequence[WaitingChange], read: BoundStatement | None = None
    ) -> Iterator[Request]:
        for each in combined_for_postgresql(changes):
            if isinstance(each, CopiedRows):
                yield partial(self._copy, each)
                continue
            run = self._execute_for_each if each.is_executed_for_each else self._fetch
            yield partial(run, each)
        if read is not None:
            yield partial(self._fetch, read)

    async def _fetch(self, statement: BoundStatement) -> Rows:
        rows: Rows = await self._driver.fetch(statement.sql, *statement.values)
        return rows

    async def _copy(self, rows: CopiedRows) -> Rows:
        await self._driver.copy_records_to_table(rows.table, records=rows.records, columns=rows.columns)
        return ()

    async def _execute_for_each(self, statement: BoundStatement) -> Rows:
        await self._driver.executemany(statement.sql, statement.values)
        return ()

    async def commit(self) -> None:
        await self._driver.execute("COMMIT")

    async def rollback(self) -> None:
        await self._driver.execute("ROLLBACK")


class AsyncmyConnection:
    """The connection's first statement begins a transaction; its isolation level is the session's."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    async def begin(self) -> None:
        """Nothing to do."""

    def requests(
        self, changes: Sequence[WaitingChange], read: BoundStatement | None = None
    ) -> Iterator[Request]:
        for each in combined_for_mariadb(changes, self._driver.literal, read):
            yield partial(self._run, each)

    async def fetch(self, sql: str, values: Sequence[Any]) -> Rows:
        """The rows of a statement outside of a transaction, which the connection keeps prepared."""
        async with self._driver.cursor() as cursor:
            await cursor.execute(sql, tuple(values))
            rows: Rows = await cursor.fetchall()
        return mend_escapes(rows)

    async def _run(self, text: str) -> Rows:
        """The rows of the last statement in the text."""
        async with self._driver.cursor() as cursor:
            await cursor.execute(text)
            while await cursor.nextset():
                pass
            rows: Rows = () if cursor.description is None else await cursor.fetchall()
        return mend_escapes(rows)

    async def commit(self) -> None:
        await self._driver.commit()

    async def rollback(self) -> None:
        await self._driver.rollback()


def require_whole_answer(rows: Rows) -> Rows:
    """Raises AnswerTooLargeError: what MariaDB cannot send is empty, which Glimpse's JSON never is."""
    if any(b"" in row for row in rows):
        raise AnswerTooLargeError
    return rows


def mend_escapes(rows: Rows) -> Rows:
    """MariaDB's rows with JSON as the other databases write it; raises as `require_whole_answer`."""
    whole = require_whole_answer(rows)
    if not any(isinstance(value, bytes) and has_escapes(value) for row in whole for value in row):
        return whole
    return [
        tuple(lower_escapes(value) if isinstance(value, bytes) else value for value in row) for row in whole
    ]


_CONNECTIONS: dict[DialectName, type[AsyncpgConnection | AsyncmyConnection]] = {
    "postgresql": AsyncpgConnection,
    "mariadb": AsyncmyConnection,
}


def driver_connection(driver: Any, dialect: DialectName) -> DriverConnection:
    """Wraps a connection of asyncpg or asyncmy."""
    return _CONNECTIONS[dialect](driver)
