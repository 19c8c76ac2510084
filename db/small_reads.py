"""Small reads in the event loop's own thread: the way to another one and back takes longer than they do."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Sequence
from contextvars import Context
from time import perf_counter
from typing import Any

from db.statement import Statement
from db.store import Rows

# Of SQLite's machine, between two looks at how many were taken; and how many a small read takes at most.
# It does ten to twenty in a microsecond, and meanwhile everybody waits.
_STEPS = 1000
_MOST_LOOKS = 40

# After it was too large, a statement is not tried here so many times.
_FORBEARANCE = 100

# So many reads in a turn of the event loop, in the mean of about so many turns, gain more by running one
# after the other than it takes each to wait for the rest.
_MANY = 2
_TURNS = 8

# Seconds that they take before those who have their rows go on.
_LONGEST = 0.001

# Statements that are remembered as too large.
_MOST_REMEMBERED = 1000


class FewSteps:
    """`with few_steps:` what takes many steps on the connection is interrupted."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._looks = 0

    def __enter__(self) -> None:
        self.begin()
        self.watch()

    def begin(self) -> None:
        """A statement, of a connection that is watched all the time."""
        self._looks = 0

    def watch(self) -> None:
        self._connection.set_progress_handler(self._look, _STEPS)

    def __exit__(self, *_: object) -> None:
        self._connection.set_progress_handler(None, 0)

    def _look(self) -> bool:
        self._looks += 1
        return self._looks > _MOST_LOOKS


class SmallReads:
    """On a connection of its own, which waits for nothing."""

    def __init__(self, address: str, pragmas: Sequence[str]) -> None:
        self._connection = sqlite3.connect(address, uri=True, isolation_level=None)
        for pragma in (*pragmas, "busy_timeout = 0"):
            self._connection.execute(f"PRAGMA {pragma}").close()
        self._few_steps = FewSteps(self._connection)
        self._few_steps.watch()
        # In this turn of the event loop, and in those before.
        self._asked = 0
        self._usual = 0.0
        self._waiting: deque[tuple[Statement, Sequence[Any], asyncio.Future[Rows | None]]] = deque()
        # How many times each is not tried any more, the one that was too large last at the end.
        self._forborne: dict[str, int] = {}

    async def read(self, statement: Statement, parameters: Sequence[Any]) -> Rows | None:
        """As `rows`; if many ask in a turn of the event loop, when all of them have asked.

        Statement after statement, each finds in the processor's caches what the one before has left there.
        """
        loop = asyncio.get_running_loop()
        if not self._asked and not self._waiting:
            loop.call_soon(self._end_turn, loop, context=Context())
        self._asked += 1
        if self._usual < _MANY:
            return self.rows(statement, parameters)
        coming: asyncio.Future[Rows | None] = loop.create_future()
        self._waiting.append((statement, parameters, coming))
        return await coming

    def _end_turn(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._asked:
            self._usual += (self._asked - self._usual) / _TURNS
            self._asked = 0
        end = perf_counter() + _LONGEST
        while self._waiting:
            self._answer_next()
            if self._waiting and perf_counter() > end:
                loop.call_soon(self._end_turn, loop, context=Context())
                return

    def _answer_next(self) -> None:
        statement, parameters, coming = self._waiting.popleft()
        if coming.cancelled():
            return
        try:
            coming.set_result(self.rows(statement, parameters))
        except Exception as error:
            # Such as a value that SQLite does not take: nobody else asked for it.
            coming.set_exception(error)

    def rows(self, statement: Statement, parameters: Sequence[Any]) -> Rows | None:
        """All rows; None if the statement is not small, or failed: whoever asks elsewhere learns why."""
        sql = statement.sql
        left = self._forborne.get(sql, 0)
        if left > 0:
            self._forborne[sql] = left - 1
            return None
        self._few_steps.begin()
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.Error:
            self._forbear(sql)
            return None

    def _forbear(self, sql: str) -> None:
        self._forborne.pop(sql, None)
        self._forborne[sql] = _FORBEARANCE
        if len(self._forborne) > _MOST_REMEMBERED:
            del self._forborne[next(iter(self._forborne))]

    def close(self) -> None:
        while self._waiting:
            self._answer_next()
        self._connection.close()
