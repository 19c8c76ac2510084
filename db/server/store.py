"""The store on a server: PostgreSQL or MariaDB, with Glimpse's or Glance's schema."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from db.address.server_address import ServerAddress
from db.dialect.odd_rows import OddRows
from db.dialect.variants import DialectName
from db.events.log import committed_count_statement
from db.events.watch import PollingWatcher
from db.server.connecting import Connector
from db.server.deadlines import Deadlines, driver_of, taken, taken_for_one_answer
from db.server.engine import ExpiringEngine, Timeouts, create_engine
from db.server.errors import translate_error
from db.server.migrate import detect_served_schema
from db.server.odd_rows import find_odd_rows
from db.server.pool import ReadPool, open_read_pool
from db.server.readiness import Readiness
from db.server.requirements import check_storage
from db.server.transaction import ServerTransaction
from db.server.watch import Notifier, NotifyWatcher
from db.server.watchdog import PATIENCE, Patience, watched
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
        connector: Connector,
        write_engine: AsyncEngine,
        read_pool: ReadPool,
        primary_pool: ReadPool,
        readiness: Sequence[Readiness],
    ) -> None:
        self.dialect: DialectName = address.dialect
        self.is_glance = False
        self.odd_rows: OddRows | None = None
        self._address = address
        self._timeouts = timeouts
        self._connector = connector
        self._write_engine = ExpiringEngine(write_engine)
        self._read_pool = read_pool
        self._primary_pool = primary_pool
        self._readiness = readiness
        self._deadlines = Deadlines(timeouts.answer)
        self._is_closed = False
        self._committed = asyncio.Event()
        self._notifier = Notifier(primary_pool.fetch) if self.dialect == "postgresql" else None

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
        max_age: float = 600.0,
    ) -> "ServerStore":
        """Raises DatabaseNotServableError if the database cannot be served."""
        waits = Timeouts(busy_timeout, statement_timeout, max_age)
        connector = Connector(address, waits.connect)
        newest = await open_read_pool(address, waits, pool_size, connector)
        reads = newest
        readiness = [Readiness(address, max_age, connector)]
        if replica is not None:
            other = Connector(replica, waits.connect)
            reads = await open_read_pool(replica, waits, pool_size, other)
            readiness.append(Readiness(replica, max_age, other))
        engine = create_engine(address, waits, pool_size, connector=connector)
        store = cls(address, waits, connector, engine, reads, newest, readiness)
        try:
            with store._translate_errors():
                async with taken_for_one_answer(engine, waits.lock, store._deadlines) as connection:
                    store.is_glance = await detect_served_schema(connection, address.name) == "glance"
                    await check_storage(connection, address.name, is_own=not store.is_glance)
                if store.is_glance:
                    store.odd_rows = await find_odd_rows(
                        engine, address.dialect, waits.lock, store._deadlines
                    )
        except BaseException:
            await store.close()
            raise
        return store

    @asynccontextmanager
    async def watched(self, patience: Patience = PATIENCE) -> AsyncIterator[None]:
        """For a command, whose statements may take long: if the server falls silent, the block ends."""
        async with watched(self._address, self._deadlines.end_all, patience):
            yield

    async def read(self, statement: Statement, values: Values) -> Rows:
        return await self._read(self._read_pool, statement, values)

    async def read_primary(self, statement: Statement, values: Values) -> Rows:
        return await self._read(self._primary_pool, statement, values)

    async def _read(self, pool: ReadPool, statement: Statement, values: Values) -> Rows:
        self._check_open()
        with self._translate_errors():
            return await pool.fetch(statement.sql, [values[name] for name in statement.parameters])

    async def read_within(self, tx: Transaction, statement: Statement, values: Values) -> Rows:
        assert isinstance(tx, ServerTransaction)
        with self._translate_errors():
            return await tx.fetch(statement.sql, [values[name] for name in statement.parameters])

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        if self.is_glance:
            raise ReadOnlyStoreError
        self._check_open()
        with self._translate_errors():
            engine = await self._write_engine.current()
            async with taken(engine, self._timeouts.lock, self._deadlines) as connection:
                tx = ServerTransaction(
                    driver_of(connection), self.dialect, self._deadlines, self._leave_connections
                )
                try:
                    await tx.begin()
                    yield tx
                    await tx.commit()
                except BaseException:
                    # Also after a commit that was cancelled: the pool gets no open transaction.
                    await tx.rollback()
                    raise
        self._committed.set()
        if tx.is_announced and self._notifier is not None:
            self._notifier.notify()

    def _leave_connections(self) -> None:
        """After a server has refused a change: new connections may find another primary."""
        self._write_engine.expire()
        self._primary_pool.expire()

    async def change_token(self) -> int | None:
        if self.is_glance or self._read_pool is not self._primary_pool:
            # Glance has no event log to count, and a replica may be older than at an earlier count.
            return None
        ((state,),) = await self.read(committed_count_statement(self.dialect), {})
        return int(state)

    async def max_statement_bytes(self) -> int | None:
        """The most bytes of a statement with its values; None on PostgreSQL, where no row has so many."""
        if self.dialect == "postgresql":
            return None
        with self._translate_errors():
            ((most,),) = await self._primary_pool.fetch("SELECT @@max_allowed_packet", [])
        return int(most)

    def watch_commits(self) -> CommitWatcher:
        if self.dialect == "mariadb" or self._address.is_pgbouncer:
            # PgBouncer shares connections between statements, so LISTEN does not work.
            return PollingWatcher(self._committed)
        return NotifyWatcher(
            create_engine(self._address, self._timeouts, None, is_writing=False, connector=self._connector),
            self._committed,
            self._timeouts,
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
            await self._readiness[0].check_rights(is_glance=self.is_glance)

    async def ping(self) -> None:
        with self._translate_errors():
            await self._readiness[0].check_rights(is_glance=self.is_glance)
            for each in self._readiness:
                await each.ping()

    async def is_writable(self) -> bool:
        with self._translate_errors():
            return await self._readiness[0].is_writable()

    async def schema_versions(self) -> frozenset[str]:
        with self._translate_errors():
            return await self._readiness[0].schema_versions()

    async def close(self) -> None:
        """Ends what is still in progress: it loses its connection."""
        self._is_closed = True
        if self._notifier is not None:
            await self._notifier.close()
        self._deadlines.end_all()
        for pool in (self._read_pool, self._primary_pool):
            await pool.close()
        for each in self._readiness:
            await each.close()
        await self._write_engine.dispose()
