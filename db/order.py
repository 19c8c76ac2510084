"""The order of a list."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement

from db.image import NULLABLE, ImageTable


@dataclass(frozen=True, slots=True)
class OrderKey:
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
        replace(key, descending=not key.descending, nulls_first=not key.nulls_first) for key in order
    )


def order_terms(order: Order, image: ImageTable) -> list[ColumnElement[Any]]:
    terms: list[ColumnElement[Any]] = []
    for key in order:
        column = image.column(key.column)
        term = column.desc() if key.descending else column.asc()
        if key.nullable:
            term = term.nulls_first() if key.nulls_first else term.nulls_last()
        terms.append(term)
    return terms
