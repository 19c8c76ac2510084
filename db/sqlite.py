"""SQLite behind the door: one writing connection, a few read-only ones, on one file."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import URL, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.contents import VERSION_TABLE
from db.spelled import Database
from db.sqlite_facts import facts, is_damage
from db.sqlite_file import WriterLock, read_only, recognise
from db.statement import Statement
from db.store import ReadOnlyStore, Rows, StoreUnavailable, Values, Watch
from db.watching import FileWatch

# One thread each, which share one interpreter lock: more of them read slower, not faster.
_READERS = 2

# Bytes of pages that each connection keeps; SQLite's own 2 MB hold a tenth of 100 000 images' index.
_CACHE = 64 * 2**20


def time_text(time: datetime) -> str:
    """A time as SQLite stores it, which sorts as it runs."""
    return time.isoformat(sep=" ", timespec="microseconds")


def _parameters(statement: Statement, values: Values) -> list[object]:
    return [
        time_text(value) if isinstance(value, datetime) else value
        for value in map(values.__getitem__, statement.parameters)
    ]


class SqliteStore:
    """Open with `await SqliteStore.open(...)`; every timeout is in seconds."""

    def __init__(self, path: Path, *, busy_timeout: float, statement_timeout: float) -> None:
        self.path = path
        self.busy_timeout = busy_timeout
        self.statement_timeout = statement_timeout
        self.database: Database = "sqlite"
        self.glance = False
        self._idle: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        self._readers: list[aiosqlite.Connection] = []
        self._writer: AsyncEngine | None = None
        self._lock: WriterLock | None = None
        self._inode = 0
        self._closed = False
        self._damaged = False
        self._committed = asyncio.Event()

    @classmethod
    async def open(
        cls, path: Path, *, busy_timeout: float = 5.0, statement_timeout: float = 10.0
    ) -> "SqliteStore":
        """Raises StoreRefused, with a sentence, if the file cannot be served."""
        store = cls(path, busy_timeout=busy_timeout, statement_timeout=statement_timeout)
        store.glance = recognise(path) == "glance"
        store._inode = path.stat().st_ino
        if not store.glance:
            store._lock = WriterLock(path)
            store._writer = _writing_engine(path, busy_timeout)
        try:
            # The writer first: it makes the write-ahead log, which a read-only connection cannot.
            if store._writer is not None:
                async with store.begin():
                    pass
            for _ in range(_READERS):
                store._readers.append(await _reading_connection(path, busy_timeout))
        except BaseException:
            await store.close()
            raise
        for connection in store._readers:
            store._idle.put_nowait(connection)
        return store

    async def read(self, statement: Statement, values: Values) -> Rows:
        if self._closed:
            raise StoreUnavailable("the store is closed")
        parameters = _parameters(statement, values)
        connection = await self._reader()
        fetch = asyncio.ensure_future(connection.execute_fetchall(statement.sql, parameters))

        def free(_: object) -> None:
            # Not before the thread is done, whoever has left; what it met is raised below, or nobody's.
            if not fetch.cancelled():  # pragma: no branch - cancelled only with the event loop itself
                fetch.exception()
            self._idle.put_nowait(connection)

        fetch.add_done_callback(free)
        timer = asyncio.get_running_loop().call_later(self.statement_timeout, _stop, connection, fetch)
        try:
            with self._noticed():
                return list(await asyncio.shield(fetch))
        except asyncio.CancelledError:
            _stop(connection, fetch)
            raise
        finally:
            timer.cancel()

    async def read_newest(self, statement: Statement, values: Values) -> Rows:
        return await self.read(statement, values)

    async def _reader(self) -> aiosqlite.Connection:
        try:
            async with asyncio.timeout(self.busy_timeout):
                return await self._idle.get()
        except TimeoutError as error:
            raise StoreUnavailable("every reading connection is taken") from error

    async def read_within(self, connection: AsyncConnection, statement: Statement, values: Values) -> Rows:
        parameters = tuple(_parameters(statement, values))
        driver: Any = (await connection.get_raw_connection()).driver_connection
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        timer = loop.call_later(self.statement_timeout, _stop, driver, done)
        try:
            return (await connection.exec_driver_sql(statement.sql, parameters)).all()
        finally:
            timer.cancel()
            done.cancel()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        if self._writer is None:
            raise ReadOnlyStore
        if self._closed:
            # The engine would connect anew, without the lock.
            raise StoreUnavailable("the store is closed")
        self._check_same_file()
        with self._noticed():
            async with self._writer.begin() as connection:
                yield connection
        self._committed.set()

    def watch(self) -> Watch:
        return FileWatch(self.path, self._committed)

    def _check_same_file(self) -> None:
        # In WAL mode a deleted or replaced file keeps swallowing writes that are acknowledged.
        try:
            same = self.path.stat().st_ino == self._inode
        except OSError:
            same = False
        if not same:
            raise StoreUnavailable("the database file was deleted or replaced")

    @contextmanager
    def _noticed(self) -> Iterator[None]:
        """The failures as facts; a file that was found damaged once is so until somebody mends it."""
        try:
            with facts():
                yield
        except StoreUnavailable as fact:
            self._damaged |= fact.__cause__ is not None and is_damage(fact.__cause__)
            raise

    async def ping(self) -> None:
        self._check_same_file()
        if self._damaged:
            raise StoreUnavailable("the database file is damaged: `glimpse check` says how")
        await self.read(Statement("SELECT 1 FROM images LIMIT 1", ()), {})

    async def versions(self) -> frozenset[str]:
        rows = await self.read(Statement(f"SELECT version_num FROM {VERSION_TABLE}", ()), {})
        return frozenset(version for (version,) in rows)

    async def close(self) -> None:
        self._closed = True
        for connection in self._readers:
            await connection.close()
        if self._writer is not None:
            await self._writer.dispose()
        if self._lock is not None:
            self._lock.release()


def _stop(connection: aiosqlite.Connection, fetch: "asyncio.Future[Any]") -> None:
    """Again and again: an interrupt before the thread has begun the statement is lost."""
    if not fetch.done():
        _interrupt(connection)
        asyncio.get_running_loop().call_later(0.01, _stop, connection, fetch)


def _interrupt(connection: aiosqlite.Connection) -> None:
    # aiosqlite's own `interrupt` is a coroutine around this call, which is safe from any thread.
    connection._conn.interrupt()


async def _reading_connection(path: Path, busy_timeout: float) -> aiosqlite.Connection:
    with facts():
        connection = await aiosqlite.connect(read_only(path), uri=True, isolation_level=None)
        for pragma in (
            "query_only = ON",
            "trusted_schema = OFF",
            f"cache_size = -{_CACHE // 1024}",
            f"busy_timeout = {round(busy_timeout * 1000)}",
        ):
            # A cursor left open would keep the connection interrupted for ever once it was.
            await connection.execute_fetchall(f"PRAGMA {pragma}")
        return connection


def _writing_engine(path: Path, busy_timeout: float) -> AsyncEngine:
    url = URL.create(
        "sqlite+aiosqlite",
        database=path.absolute().as_uri(),
        query={"uri": "true", "mode": "rw"},
    )
    engine = create_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_timeout=busy_timeout,
        pool_reset_on_return=None,
        # What goes wrong is logged, and the values are nobody's business there.
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _configure(  # pragma: no cover - runs in a greenlet; tests/test_store.py looks at what it sets
        connection: DBAPIConnection, _record: object
    ) -> None:
        # The driver would begin a transaction only at the first change: what was read before could
        # be overwritten. We begin it ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {round(busy_timeout * 1000)}",
            "journal_mode = WAL",
            f"cache_size = -{_CACHE // 1024}",
            "synchronous = FULL",
            "foreign_keys = ON",
            "trusted_schema = OFF",
            f"journal_size_limit = {64 * 2**20}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin_immediate(connection: object) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]

    return engine
