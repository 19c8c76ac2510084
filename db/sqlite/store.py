"""The store on SQLite: one writing connection and a few read-only ones, on one file."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path

from db.column_types import time_text
from db.dialect.odd_rows import OddRows
from db.dialect.variants import DialectName
from db.schema_version import VERSION_TABLE
from db.sqlite.errors import is_damage, translate_errors
from db.sqlite.file import (
    WriterLock,
    detect_served_schema,
    find_odd_rows,
    is_writable,
    read_only_uri,
)
from db.sqlite.group_commit import GroupCommitWriter
from db.sqlite.inline_reads import DEFAULT_INLINE_READ_LIMITS, InlineReader, InlineReadLimits
from db.sqlite.reader_pool import SqliteReaderPool
from db.sqlite.transaction import SqliteTransaction
from db.sqlite.watch import DataVersionWatcher
from db.store import (
    CommitWatcher,
    ReadOnlyStoreError,
    Rows,
    Statement,
    StoreUnavailableError,
    Transaction,
    Values,
)

# Page cache of each connection; SQLite's default of 2 MiB holds a tenth of an index of 100 000 images.
DEFAULT_CACHE_MIB = 64

# The pragmas of reading connections, and of the writing one.
_READER_PRAGMAS = ("query_only = ON", "trusted_schema = OFF")
_WRITER_PRAGMAS = (
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


def _identity(path: Path) -> tuple[int, int]:
    """Device and inode, which are the same under every name of a file."""
    found = path.stat()
    return found.st_dev, found.st_ino


class SqliteStore:
    """Open with `await SqliteStore.open(...)`; every timeout is in seconds."""

    def __init__(self, path: Path, *, busy_timeout: float, statement_timeout: float) -> None:
        self.path = path
        self.busy_timeout = busy_timeout
        self.statement_timeout = statement_timeout
        self.dialect: DialectName = "sqlite"
        self.is_glance = False
        self.odd_rows: OddRows | None = None
        self.is_read_only = False
        self._readers = SqliteReaderPool(timeout=busy_timeout, statement_timeout=statement_timeout)
        self._inline_reader: InlineReader | None = None
        self._writer: GroupCommitWriter | None = None
        self._lock: WriterLock | None = None
        self._identity = (0, 0)
        self._is_closed = False
        self._is_damaged = False
        self._committed = asyncio.Event()

    @classmethod
    async def open(
        cls,
        path: Path,
        *,
        busy_timeout: float = 5.0,
        statement_timeout: float = 10.0,
        cache_mib: int = DEFAULT_CACHE_MIB,
        inline_read_limits: InlineReadLimits = DEFAULT_INLINE_READ_LIMITS,
    ) -> "SqliteStore":
        """Opens the file; raises DatabaseNotServableError if Glimpse cannot serve it."""
        reading, writing = (
            (*each, f"cache_size = -{cache_mib * 1024}") for each in (_READER_PRAGMAS, _WRITER_PRAGMAS)
        )
        store = cls(path, busy_timeout=busy_timeout, statement_timeout=statement_timeout)
        store.is_glance = detect_served_schema(path) == "glance"
        with translate_errors():
            if store.is_glance:
                store.odd_rows = find_odd_rows(path)
        store.is_read_only = store.is_glance or not is_writable(path)
        store._identity = _identity(path)
        if not store.is_read_only:
            store._lock = WriterLock(path)
        try:
            # The writer first: it creates the write-ahead log, which a read-only connection cannot.
            if not store.is_read_only:
                with translate_errors():
                    store._writer = await GroupCommitWriter.open(path, writing, busy_timeout)
                async with store.begin():
                    pass
            await store._readers.open(path, reading)
            with translate_errors():
                store._inline_reader = InlineReader(read_only_uri(path), reading, inline_read_limits)
        except BaseException:
            await store.close()
            raise
        return store

    async def read(self, statement: Statement, values: Values) -> Rows:
        while self._inline_reader is not None and self._inline_reader.is_over_budget:
            await self._inline_reader.yield_to_loop()
        if self._is_closed:
            raise StoreUnavailableError("the store is closed")
        parameters = _parameters(statement, values)
        rows = (
            self._inline_reader.try_fetch(statement, parameters) if self._inline_reader is not None else None
        )
        return await self._fetch(statement, parameters) if rows is None else rows

    async def _fetch(self, statement: Statement, parameters: list[object]) -> Rows:
        with self._translate_errors():
            return await self._readers.fetch(statement.sql, parameters)

    async def read_primary(self, statement: Statement, values: Values) -> Rows:
        return await self.read(statement, values)

    async def read_within(self, tx: Transaction, statement: Statement, values: Values) -> Rows:
        assert isinstance(tx, SqliteTransaction)
        parameters = tuple(_parameters(statement, values))
        return await tx.read(statement.sql, parameters, self.statement_timeout)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        if self._writer is None:
            raise ReadOnlyStoreError
        if self._is_closed:
            # Its connection and its lock are gone.
            raise StoreUnavailableError("the store is closed")
        self._check_same_file()
        with self._translate_errors():
            async with self._writer.begin() as connection:
                yield connection
        self._committed.set()

    async def change_token(self) -> int | None:
        # The value of one connection, changed by commits of every other one.
        rows = self._inline_reader and self._inline_reader.try_fetch(_DATA_VERSION, ())
        return rows[0][0] if rows else None

    def watch_commits(self) -> CommitWatcher:
        return DataVersionWatcher(self.path, self._committed)

    def _check_same_file(self) -> None:
        # In WAL mode, commits to a deleted or replaced file succeed, and are lost.
        try:
            same = _identity(self.path) == self._identity
        except OSError:
            same = False
        if not same:
            raise StoreUnavailableError("the database file was deleted or replaced")

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        """Translates errors; a file once found damaged counts as damaged until a restart."""
        try:
            with translate_errors():
                yield
        except StoreUnavailableError as fact:
            self._is_damaged |= fact.__cause__ is not None and is_damage(fact.__cause__)
            raise

    async def ping(self) -> None:
        self._check_same_file()
        if self._is_damaged:
            raise StoreUnavailableError("the database file is damaged: run `glimpse check`")
        await self.read(Statement("SELECT 1 FROM images LIMIT 1", ()), {})

    async def is_writable(self) -> bool:
        return not self.is_read_only

    async def schema_versions(self) -> frozenset[str]:
        rows = await self.read(Statement(f"SELECT version_num FROM {VERSION_TABLE}", ()), {})
        return frozenset(version for (version,) in rows)

    async def close(self) -> None:
        self._is_closed = True
        if self._inline_reader is not None:
            self._inline_reader.close()
        await self._readers.close()
        if self._writer is not None:
            await self._writer.close()
        if self._lock is not None:
            self._lock.release()
