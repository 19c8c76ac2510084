"""The drivers' connections in a transaction: asyncpg for PostgreSQL, asyncmy for MariaDB."""

from collections.abc import Sequence
from typing import Any, Protocol

from db.dialect.variants import DialectName
from db.store import AnswerTooLargeError, Rows


class DriverConnection(Protocol):
    """Raises the driver's errors."""

    async def begin(self) -> None: ...

    async def fetch(self, sql: str, values: Sequence[Any]) -> Rows:
        """Executes the statement, and returns its rows, if it has any."""

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Executes the statement once for each row of values."""

    async def commit(self) -> None: ...

    async def rollback(self) -> None: ...


class AsyncpgConnection:
    def __init__(self, driver: Any) -> None:
        self._driver = driver

    async def begin(self) -> None:
        await self._driver.execute("BEGIN ISOLATION LEVEL READ COMMITTED")

    async def fetch(self, sql: str, values: Sequence[Any]) -> Rows:
        rows: Rows = await self._driver.fetch(sql, *values)
        return rows

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        await self._driver.executemany(sql, rows)

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

    async def fetch(self, sql: str, values: Sequence[Any]) -> Rows:
        async with self._driver.cursor() as cursor:
            await cursor.execute(sql, values)
            rows: Rows = () if cursor.description is None else await cursor.fetchall()
        require_whole_answer(rows)
        return rows

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        async with self._driver.cursor() as cursor:
            await cursor.executemany(sql, rows)

    async def commit(self) -> None:
        await self._driver.commit()

    async def rollback(self) -> None:
        await self._driver.rollback()


def require_whole_answer(rows: Rows) -> None:
    """Raises AnswerTooLargeError: what MariaDB cannot send is empty, which Glimpse's JSON never is."""
    if any(b"" in row for row in rows):
        raise AnswerTooLargeError


_CONNECTIONS: dict[DialectName, type[AsyncpgConnection | AsyncmyConnection]] = {
    "postgresql": AsyncpgConnection,
    "mariadb": AsyncmyConnection,
}


def driver_connection(driver: Any, dialect: DialectName) -> DriverConnection:
    """Wraps a connection of asyncpg or asyncmy."""
    return _CONNECTIONS[dialect](driver)
