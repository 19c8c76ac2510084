"""Reads on a server, each a statement by itself: by SQLAlchemy's engine, or by asyncpg alone."""

from collections.abc import Sequence
from typing import Any, Protocol

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.server.engine import Waits, engine, session
from db.server.url import Address
from db.store import AnswerTooLarge, Rows, StoreUnavailable

# Characters of a statement that a connection keeps prepared; by itself asyncpg keeps shorter ones.
_LONGEST_PREPARED = 200_000


class Reads(Protocol):
    async def rows(self, sql: str, parameters: Sequence[Any]) -> Rows:
        """All rows; raises what the driver says."""

    async def close(self) -> None: ...


async def reads(address: Address, waits: Waits, size: int) -> Reads:
    """On at most `size` connections, none of which is made before it is needed."""
    if address.dialect == "postgresql" and not address.pgbouncer:
        return await PreparedReads.open(address, waits, size)
    return EngineReads(engine(address, waits, size, changes=False))


class EngineReads:
    def __init__(self, connections: AsyncEngine) -> None:
        self._connections = connections

    async def rows(self, sql: str, parameters: Sequence[Any]) -> Rows:
        async with self._connections.connect() as connection:
            return await rows_of(connection, sql, parameters)

    async def close(self) -> None:
        await self._connections.dispose()


async def rows_of(connection: AsyncConnection, sql: str, parameters: Sequence[Any]) -> Rows:
    rows = (await connection.exec_driver_sql(sql, tuple(parameters))).all()
    # What MariaDB cannot send is empty, and no text of ours ever is.
    if connection.dialect.name in ("mysql", "mariadb") and any(b"" in row for row in rows):
        # What follows a switch of greenlets is not measured; tests/db/server/test_server_store.py proves it.
        raise AnswerTooLarge  # pragma: no cover
    return rows


class PreparedReads:
    """Each connection prepares a statement when it is asked first, and keeps it so."""

    def __init__(self, pool: asyncpg.Pool, wait: float) -> None:
        self._pool = pool
        self._wait = wait

    @classmethod
    async def open(cls, address: Address, waits: Waits, size: int) -> "PreparedReads":
        _, options = PGDialect_asyncpg().create_connect_args(address.url)  # type: ignore[no-untyped-call]
        pool = await asyncpg.create_pool(
            **options,
            **session(address, waits),
            min_size=0,
            max_size=size,
            reset=_as_it_is,
            max_cacheable_statement_size=_LONGEST_PREPARED,
        )
        return cls(pool, waits.lock)

    async def rows(self, sql: str, parameters: Sequence[Any]) -> Rows:
        try:
            async with self._pool.acquire(timeout=self._wait) as connection:
                rows: Rows = await connection.fetch(sql, *parameters)
                return rows
        except asyncpg.InterfaceError as error:
            # It is closed, or is just being so.
            raise StoreUnavailable("a connection was closed") from error

    async def close(self) -> None:
        await self._pool.close()


async def _as_it_is(_connection: object) -> None:
    """A read leaves nothing behind that the next one would find."""
