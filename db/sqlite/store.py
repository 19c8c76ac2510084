"""SQLite behind the door: one writing connection, a few read-only ones, on one file."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path

from db.column_types import time_text
from db.dialect.variants import DialectName
from db.schema_version import VERSION_TABLE
from db.sqlite.errors import facts, is_damage
from db.sqlite.file import WriterLock, read_only, recognise
from db.sqlite.group_commit import SqliteWriter
from db.sqlite.inline_reads import SmallReads
from db.sqlite.reader_pool import SqliteReaders
from db.sqlite.transaction import SqliteTransaction
from db.sqlite.watch import FileWatch
from db.store import ReadOnlyStore, Rows, Statement, StoreUnavailable, Transaction, Values, Watch

# Of pages that each connection keeps; SQLite's own 2 hold a tenth of 100 000 images' index.
MEBIBYTES_CACHED = 64

# What a connection is told that only reads, and one that writes.
_READING = ("query_only = ON", "trusted_schema = OFF")
_WRITING = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "trusted_schema = OFF",
    f"journal_size_limit = {64 * 2**20}",
)

_DATA_VERSION = Statement("PRAGMA data_version", ())


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
        self.dialect: DialectName = "sqlite"
        self.glance = False
        self._readers = SqliteReaders(patience=busy_timeout, statement_timeout=statement_timeout)
        self._small: SmallReads | None = None
        self._writer: SqliteWriter | None = None
        self._lock: WriterLock | None = None
        self._inode = 0
        self._closed = False
        self._damaged = False
        self._committed = asyncio.Event()

    @classmethod
    async def open(
        cls,
        path: Path,
        *,
        busy_timeout: float = 5.0,
        statement_timeout: float = 10.0,
        cache: int = MEBIBYTES_CACHED,
    ) -> "SqliteStore":
        """Raises StoreRefused, with a sentence, if the file cannot be served; `cache` is in MiB."""
        reading, writing = ((*each, f"cache_size = -{cache * 1024}") for each in (_READING, _WRITING))
        store = cls(path, busy_timeout=busy_timeout, statement_timeout=statement_timeout)
        store.glance = recognise(path) == "glance"
        store._inode = path.stat().st_ino
        if not store.glance:
            store._lock = WriterLock(path)
        try:
            # The writer first: it makes the write-ahead log, which a read-only connection cannot.
            if not store.glance:
                with facts():
                    store._writer = await SqliteWriter.open(path, writing, busy_timeout)
                async with store.begin():
                    pass
            await store._readers.open(path, reading)
            with facts():
                store._small = SmallReads(read_only(path), reading)
        except BaseException:
            await store.close()
            raise
        return store

    async def read(self, statement: Statement, values: Values) -> Rows:
        while self._small is not None and self._small.are_long:
            await self._small.rest()
        if self._closed:
            raise StoreUnavailable("the store is closed")
        parameters = _parameters(statement, values)
        rows = self._small.rows(statement, parameters) if self._small is not None else None
        return await self._fetched(statement, parameters) if rows is None else rows

    async def _fetched(self, statement: Statement, parameters: list[object]) -> Rows:
        with self._noticed():
            return await self._readers.rows(statement.sql, parameters)

    async def read_newest(self, statement: Statement, values: Values) -> Rows:
        return await self.read(statement, values)

    async def read_within(self, connection: Transaction, statement: Statement, values: Values) -> Rows:
        assert isinstance(connection, SqliteTransaction)
        parameters = tuple(_parameters(statement, values))
        return await connection.read(statement.sql, parameters, self.statement_timeout)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        if self._writer is None:
            raise ReadOnlyStore
        if self._closed:
            # Its connection is gone, and the lock with it.
            raise StoreUnavailable("the store is closed")
        self._check_same_file()
        with self._noticed():
            async with self._writer.change() as connection:
                yield connection
        self._committed.set()

    async def state(self) -> int | None:
        # Of one connection, and moved by every other one's commits.
        rows = self._small and self._small.rows(_DATA_VERSION, ())
        return rows[0][0] if rows else None

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
        if self._small is not None:
            self._small.close()
        await self._readers.close()
        if self._writer is not None:
            await self._writer.close()
        if self._lock is not None:
            self._lock.release()
