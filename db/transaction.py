"""What a change runs its statements on: SQLAlchemy's `AsyncConnection`, or its stand-in on SQLite."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, CursorResult, Dialect, Executable

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Transaction(Protocol):
    @property
    def dialect(self) -> Dialect: ...

    @property
    def sync_connection(self) -> Connection | None:
        """Whose events tell of each statement."""

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> CursorResult[*tuple[Any, ...]]: ...

    async def exec_driver_sql(
        self, statement: str, parameters: tuple[Any, ...] | None = None
    ) -> CursorResult[*tuple[Any, ...]]: ...
