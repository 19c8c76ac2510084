"""A field that is one SQL expression over stored columns, of an image or of a child."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class Field:
    """The columns stand in the order in which the expression takes them."""

    columns: tuple[str, ...]
    sql: Callable[..., ColumnElement[Any]]

    def of(self, column: Callable[[str], ColumnElement[Any]]) -> ColumnElement[Any]:
        """The expression over what `column` gives for each name."""
        return self.sql(*map(column, self.columns))


def identity(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return column
