"""The reader pool: a few connections, each with a thread, each used by one statement at a time."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from db.sqlite.errors import translate_errors
from db.sqlite.file import read_only_uri
from db.sqlite.functions import register_functions
from db.store import Rows, StoreUnavailableError

# The threads share one interpreter lock: more of them are slower, not faster.
_POOL_SIZE = 2


class SqliteReader:
    """A read-only connection, and the thread that runs its statements."""

    def __init__(self, path: Path, pragmas: Sequence[str]) -> None:
        self.connection = sqlite3.connect(
            read_only_uri(path), uri=True, isolation_level=None, check_same_thread=False
        )
        for pragma in pragmas:
            # With an open cursor an interrupted connection would stay interrupted for ever.
            self.connection.execute(f"PRAGMA {pragma}").close()
        register_functions(self.connection)
        self._thread = ThreadPoolExecutor(1, "glimpse-reader")

    def submit(self, sql: str, parameters: Sequence[object]) -> Future[Rows]:
        """A future of all rows."""
        return self._thread.submit(self._fetch, sql, parameters)

    def _fetch(self, sql: str, parameters: Sequence[object]) -> Rows:
        return self.connection.execute(sql, parameters).fetchall()

    def close(self) -> None:
        """Waits for the thread, then closes the connection."""
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
        """All rows; stops the statement after its timeout, or when the task is cancelled.

        Raises StoreUnavailableError if no connection becomes free, and SQLite's errors.
        """
        reader = self._idle.pop() if self._idle else await self._acquire()
        loop = asyncio.get_running_loop()
        rows = reader.submit(sql, parameters)
        # Released only when the thread is done: a cancelled task leaves earlier.
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
        """The next free connection; waiters are served in order."""
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
                raise StoreUnavailableError("all reading connections are in use") from error
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
    """Interrupts repeatedly: an interrupt before the thread starts the statement is lost."""
    if not is_done():
        # Safe from any thread.
        connection.interrupt()
        asyncio.get_running_loop().call_later(0.01, interrupt_until_done, connection, is_done)
