"""The one connection that writes a file, and the groups of changes that it commits together.

Changes come one after the other, each within a savepoint. One that has ended while others wait for their
turn does not commit: the next works in the same transaction, and the last commits for all. None of them is
acknowledged before that, so what a group spares is the disk's time alone.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path

from sqlalchemy import StaticPool, create_engine

from db.sqlite.errors import translate_errors
from db.sqlite.transaction import SqliteTransaction, WriterConnection, finish_despite_cancellation
from db.store import StoreUnavailableError, TransactionConflictError

# How many changes, and for how many seconds, may wait for those behind them.
_MAX_CHANGES = 64
_MAX_SECONDS = 0.05


class _Group:
    """Changes in one transaction; `ended` is when it was committed, or raises why it was not."""

    def __init__(self) -> None:
        self.changes = 0
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self.committed: asyncio.Future[None] = self._loop.create_future()

    @property
    def has_room(self) -> bool:
        return self.changes < _MAX_CHANGES and self._loop.time() - self._began < _MAX_SECONDS

    def fail(self, error: Exception) -> None:
        self.committed.set_exception(error)
        # Perhaps nobody waits for it.
        self.committed.exception()


class GroupCommitWriter:
    """Open with `await GroupCommitWriter.open(...)`; `timeout` is in seconds."""

    def __init__(self, connection: WriterConnection, timeout: float) -> None:
        self._connection = connection
        self._timeout = timeout
        self._write_lock = asyncio.Lock()
        self._waiter_count = 0
        self._group: _Group | None = None
        self._closing: asyncio.Future[None] | None = None
        self._engine = create_engine(
            "sqlite://",
            creator=lambda: connection.raw,
            poolclass=StaticPool,
            # SQLAlchemy neither begins nor ends a transaction: we do.
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
            pool_reset_on_return=None,
            # What goes wrong is logged, and the values are nobody's business there.
            hide_parameters=True,
        )

    @classmethod
    async def open(cls, path: Path, pragmas: Sequence[str], busy_timeout: float) -> "GroupCommitWriter":
        """Raises what SQLite says."""
        connect = partial(
            sqlite3.connect,
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        connection = await WriterConnection.open(connect)
        try:
            for pragma in (f"busy_timeout = {round(busy_timeout * 1000)}", *pragmas):
                await connection.execute_in_thread(f"PRAGMA {pragma}")
        except BaseException:
            await connection.close()
            raise
        writer = cls(connection, busy_timeout)
        # SQLAlchemy asks a few things of its first connection, and rolls back after that.
        writer._engine.connect().close()
        return writer

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqliteTransaction]:
        """One change, committed when the block has ended, or rolled back if an exception ends it."""
        await self._acquire_write_lock()
        others = self._group
        try:
            group = others or await finish_despite_cancellation(self._begin_group())
            assert group is not None
            with self._engine.connect() as connection, self._savepoint():
                yield SqliteTransaction(connection, self._connection)
            group.changes += 1
        except BaseException as error:
            await self._release_write_lock()
            if others is not None:
                # It was refused for what stood there, which they may have changed just before.
                await asyncio.wait([others.committed])
                if (lost := others.committed.exception()) is not None:
                    raise lost from error
            raise
        await self._release_write_lock()
        await asyncio.shield(group.committed)

    async def _acquire_write_lock(self) -> None:
        self._waiter_count += 1
        try:
            async with asyncio.timeout(self._timeout):
                await self._write_lock.acquire()
        except BaseException as error:
            if self._waiter_count == 1 and self._group is not None and not self._write_lock.locked():
                # Others left the commit to this one.
                self._closing = asyncio.ensure_future(self._close_group())
            if isinstance(error, TimeoutError):
                raise StoreUnavailableError("the writing connection is taken") from error
            raise
        finally:
            self._waiter_count -= 1

    async def _begin_group(self) -> _Group:
        await self._connection.execute_in_thread("BEGIN IMMEDIATE")
        self._group = _Group()
        return self._group

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        self._connection.execute("SAVEPOINT change")
        try:
            yield
        except BaseException:
            # SQLite itself rolls everything back when the disk is full, say.
            if self._connection.raw.in_transaction:
                self._connection.execute("ROLLBACK TO change")
                self._connection.execute("RELEASE change")
            raise
        self._connection.execute("RELEASE change")

    async def _release_write_lock(self) -> None:
        """Ends the group, or leaves that to those who wait."""
        group = self._group
        try:
            if group is None:
                return
            if not self._connection.raw.in_transaction:
                self._group = None
                group.fail(TransactionConflictError("the transaction was rolled back for another change"))
            elif not self._waiter_count or not group.has_room:
                await finish_despite_cancellation(self._commit(group))
        finally:
            self._write_lock.release()

    async def _commit(self, group: _Group) -> None:
        self._group = None
        try:
            with translate_errors():
                await self._connection.execute_in_thread("COMMIT")
        except Exception as error:
            with suppress(sqlite3.Error):
                # Unless SQLite has done so.
                await self._connection.execute_in_thread("ROLLBACK")
            group.fail(error)
        else:
            group.committed.set_result(None)

    async def _close_group(self) -> None:
        async with self._write_lock:
            if self._group is not None:
                await self._commit(self._group)

    async def close(self) -> None:
        """Not while changes are under way."""
        if self._closing is not None:
            await self._closing
        await self._connection.close()
