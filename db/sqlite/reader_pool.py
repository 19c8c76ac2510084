"""Reads of a file in other threads: a few connections, each taken by one statement at a time."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import aiosqlite

from db.sqlite.errors import translate_errors
from db.sqlite.file import read_only_uri
from db.store import Rows, StoreUnavailableError

# One thread each, which share one interpreter lock: more of them read slower, not faster.
_POOL_SIZE = 2


class SqliteReaderPool:
    """Open with `await open(...)`; times are in seconds."""

    def __init__(self, *, timeout: float, statement_timeout: float) -> None:
        self.statement_timeout = statement_timeout
        self._timeout = timeout
        self._connections: list[aiosqlite.Connection] = []
        self._idle: list[aiosqlite.Connection] = []
        self._waiting: deque[asyncio.Future[aiosqlite.Connection]] = deque()

    async def open(self, path: Path, pragmas: Sequence[str]) -> None:
        with translate_errors():
            for _ in range(_POOL_SIZE):
                connection = await aiosqlite.connect(read_only_uri(path), uri=True, isolation_level=None)
                self._connections.append(connection)
                for pragma in (*pragmas, f"busy_timeout = {round(self._timeout * 1000)}"):
                    # A cursor left open would keep the connection interrupted for ever once it was.
                    await connection.execute_fetchall(f"PRAGMA {pragma}")
        self._idle = list(self._connections)

    async def fetch(self, sql: str, parameters: Sequence[object]) -> Rows:
        """All rows; the statement is stopped in time, or when whoever waits leaves.

        Raises StoreUnavailableError if no connection comes free, and what SQLite says.
        """
        connection = self._idle.pop() if self._idle else await self._acquire()
        fetch = _Fetch(connection, self._release)
        fetch.begin(sql, parameters)
        timer = fetch.loop.call_later(self.statement_timeout, fetch.stop)
        try:
            return await fetch.rows
        except asyncio.CancelledError:
            fetch.stop()
            raise
        finally:
            timer.cancel()

    async def _acquire(self) -> aiosqlite.Connection:
        """The next one that comes free, in the order of those who wait."""
        coming: asyncio.Future[aiosqlite.Connection] = asyncio.get_running_loop().create_future()
        self._waiting.append(coming)
        try:
            async with asyncio.timeout(self._timeout):
                return await asyncio.shield(coming)
        except BaseException as error:
            if coming.done():
                self._release(coming.result())
            else:
                self._waiting.remove(coming)
            if isinstance(error, TimeoutError):
                raise StoreUnavailableError("every reading connection is taken") from error
            raise

    def _release(self, connection: aiosqlite.Connection) -> None:
        if self._waiting:
            self._waiting.popleft().set_result(connection)
        else:
            self._idle.append(connection)

    async def close(self) -> None:
        for connection in self._connections:
            await connection.close()


class _Fetch:
    """One statement in the thread of its connection, which is free again when the thread is done.

    What aiosqlite's `execute_fetchall` does, without a task; and whoever waits may leave.
    """

    __slots__ = ("_connection", "_release", "done", "loop", "rows")

    def __init__(
        self, connection: aiosqlite.Connection, release: Callable[[aiosqlite.Connection], None]
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.rows: asyncio.Future[Rows] = self.loop.create_future()
        self.done = False
        self._connection = connection
        self._release = release

    def begin(self, sql: str, parameters: Sequence[object]) -> None:
        self._connection._tx.put_nowait((None, partial(self._run, sql, parameters)))

    def _run(self, sql: str, parameters: Sequence[object]) -> None:
        rows: Rows = ()
        error: Exception | None = None
        try:
            rows = self._connection._conn.execute(sql, parameters).fetchall()
        except Exception as failure:
            error = failure
        self.loop.call_soon_threadsafe(self._end, rows, error)

    def _end(self, rows: Rows, error: Exception | None) -> None:
        self.done = True
        self._release(self._connection)
        if self.rows.cancelled():
            # What it met is nobody's.
            return
        if error is None:
            self.rows.set_result(rows)
        else:
            self.rows.set_exception(error)

    def stop(self) -> None:
        interrupt_until_done(self._connection._conn, lambda: self.done)


def interrupt_until_done(connection: sqlite3.Connection, is_done: Callable[[], bool]) -> None:
    """Interrupts it again and again: an interrupt before the thread has begun the statement is lost."""
    if not is_done():
        # Safe from any thread.
        connection.interrupt()
        asyncio.get_running_loop().call_later(0.01, interrupt_until_done, connection, is_done)
