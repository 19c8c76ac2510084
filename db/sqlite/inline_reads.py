"""Small reads in the event loop's own thread: the way to another one and back takes longer than they do."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextvars import Context
from time import perf_counter
from typing import Any

from db.store import Rows, Statement

# Of SQLite's machine, between two looks at how many were taken; and how many a small read takes at most.
# It does ten to twenty in a microsecond, and meanwhile everybody waits.
_STEPS = 1000
_MOST_LOOKS = 40

# After it was too large, a statement is not tried here so many times.
_FORBEARANCE = 100

# Seconds that small reads take together before everybody else goes on.
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
        # In seconds, since everybody else went on.
        self._spent = 0.0
        self._is_resting = False
        # How many times each is not tried any more, the one that was too large last at the end.
        self._forborne: dict[str, int] = {}

    def rows(self, statement: Statement, parameters: Sequence[Any]) -> Rows | None:
        """All rows; None if the statement is not small, or failed: whoever asks elsewhere learns why."""
        sql = statement.sql
        left = self._forborne.get(sql, 0)
        if left > 0:
            self._forborne[sql] = left - 1
            return None
        self._few_steps.begin()
        began = perf_counter()
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.Error:
            self._forbear(sql)
            return None
        finally:
            self._spent += perf_counter() - began

    @property
    def are_long(self) -> bool:
        """Whether everybody else is to go on first: one query may have many, of which none is large."""
        return self._spent > _LONGEST

    async def rest(self) -> None:
        """Lets the event loop's other tasks go on, in whose next turn reads take as long again."""
        if not self._is_resting:
            self._is_resting = True
            asyncio.get_running_loop().call_soon(self._rested, context=Context())
        await asyncio.sleep(0)

    def _rested(self) -> None:
        self._spent = 0.0
        self._is_resting = False

    def _forbear(self, sql: str) -> None:
        self._forborne.pop(sql, None)
        self._forborne[sql] = _FORBEARANCE
        if len(self._forborne) > _MOST_REMEMBERED:
            del self._forborne[next(iter(self._forborne))]

    def close(self) -> None:
        self._connection.close()
