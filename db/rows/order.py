"""The order of a list."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement

from db.dialect.clauses import order_term
from db.rows.source import NULLABLE, ImageTable


class OrderKey(NamedTuple):
    """A column, its direction, and where its nulls go, whatever the direction."""

    column: str
    descending: bool = False
    nulls_first: bool = False

    @property
    def nullable(self) -> bool:
        return self.column in NULLABLE


Order = tuple[OrderKey, ...]


def turned(order: Order) -> Order:
    """The same order from its end to its beginning."""
    return tuple(
        key._replace(descending=not key.descending, nulls_first=not key.nulls_first) for key in order
    )


def order_terms(order: Order, image: ImageTable) -> list[ColumnElement[Any]]:
    terms: list[ColumnElement[Any]] = []
    for key in order:
        column = image.column(key.column)
        if key.nullable:
            terms.append(order_term(column, descending=key.descending, nulls_first=key.nulls_first))
        else:
            terms.append(column.desc() if key.descending else column.asc())
    return terms
