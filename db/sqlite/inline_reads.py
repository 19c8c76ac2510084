"""Small reads in the event loop's own thread: the way to another one and back takes longer than they do."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextvars import Context
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from db.store import Rows, Statement

# Of SQLite's machine, between two looks at how many were taken; and how many a small read takes at most.
# It does ten to twenty in a microsecond, and meanwhile everybody waits.
_STEPS_PER_TICK = 1000
_MAX_TICKS = 40

# After it was too large, a statement is not tried here so many times.
_SKIP_COUNT = 100


@dataclass(frozen=True, slots=True)
class InlineReadLimits:
    """How long the event loop reads, and how much it remembers."""

    # That small reads take together before everybody else goes on.
    budget_seconds: float = 0.001
    # Statements that are remembered as too large.
    max_skipped_statements: int = 1000


DEFAULT_INLINE_READ_LIMITS = InlineReadLimits()


class StepLimit:
    """`with few_steps:` what takes many steps on the connection is interrupted."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ticks = 0

    def __enter__(self) -> None:
        self.reset()
        self.install()

    def reset(self) -> None:
        """A statement, of a connection that is watched all the time."""
        self._ticks = 0

    def install(self) -> None:
        self._connection.set_progress_handler(self._tick, _STEPS_PER_TICK)

    def __exit__(self, *_: object) -> None:
        self._connection.set_progress_handler(None, 0)

    def _tick(self) -> bool:
        self._ticks += 1
        return self._ticks > _MAX_TICKS


class InlineReader:
    """On a connection of its own, which waits for nothing."""

    def __init__(
        self, address: str, pragmas: Sequence[str], limits: InlineReadLimits = DEFAULT_INLINE_READ_LIMITS
    ) -> None:
        self._limits = limits
        self._connection = sqlite3.connect(address, uri=True, isolation_level=None)
        for pragma in (*pragmas, "busy_timeout = 0"):
            self._connection.execute(f"PRAGMA {pragma}").close()
        self._step_limit = StepLimit(self._connection)
        self._step_limit.install()
        # In seconds, since everybody else went on.
        self._spent = 0.0
        self._is_yielding = False
        # How many times each is not tried any more, the one that was too large last at the end.
        self._skipped: dict[str, int] = {}

    def try_fetch(self, statement: Statement, parameters: Sequence[Any]) -> Rows | None:
        """All rows; None if the statement is not small, or failed: whoever asks elsewhere learns why."""
        sql = statement.sql
        left = self._skipped.get(sql, 0)
        if left > 0:
            self._skipped[sql] = left - 1
            return None
        self._step_limit.reset()
        began = perf_counter()
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.Error:
            self._skip(sql)
            return None
        finally:
            self._spent += perf_counter() - began

    @property
    def is_over_budget(self) -> bool:
        """Whether everybody else is to go on first: one query may have many, of which none is large."""
        return self._spent > self._limits.budget_seconds

    async def yield_to_loop(self) -> None:
        """Lets the event loop's other tasks go on, in whose next turn reads take as long again."""
        if not self._is_yielding:
            self._is_yielding = True
            asyncio.get_running_loop().call_soon(self._reset_budget, context=Context())
        await asyncio.sleep(0)

    def _reset_budget(self) -> None:
        self._spent = 0.0
        self._is_yielding = False

    def _skip(self, sql: str) -> None:
        self._skipped.pop(sql, None)
        self._skipped[sql] = _SKIP_COUNT
        if len(self._skipped) > self._limits.max_skipped_statements:
            del self._skipped[next(iter(self._skipped))]

    def close(self) -> None:
        self._connection.close()
