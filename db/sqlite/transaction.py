"""A mutation's statements on SQLite, run in the event loop: a thread hand-off takes longer than they do.

SQLAlchemy's `AsyncConnection` with greenlets takes twice as long for each statement.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError

from db.dialect.compiled import compile_for_driver
from db.sqlite.inline_reads import StepLimit
from db.sqlite.reader_pool import interrupt_until_done
from db.store import Change, Parameters, Rows, Values

Result = TypeVar("Result")

# With more values or rows, a statement takes longer than a thread hand-off.
_MAX_INLINE_ROWS = 50


async def finish_despite_cancellation(step: Awaitable[Result]) -> Result:
    """Waits for the step even if the task is cancelled; then raises the cancellation."""
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
    """The connection `raw`, and a thread for its slow steps; only one of them may use it at a time."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw
        self._thread = ThreadPoolExecutor(1, "glimpse-writer")

    @classmethod
    async def open(cls, connect: Callable[[], sqlite3.Connection]) -> "WriterConnection":
        return cls(await asyncio.to_thread(connect))

    async def run_in_thread(self, run: Callable[[], Result]) -> Result:
        """Runs in the thread what may wait for a lock or the disk, or takes long.

        A cancelled task still waits for it: it would otherwise go on while the change is rolled back.
        """
        # The copied context lets the thread find the request's record.
        within = partial(copy_context().run, run)
        return await finish_despite_cancellation(
            asyncio.get_running_loop().run_in_executor(self._thread, within)
        )

    async def execute_in_thread(self, sql: str) -> None:
        """Runs a statement without rows in the thread."""
        await self.run_in_thread(partial(self.execute, sql))

    def execute(self, sql: str) -> None:
        self.raw.execute(sql).close()

    async def close(self) -> None:
        """Closes the connection; a second call does nothing."""
        # In a thread: SQLite may have to write its log into the file.
        try:
            await asyncio.to_thread(self.raw.close)
        finally:
            self._thread.shutdown(wait=False)


class SqliteTransaction:
    """The transaction of one change; `connection` is SQLAlchemy's, over the writing one."""

    def __init__(self, connection: Connection, writing: WriterConnection) -> None:
        self._connection = connection
        self._writing = writing

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    async def execute(self, statement: Executable, parameters: Values | None = None) -> Rows:
        return await self._run(statement, parameters)

    async def change(self, statement: Change, parameters: Parameters) -> None:
        if isinstance(parameters, Sequence) and _has_many_rows(parameters):
            await self._writing.run_in_thread(partial(self._execute_for_each, statement, parameters))
        else:
            await self._run(statement, parameters)

    async def send_changes(self) -> None:
        """Nothing to do: no change waits."""

    def announce_commit(self) -> None:
        """Nothing to do: watchers look at the file."""

    async def _run(self, statement: Executable, parameters: Parameters | None) -> Rows:
        run = partial(self._execute, statement, parameters)
        return await self._writing.run_in_thread(run) if _has_many_rows(parameters) else run()

    def _execute(self, statement: Executable, parameters: Parameters | None) -> Rows:
        result = self._connection.execute(statement, parameters)
        return result.all() if result.returns_rows else ()

    def _execute_for_each(self, statement: Change, rows: Sequence[Values]) -> None:
        compiled = compile_for_driver(statement, "sqlite", rows[0])
        values = zip(*compiled.driver_columns(rows), strict=True)
        self._connection.exec_driver_sql(compiled.sql, list(values))

    async def read(self, sql: str, parameters: tuple[Any, ...], seconds: float) -> Rows:
        """All rows; stops the statement after `seconds`."""

        def run() -> Sequence[Any]:
            return self._connection.exec_driver_sql(sql, parameters).all()

        with suppress(DBAPIError), StepLimit(self._writing.raw):
            return run()
        # Again in the thread, where it may take longer, or fails again with its error.
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
