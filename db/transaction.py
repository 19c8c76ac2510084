"""What a change runs its statements on: SQLAlchemy's `AsyncConnection`, or its stand-in on SQLite."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import CursorResult, Dialect, Executable

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Transaction(Protocol):
    @property
    def dialect(self) -> Dialect: ...

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> CursorResult[*tuple[Any, ...]]: ...
