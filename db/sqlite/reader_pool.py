"""Reads of a file in other threads: a few connections, each with a thread, each taken by one statement."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from db.sqlite.errors import translate_errors
from db.sqlite.file import read_only_uri
from db.store import Rows, StoreUnavailableError

# One thread each, which share one interpreter lock: more of them read slower, not faster.
_POOL_SIZE = 2


class SqliteReader:
    """A read-only connection, and the thread that its statements run in."""

    def __init__(self, path: Path, pragmas: Sequence[str]) -> None:
        self.connection = sqlite3.connect(
            read_only_uri(path), uri=True, isolation_level=None, check_same_thread=False
        )
        for pragma in pragmas:
            # A cursor left open would keep the connection interrupted for ever once it was.
            self.connection.execute(f"PRAGMA {pragma}").close()
        self._thread = ThreadPoolExecutor(1, "glimpse-reader")

    def submit(self, sql: str, parameters: Sequence[object]) -> Future[Rows]:
        """All rows, as soon as the thread has them."""
        return self._thread.submit(self._fetch, sql, parameters)

    def _fetch(self, sql: str, parameters: Sequence[object]) -> Rows:
        return self.connection.execute(sql, parameters).fetchall()

    def close(self) -> None:
        """When the thread has ended."""
        self._thread.shutdown()
        self.connection.close()


class SqliteReaderPool:
    """Open with `await open(...)`; times are in seconds."""

    def __init__(self, *, timeout: float, statement_timeout: float) -> None:
        self.statement_timeout = statement_timeout
        self._timeout = timeout
        self._readers: list[SqliteReader] = []
        self._idle: list[SqliteReader] = []
        self._waiting: deque[asyncio.Future[SqliteReader]] = deque()

    async def open(self, path: Path, pragmas: Sequence[str]) -> None:
        pragmas = (*pragmas, f"busy_timeout = {round(self._timeout * 1000)}")
        with translate_errors():
            for _ in range(_POOL_SIZE):
                self._readers.append(await asyncio.to_thread(SqliteReader, path, pragmas))
        self._idle = list(self._readers)

    async def fetch(self, sql: str, parameters: Sequence[object]) -> Rows:
        """All rows; the statement is stopped in time, or when its task is cancelled.

        Raises StoreUnavailableError if no connection comes free, and what SQLite says.
        """
        reader = self._idle.pop() if self._idle else await self._acquire()
        loop = asyncio.get_running_loop()
        rows = reader.submit(sql, parameters)
        # Not before the thread is done with it: a task that is cancelled leaves earlier.
        rows.add_done_callback(lambda _: loop.call_soon_threadsafe(self._release, reader))
        timer = loop.call_later(self.statement_timeout, interrupt_until_done, reader.connection, rows.done)
        try:
            return await asyncio.wrap_future(rows)
        except asyncio.CancelledError:
            interrupt_until_done(reader.connection, rows.done)
            raise
        finally:
            timer.cancel()

    async def _acquire(self) -> SqliteReader:
        """The next one that comes free, in the order of those who wait."""
        coming: asyncio.Future[SqliteReader] = asyncio.get_running_loop().create_future()
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

    def _release(self, reader: SqliteReader) -> None:
        if self._waiting:
            self._waiting.popleft().set_result(reader)
        else:
            self._idle.append(reader)

    async def close(self) -> None:
        for reader in self._readers:
            await asyncio.to_thread(reader.close)


def interrupt_until_done(connection: sqlite3.Connection, is_done: Callable[[], bool]) -> None:
    """Interrupts it again and again: an interrupt before the thread has begun the statement is lost."""
    if not is_done():
        # Safe from any thread.
        connection.interrupt()
        asyncio.get_running_loop().call_later(0.01, interrupt_until_done, connection, is_done)
