"""A server's database behind the door: PostgreSQL or MariaDB, ours or Glance's."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.dialect.variants import DialectName
from db.events.log import committed_events
from db.events.watch import PollingWatch
from db.schema_version import VERSION_TABLE
from db.server.engine import Waits, engine
from db.server.errors import fact_of
from db.server.migrate import recognise
from db.server.pool import Reads, reads, rows_of
from db.server.url import Address
from db.server.watch import ListeningWatch
from db.store import ReadOnlyStore, Rows, Statement, StoreUnavailable, Transaction, Values, Watch


class ServerStore:
    """Open with `await ServerStore.open(...)`; every timeout is in seconds.

    Queries are read from `replica`, if there is one; what a change reads, it reads where it writes.
    """

    def __init__(
        self, address: Address, waits: Waits, changes: AsyncEngine, reads: Reads, newest: Reads
    ) -> None:
        self.dialect: DialectName = address.dialect
        self.glance = False
        self._address = address
        self._waits = waits
        self._changes = changes
        self._reads = reads
        self._newest = newest
        self._closed = False
        self._committed = asyncio.Event()

    @classmethod
    async def open(
        cls,
        address: Address,
        *,
        replica: Address | None = None,
        pool_size: int = 10,
        busy_timeout: float = 5.0,
        statement_timeout: float = 10.0,
    ) -> "ServerStore":
        """Raises StoreRefused, with a sentence, if the database cannot be served."""
        waits = Waits(busy_timeout, statement_timeout)
        newest = await reads(address, waits, pool_size)
        store = cls(
            address,
            waits,
            engine(address, waits, pool_size),
            await reads(replica, waits, pool_size) if replica else newest,
            newest,
        )
        try:
            with store._facts():
                async with store._changes.connect() as connection:
                    store.glance = await recognise(connection, address.name) == "glance"
        except BaseException:
            await store.close()
            raise
        return store

    async def read(self, statement: Statement, values: Values) -> Rows:
        return await self._read(self._reads, statement, values)

    async def read_newest(self, statement: Statement, values: Values) -> Rows:
        return await self._read(self._newest, statement, values)

    async def _read(self, reads: Reads, statement: Statement, values: Values) -> Rows:
        self._check_open()
        with self._facts():
            return await reads.rows(statement.sql, [values[name] for name in statement.parameters])

    async def read_within(self, connection: Transaction, statement: Statement, values: Values) -> Rows:
        assert isinstance(connection, AsyncConnection)
        with self._facts():
            return await rows_of(connection, statement.sql, [values[name] for name in statement.parameters])

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        if self.glance:
            raise ReadOnlyStore
        self._check_open()
        with self._facts():
            async with self._changes.begin() as connection:
                yield connection
        self._committed.set()

    async def state(self) -> int | None:
        if self.glance or self._reads is not self._newest:
            # Glance counts nothing; and what a replica has may be older than what it counted before.
            return None
        ((state,),) = await self.read(committed_events(self.dialect), {})
        return int(state)

    def watch(self) -> Watch:
        if self.dialect == "mariadb" or self._address.pgbouncer:
            # PgBouncer gives a connection to whoever has a statement: nobody can listen on one.
            return PollingWatch(self._committed)
        return ListeningWatch(engine(self._address, self._waits, None, changes=False), self._committed)

    def _check_open(self) -> None:
        if self._closed:
            raise StoreUnavailable("the store is closed")

    @contextmanager
    def _facts(self) -> Iterator[None]:
        """Turns the driver's failures into what happened; a mistake of ours stays what it is."""
        try:
            yield
        except Exception as error:
            raise fact_of(error, self.dialect) or error from error

    async def ping(self) -> None:
        anything = "SELECT 1 FROM images LIMIT 1"
        with self._facts():
            async with self._changes.connect() as connection:
                await connection.execute(text(anything))
            await self._reads.rows(anything, ())

    async def versions(self) -> frozenset[str]:
        with self._facts():
            async with self._changes.connect() as connection:
                found = await connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}"))
                return frozenset(found.scalars())

    async def close(self) -> None:
        self._closed = True
        for each in (self._reads, self._newest):
            await each.close()
        await self._changes.dispose()
