"""A field that is one SQL expression over stored columns, of an image or of a child."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class Field:
    """`columns` are the arguments of `sql`, in order."""

    columns: tuple[str, ...]
    sql: Callable[..., ColumnElement[Any]]

    def of(self, column: Callable[[str], ColumnElement[Any]]) -> ColumnElement[Any]:
        """The expression over the columns that `column` gives by name."""
        return self.sql(*map(column, self.columns))


def identity(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return column
