"""Small reads in the event loop's own thread: the way to another one and back takes longer than they do."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from db.statement import Statement
from db.store import Rows

# Of SQLite's machine, between two looks at how many were taken; and how many a small read takes at most.
# It does ten to twenty in a microsecond, and meanwhile everybody waits.
_STEPS = 1000
_MOST_LOOKS = 15

# After it was too large, a statement is not tried here so many times.
_FORBEARANCE = 100

# Statements that are remembered as too large.
_MOST_REMEMBERED = 10_000


class SmallReads:
    """On a connection of its own, which waits for nothing and stops what takes too many steps."""

    def __init__(self, address: str, pragmas: Sequence[str]) -> None:
        self._connection = sqlite3.connect(address, uri=True, isolation_level=None)
        for pragma in (*pragmas, "busy_timeout = 0"):
            self._connection.execute(f"PRAGMA {pragma}").close()
        self._connection.set_progress_handler(self._look, _STEPS)
        self._looks = 0
        self._forborne = Counter[str]()

    def _look(self) -> bool:
        self._looks += 1
        return self._looks > _MOST_LOOKS

    def rows(self, statement: Statement, parameters: Sequence[Any]) -> Rows | None:
        """All rows; None if the statement is not small, or failed: whoever asks elsewhere learns why."""
        sql = statement.sql
        if self._forborne.get(sql, 0) > 0:
            self._forborne[sql] -= 1
            return None
        self._looks = 0
        with suppress(sqlite3.Error):
            return self._connection.execute(sql, parameters).fetchall()
        if len(self._forborne) >= _MOST_REMEMBERED:
            self._forborne.clear()
        self._forborne[sql] = _FORBEARANCE
        return None

    def close(self) -> None:
        self._connection.close()
