"""Group commit: the one writing connection, and changes that it commits together.

Changes are serial, each in a savepoint. A change that ends while others wait does not commit: the next one
uses the same transaction, and the last one commits for all. No change is acknowledged before that commit,
so a group saves only the disk's time.

The gain was not recorded on its own. `python -m bench.http` measures creations by 16 clients, the case that
it is for. To switch it off, set `_MAX_CHANGES` to 1. Decision:
docs/adr/037-group-commit-under-contention.md.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path

from sqlalchemy import StaticPool, create_engine

from db.sqlite.errors import translate_errors
from db.sqlite.functions import register_functions
from db.sqlite.transaction import SqliteTransaction, WriterConnection, finish_despite_cancellation
from db.store import StoreUnavailableError, TransactionConflictError

# The most changes of a group, and the most seconds that the first one waits for the commit.
_MAX_CHANGES = 64
_MAX_SECONDS = 0.05


class _Group:
    """Changes in one transaction; `committed` is done after the commit, or has its error."""

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
        # Marks the error as retrieved: perhaps no change waits for it.
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
            # This class begins and ends transactions, not SQLAlchemy.
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
            pool_reset_on_return=None,
            # Errors are logged, and the log must not contain values.
            hide_parameters=True,
        )

    @classmethod
    async def open(cls, path: Path, pragmas: Sequence[str], busy_timeout: float) -> "GroupCommitWriter":
        """Opens the connection; raises SQLite's errors."""
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
            register_functions(connection.raw)
        except BaseException:
            await connection.close()
            raise
        writer = cls(connection, busy_timeout)
        # SQLAlchemy inspects its first connection, and rolls back after that.
        writer._engine.connect().close()
        return writer

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqliteTransaction]:
        """One change: committed when the block ends, or rolled back by an exception."""
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
                # The error may depend on earlier changes of the group: wait until they are committed.
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
                # Others left the commit to this change.
                self._closing = asyncio.ensure_future(self._close_group())
            if isinstance(error, TimeoutError):
                raise StoreUnavailableError("the writing connection is in use") from error
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
            # SQLite itself rolls everything back in some cases, such as a full disk.
            if self._connection.raw.in_transaction:
                self._connection.execute("ROLLBACK TO change")
                self._connection.execute("RELEASE change")
            raise
        self._connection.execute("RELEASE change")

    async def _release_write_lock(self) -> None:
        """Commits the group, or leaves that to waiting changes."""
        group = self._group
        try:
            if group is None:
                return
            if not self._connection.raw.in_transaction:
                self._group = None
                group.fail(
                    TransactionConflictError("the transaction was rolled back because of another change")
                )
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
                # Fails if SQLite has already rolled back.
                await self._connection.execute_in_thread("ROLLBACK")
            group.fail(error)
        else:
            group.committed.set_result(None)

    async def _close_group(self) -> None:
        async with self._write_lock:
            if self._group is not None:
                await self._commit(self._group)

    async def close(self) -> None:
        """Closes the connection; no change may be in progress."""
        if self._closing is not None:
            await self._closing
        await self._connection.close()
