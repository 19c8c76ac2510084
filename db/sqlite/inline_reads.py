"""Small reads in the event loop's own thread, because a thread hand-off takes longer than the read.

A statement that takes too many steps is interrupted and runs in a reader thread instead.

Measured in process: 10 to 17 µs for a small read here, 50 to 98 µs through a thread. `python -m bench.read`
measures reads in process. To switch it off, let `InlineReader.try_fetch` return None: every read then uses
the reader pool. Decision: docs/adr/038-small-reads-run-on-the-event-loop.md and
039-inline-reads-run-alone.md.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextvars import Context
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from db.sqlite.functions import register_functions
from db.store import Rows, Statement

# Steps of SQLite's virtual machine between two ticks, and the most ticks of a small read. SQLite does ten to
# twenty steps in a microsecond, and all other tasks wait meanwhile.
_STEPS_PER_TICK = 1000
_MAX_TICKS = 40

# Times that a statement is not tried here after it was too large.
_SKIP_COUNT = 100


@dataclass(frozen=True, slots=True)
class InlineReadLimits:
    """How long the event loop may read, and how many statements it remembers."""

    # Seconds that small reads may take together before other tasks run.
    budget_seconds: float = 0.001
    # The most statements remembered as too large.
    max_skipped_statements: int = 1000


DEFAULT_INLINE_READ_LIMITS = InlineReadLimits()


class StepLimit:
    """Inside `with step_limit:`, a statement that takes too many steps is interrupted."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ticks = 0

    def __enter__(self) -> None:
        self.reset()
        self.install()

    def reset(self) -> None:
        """Starts counting again, for the next statement of an installed limit."""
        self._ticks = 0

    def install(self) -> None:
        self._connection.set_progress_handler(self._tick, _STEPS_PER_TICK)

    def __exit__(self, *_: object) -> None:
        self._connection.set_progress_handler(None, 0)

    def _tick(self) -> bool:
        self._ticks += 1
        return self._ticks > _MAX_TICKS


class InlineReader:
    """Reads on a connection of its own, which never waits for locks."""

    def __init__(
        self, address: str, pragmas: Sequence[str], limits: InlineReadLimits = DEFAULT_INLINE_READ_LIMITS
    ) -> None:
        self._limits = limits
        self._connection = sqlite3.connect(address, uri=True, isolation_level=None)
        for pragma in (*pragmas, "busy_timeout = 0"):
            self._connection.execute(f"PRAGMA {pragma}").close()
        register_functions(self._connection)
        self._step_limit = StepLimit(self._connection)
        self._step_limit.install()
        # Seconds spent since other tasks last ran.
        self._spent = 0.0
        self._is_yielding = False
        # How often each statement is still skipped, the most recent at the end.
        self._skipped: dict[str, int] = {}

    def try_fetch(self, statement: Statement, parameters: Sequence[Any]) -> Rows | None:
        """All rows; None if the statement is not small, or failed: the reader pool then reports the error."""
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
        """Whether other tasks must run first: one query may have many small reads."""
        return self._spent > self._limits.budget_seconds

    async def yield_to_loop(self) -> None:
        """Lets other tasks run; the budget starts again in the event loop's next turn."""
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
