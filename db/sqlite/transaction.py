"""A change's statements on SQLite: run at once, for they are done before a thread would have woken up.

SQLAlchemy's own way, by an `AsyncConnection` and greenlets, takes twice as long for each of them.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Dialect, Executable
from sqlalchemy.exc import DBAPIError

from db.sqlite.inline_reads import StepLimit
from db.sqlite.reader_pool import interrupt_until_done
from db.store import Parameters, Rows

Result = TypeVar("Result")

# Values, or rows of them, with which a statement takes longer than the way to a thread.
_MAX_INLINE_ROWS = 50


async def finish_despite_cancellation(step: Awaitable[Result]) -> Result:
    """Also if whoever waits is cancelled: that comes when the step is done."""
    task, cancelled = asyncio.ensure_future(step), None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
        except Exception:
            break
    if cancelled is not None:
        raise cancelled
    return task.result()


class WriterConnection:
    """`raw`, and a thread for what takes long on it: whoever waits for that asks nothing else meanwhile."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw
        self._thread = ThreadPoolExecutor(1, "glimpse-writer")

    @classmethod
    async def open(cls, connect: Callable[[], sqlite3.Connection]) -> "WriterConnection":
        return cls(await asyncio.to_thread(connect))

    async def run_in_thread(self, run: Callable[[], Result]) -> Result:
        """What may have to wait for a lock or the disk, or has much to do: in the thread.

        Who is cancelled waits for it nevertheless: it would go on, while the change is rolled back.
        """
        # What is noted of the request is noted there, too.
        within = partial(copy_context().run, run)
        return await finish_despite_cancellation(
            asyncio.get_running_loop().run_in_executor(self._thread, within)
        )

    async def execute_in_thread(self, sql: str) -> None:
        """A statement without rows."""
        await self.run_in_thread(partial(self.execute, sql))

    def execute(self, sql: str) -> None:
        self.raw.execute(sql).close()

    async def close(self) -> None:
        """Once more does nothing."""
        # SQLite may have to write its log into the file.
        try:
            await asyncio.to_thread(self.raw.close)
        finally:
            self._thread.shutdown(wait=False)


class SqliteTransaction:
    """Of one change; `connection` is SQLAlchemy's, over the writing one."""

    def __init__(self, connection: Connection, writing: WriterConnection) -> None:
        self._connection = connection
        self._writing = writing

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Rows must be read to their end: a cursor left open would keep SQLite's log from being emptied."""
        if _has_many_rows(parameters):
            return await self._writing.run_in_thread(partial(self._connection.execute, statement, parameters))
        return self._connection.execute(statement, parameters)

    async def read(self, sql: str, parameters: tuple[Any, ...], seconds: float) -> Rows:
        """All rows; it is stopped when that much time is over."""

        def run() -> Sequence[Any]:
            return self._connection.exec_driver_sql(sql, parameters).all()

        with suppress(DBAPIError), StepLimit(self._writing.raw):
            return run()
        # Once more in the thread, where it may take its time; or it fails there as well.
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        timer = loop.call_later(seconds, interrupt_until_done, self._writing.raw, done.done)
        try:
            return await self._writing.run_in_thread(run)
        finally:
            timer.cancel()
            done.cancel()


def _has_many_rows(parameters: Parameters | None) -> bool:
    if isinstance(parameters, Sequence):
        return len(parameters) > _MAX_INLINE_ROWS
    values = parameters.values() if parameters else ()
    return any(isinstance(value, list) and len(value) > _MAX_INLINE_ROWS for value in values)
