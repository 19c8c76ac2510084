"""Pools for reads on a server, each a single statement: SQLAlchemy's engine, or asyncpg directly."""

from collections.abc import Sequence
from typing import Any, Protocol

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.address.server_address import ServerAddress
from db.server.engine import Timeouts, connect_arguments, create_engine
from db.store import AnswerTooLargeError, Rows, StoreUnavailableError

# Longest statement that a connection keeps prepared; asyncpg's default is shorter.
_MAX_PREPARED_CHARACTERS = 200_000


class ReadPool(Protocol):
    async def fetch(self, sql: str, parameters: Sequence[Any]) -> Rows:
        """All rows; raises the driver's errors."""

    async def close(self) -> None: ...


async def open_read_pool(address: ServerAddress, timeouts: Timeouts, size: int) -> ReadPool:
    """A pool of at most `size` connections, which are opened on demand."""
    if address.dialect == "postgresql" and not address.is_pgbouncer:
        return await PreparedReadPool.open(address, timeouts, size)
    return EngineReadPool(create_engine(address, timeouts, size, is_writing=False))


class EngineReadPool:
    def __init__(self, connections: AsyncEngine) -> None:
        self._connections = connections

    async def fetch(self, sql: str, parameters: Sequence[Any]) -> Rows:
        async with self._connections.connect() as connection:
            return await fetch_rows(connection, sql, parameters)

    async def close(self) -> None:
        await self._connections.dispose()


async def fetch_rows(connection: AsyncConnection, sql: str, parameters: Sequence[Any]) -> Rows:
    rows = (await connection.exec_driver_sql(sql, tuple(parameters))).all()
    # A result that MariaDB cannot send is empty, which Glimpse's JSON never is.
    if connection.dialect.name in ("mysql", "mariadb") and any(b"" in row for row in rows):
        # Coverage does not see lines after a greenlet switch; tests/db/server/test_server_store.py tests it.
        raise AnswerTooLargeError  # pragma: no cover
    return rows


class PreparedReadPool:
    """Each connection prepares a statement on its first use, and keeps it prepared."""

    def __init__(self, pool: asyncpg.Pool, acquire_timeout: float) -> None:
        self._pool = pool
        self._acquire_timeout = acquire_timeout

    @classmethod
    async def open(cls, address: ServerAddress, timeouts: Timeouts, size: int) -> "PreparedReadPool":
        _, options = PGDialect_asyncpg().create_connect_args(address.url)  # type: ignore[no-untyped-call]
        pool = await asyncpg.create_pool(
            **options,
            **connect_arguments(address, timeouts),
            min_size=0,
            max_size=size,
            reset=_skip_reset,
            max_cacheable_statement_size=_MAX_PREPARED_CHARACTERS,
        )
        return cls(pool, timeouts.lock)

    async def fetch(self, sql: str, parameters: Sequence[Any]) -> Rows:
        try:
            async with self._pool.acquire(timeout=self._acquire_timeout) as connection:
                rows: Rows = await connection.fetch(sql, *parameters)
                return rows
        except asyncpg.InterfaceError as error:
            # The connection is closed, or is being closed.
            raise StoreUnavailableError("a connection was closed") from error

    async def close(self) -> None:
        await self._pool.close()


async def _skip_reset(_connection: object) -> None:
    """Skips asyncpg's reset: a read leaves no session state behind."""
