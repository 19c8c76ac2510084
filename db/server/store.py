"""The store on a server: PostgreSQL or MariaDB, with Glimpse's or Glance's schema."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.address.server_address import ServerAddress
from db.dialect.variants import DialectName
from db.events.log import committed_count_statement
from db.events.watch import PollingWatcher
from db.schema_version import VERSION_TABLE
from db.server.engine import Timeouts, create_engine
from db.server.errors import translate_error
from db.server.migrate import detect_served_schema
from db.server.pool import ReadPool, fetch_rows, open_read_pool
from db.server.requirements import check_storage
from db.server.rights import check_serving_rights
from db.server.watch import NotifyWatcher
from db.store import (
    CommitWatcher,
    ReadOnlyStoreError,
    Rows,
    Statement,
    StoreUnavailableError,
    Transaction,
    Values,
)


class ServerStore:
    """Open with `await ServerStore.open(...)`; every timeout is in seconds.

    Queries read from `replica`, if there is one. Mutations always read from the primary.
    """

    def __init__(
        self,
        address: ServerAddress,
        timeouts: Timeouts,
        write_engine: AsyncEngine,
        read_pool: ReadPool,
        primary_pool: ReadPool,
    ) -> None:
        self.dialect: DialectName = address.dialect
        self.is_glance = False
        self.has_irregular_times = False
        self._address = address
        self._timeouts = timeouts
        self._write_engine = write_engine
        self._read_pool = read_pool
        self._primary_pool = primary_pool
        self._is_closed = False
        self._committed = asyncio.Event()

    @property
    def is_read_only(self) -> bool:
        return self.is_glance

    @classmethod
    async def open(
        cls,
        address: ServerAddress,
        *,
        replica: ServerAddress | None = None,
        pool_size: int = 10,
        busy_timeout: float = 5.0,
        statement_timeout: float = 10.0,
    ) -> "ServerStore":
        """Raises DatabaseNotServableError if the database cannot be served."""
        waits = Timeouts(busy_timeout, statement_timeout)
        newest = await open_read_pool(address, waits, pool_size)
        store = cls(
            address,
            waits,
            create_engine(address, waits, pool_size),
            await open_read_pool(replica, waits, pool_size) if replica else newest,
            newest,
        )
        try:
            with store._translate_errors():
                async with store._write_engine.connect() as connection:
                    store.is_glance = await detect_served_schema(connection, address.name) == "glance"
                    await check_storage(connection, address.name, is_own=not store.is_glance)
        except BaseException:
            await store.close()
            raise
        return store

    async def read(self, statement: Statement, values: Values) -> Rows:
        return await self._read(self._read_pool, statement, values)

    async def read_primary(self, statement: Statement, values: Values) -> Rows:
        return await self._read(self._primary_pool, statement, values)

    async def _read(self, pool: ReadPool, statement: Statement, values: Values) -> Rows:
        self._check_open()
        with self._translate_errors():
            return await pool.fetch(statement.sql, [values[name] for name in statement.parameters])

    async def read_within(self, tx: Transaction, statement: Statement, values: Values) -> Rows:
        assert isinstance(tx, AsyncConnection)
        with self._translate_errors():
            return await fetch_rows(tx, statement.sql, [values[name] for name in statement.parameters])

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        if self.is_glance:
            raise ReadOnlyStoreError
        self._check_open()
        with self._translate_errors():
            async with self._write_engine.begin() as connection:
                yield connection
        self._committed.set()

    async def change_token(self) -> int | None:
        if self.is_glance or self._read_pool is not self._primary_pool:
            # Glance has no event log to count, and a replica may be older than at an earlier count.
            return None
        ((state,),) = await self.read(committed_count_statement(self.dialect), {})
        return int(state)

    def watch_commits(self) -> CommitWatcher:
        if self.dialect == "mariadb" or self._address.is_pgbouncer:
            # PgBouncer shares connections between statements, so LISTEN does not work.
            return PollingWatcher(self._committed)
        return NotifyWatcher(
            create_engine(self._address, self._timeouts, None, is_writing=False), self._committed
        )

    def _check_open(self) -> None:
        if self._is_closed:
            raise StoreUnavailableError("the store is closed")

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        """Translates the driver's errors to the store's exceptions; other errors pass unchanged."""
        try:
            yield
        except Exception as error:
            raise translate_error(error, self.dialect) or error from error

    async def check_rights(self) -> None:
        """Raises StoreUnavailableError, with the statements that grant what the user of the URL lacks."""
        with self._translate_errors():
            async with self._write_engine.connect() as connection:
                await check_serving_rights(connection, self._address, is_glance=self.is_glance)

    async def ping(self) -> None:
        anything = "SELECT 1 FROM images LIMIT 1"
        with self._translate_errors():
            async with self._write_engine.connect() as connection:
                await check_serving_rights(connection, self._address, is_glance=self.is_glance)
                await connection.execute(text(anything))
            await self._read_pool.fetch(anything, ())

    async def schema_versions(self) -> frozenset[str]:
        with self._translate_errors():
            async with self._write_engine.connect() as connection:
                found = await connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}"))
                return frozenset(found.scalars())

    async def close(self) -> None:
        self._is_closed = True
        for each in (self._read_pool, self._primary_pool):
            await each.close()
        await self._write_engine.dispose()
