"""The order of a list."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement

from db.dialect.clauses import order_term
from db.rows.source import NULLABLE_COLUMNS, ImageTable


class OrderKey(NamedTuple):
    """A column, its direction, and the place of nulls, independent of the direction."""

    column: str
    is_descending: bool = False
    nulls_first: bool = False

    @property
    def is_nullable(self) -> bool:
        return self.column in NULLABLE_COLUMNS


Order = tuple[OrderKey, ...]


def reversed_order(order: Order) -> Order:
    """The reverse order."""
    return tuple(
        key._replace(is_descending=not key.is_descending, nulls_first=not key.nulls_first) for key in order
    )


def order_terms(order: Order, image: ImageTable) -> list[ColumnElement[Any]]:
    terms: list[ColumnElement[Any]] = []
    for key in order:
        column = image.column(key.column)
        if key.is_nullable:
            terms.append(order_term(column, descending=key.is_descending, nulls_first=key.nulls_first))
        else:
            terms.append(column.desc() if key.is_descending else column.asc())
    return terms
