"""Pools for reads on a server, each a single statement: SQLAlchemy's engine, or asyncpg directly."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Protocol

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from db.address.server_address import ServerAddress
from db.server.connecting import Connector
from db.server.deadlines import (
    GRACE,
    Deadlines,
    driver_of,
    drop,
    is_closed,
    is_cut,
    taken_for_one_answer,
)
from db.server.driver import AsyncmyConnection
from db.server.engine import ExpiringEngine, Timeouts, connect_arguments, create_engine
from db.server.errors import translate_error
from db.store import Rows, StoreUnavailableError

logger = logging.getLogger("glimpse.db")

# Longest statement that a connection keeps prepared; asyncpg's default is shorter.
_MAX_PREPARED_CHARACTERS = 200_000


class ReadPool(Protocol):
    async def fetch(self, sql: str, parameters: Sequence[Any]) -> Rows:
        """All rows; raises the driver's errors, or StoreUnavailableError if no answer comes in time."""

    def expire(self) -> None:
        """Lets the next uses open new connections."""

    async def close(self) -> None:
        """Ends reads in progress; does not wait for the server."""


async def open_read_pool(
    address: ServerAddress, timeouts: Timeouts, size: int, connector: Connector
) -> ReadPool:
    """A pool of at most `size` connections, which are opened on demand."""
    if address.dialect == "postgresql" and not address.is_pgbouncer:
        return await PreparedReadPool.open(address, timeouts, size, connector)
    engine = create_engine(address, timeouts, size, is_writing=False, connector=connector)
    return EngineReadPool(engine, timeouts)


class EngineReadPool:
    """SQLAlchemy's pool. MariaDB's driver runs a statement without SQLAlchemy, which takes longer than it."""

    def __init__(self, connections: AsyncEngine, timeouts: Timeouts) -> None:
        self._engine = ExpiringEngine(connections)
        self._is_mariadb = connections.dialect.name != "postgresql"
        self._take_timeout = timeouts.lock
        self._deadlines = Deadlines(timeouts.answer)

    async def fetch(self, sql: str, parameters: Sequence[Any]) -> Rows:
        engine = await self._engine.current()
        async with taken_for_one_answer(engine, self._take_timeout, self._deadlines) as connection:
            if not self._is_mariadb:
                return (await connection.exec_driver_sql(sql, tuple(parameters))).all()
            driver = driver_of(connection)
            try:
                return await AsyncmyConnection(driver).fetch(sql, parameters)
            except Exception as error:
                if is_closed(driver) and translate_error(error, "mariadb") is None:
                    raise StoreUnavailableError("a connection was closed") from error
                raise

    def expire(self) -> None:
        self._engine.expire()

    async def close(self) -> None:
        self._deadlines.end_all()
        await self._engine.dispose()


class PreparedReadPool:
    """Each connection prepares a statement on its first use, and keeps it prepared."""

    def __init__(self, pool: asyncpg.Pool, timeouts: Timeouts, size: int, cancelled: set[int]) -> None:
        self._pool = pool
        # The process ids of connections whose statement was cancelled, until they are released.
        self._cancelled = cancelled
        self._timeouts = timeouts
        self._free = size
        self._deadlines = Deadlines(timeouts.answer)
        self._clock = asyncio.get_running_loop().time
        self._expires_at = self._clock() + timeouts.max_age
        self._releases = set[asyncio.Task[None]]()

    @classmethod
    async def open(
        cls, address: ServerAddress, timeouts: Timeouts, size: int, connector: Connector
    ) -> "PreparedReadPool":
        _, options = PGDialect_asyncpg().create_connect_args(address.url)  # type: ignore[no-untyped-call]
        cancelled = set[int]()
        pool = await asyncpg.create_pool(
            **options,
            **connect_arguments(address, timeouts),
            connect=partial(connector.open, asyncpg.connect),
            min_size=0,
            max_size=size,
            reset=partial(_end_cancelled, cancelled),
            max_cacheable_statement_size=_MAX_PREPARED_CHARACTERS,
        )
        return cls(pool, timeouts, size, cancelled)

    async def fetch(self, sql: str, parameters: Sequence[Any]) -> Rows:
        if self._clock() >= self._expires_at:
            self._expires_at = self._clock() + self._timeouts.max_age
            await self._pool.expire_connections()
        try:
            return await self._fetch(await self._take(), sql, parameters)
        except asyncpg.InterfaceError as error:
            # The connection is closed, or is being closed.
            raise StoreUnavailableError("a connection was closed") from error

    async def _take(self) -> Any:
        """A connection that the server has not ended. If one was, all that are idle are replaced."""
        connection = await self._acquire()
        if not is_cut(connection):
            return connection
        drop(connection)
        await self._release(connection)
        await self._pool.expire_connections()
        return await self._acquire()

    async def _fetch(self, connection: Any, sql: str, parameters: Sequence[Any]) -> Rows:
        self._deadlines.begin(connection)
        try:
            rows: Rows = await connection.fetch(sql, *parameters)
        except asyncio.CancelledError:
            # asyncpg lets the server stop the statement; the reader need not wait for that.
            self._deadlines.end(connection)
            self._cancelled.add(connection.get_server_pid())
            self._release_later(connection)
            raise
        except BaseException as error:
            is_dropped = self._deadlines.end(connection)
            await self._release(connection)
            if is_dropped:
                # The others are frozen too, most likely.
                self.expire()
                raise self._deadlines.no_answer() from error
            raise
        self._deadlines.end(connection)
        await self._release(connection)
        return rows

    async def _acquire(self) -> Any:
        self._free -= 1
        try:
            if self._free >= 0:
                # The connector bounds the time if a new connection is opened.
                return await self._pool.acquire()
            async with self._deadlines.taking.bound(self._timeouts.lock):
                return await self._pool.acquire()
        except BaseException as error:
            self._free += 1
            if isinstance(error, TimeoutError):
                raise StoreUnavailableError("all connections are in use") from error
            raise

    async def _release(self, connection: Any) -> None:
        try:
            await self._pool.release(connection, timeout=GRACE)
        finally:
            self._free += 1

    def _release_later(self, connection: Any) -> None:
        task = asyncio.ensure_future(self._release(connection))
        self._releases.add(task)
        task.add_done_callback(self._on_released)

    def _on_released(self, task: "asyncio.Task[None]") -> None:
        self._releases.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.info("A connection was dropped, because its statement did not stop: %r", error)

    def expire(self) -> None:
        self._expires_at = 0.0

    async def close(self) -> None:
        self._deadlines.end_all()
        self._pool.terminate()


async def _end_cancelled(cancelled: set[int], connection: Any) -> None:
    """In place of asyncpg's reset, because a read leaves no session state behind, unless it is cancelled.

    A statement that was prepared and then not executed lets PostgreSQL's timer run on, which would stop the
    next one. Any statement ends it.
    """
    process = connection.get_server_pid()
    if process in cancelled:
        cancelled.discard(process)
        with suppress(asyncpg.QueryCanceledError):
            await connection.execute("SELECT 1")
