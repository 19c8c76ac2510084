"""The order of a list (rules §8); nulls have a place of their own, unlike in Glance (rules §10)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func

from db.dialect.clauses import order_term
from db.rows.source import NULLABLE_COLUMNS, ImageTable, is_property_column


class OrderKey(NamedTuple):
    """A column, its direction, and the place of nulls, independent of the direction.

    The column is one of the images, or the value of a property.
    """

    column: str
    is_descending: bool = False
    nulls_first: bool = False

    @property
    def is_nullable(self) -> bool:
        return self.column in NULLABLE_COLUMNS or self.is_property

    @property
    def is_property(self) -> bool:
        return is_property_column(self.column)


Order = tuple[OrderKey, ...]


def property_columns(order: Order) -> list[str]:
    """The keys that are values of properties."""
    return [key.column for key in order if key.is_property]


def reversed_order(order: Order) -> Order:
    """The reverse order."""
    return tuple(
        key._replace(is_descending=not key.is_descending, nulls_first=not key.nulls_first) for key in order
    )


def order_terms(order: Order, image: ImageTable, *, places_nulls: bool = True) -> list[ColumnElement[Any]]:
    """The terms of ORDER BY.

    Rows that all have a value for a key, or all null, need no place of nulls (`places_nulls`).
    """
    terms: list[ColumnElement[Any]] = []
    for key in order:
        column = image.column(key.column)
        if key.is_nullable and places_nulls:
            terms.append(order_term(column, descending=key.is_descending, nulls_first=key.nulls_first))
        else:
            terms.append(column.desc() if key.is_descending else column.asc())
    return terms


def place_in_order(order: Order, image: ImageTable, groups: Sequence[str] = ()) -> ColumnElement[int]:
    """The number of a row in the order, from 1; with `groups` among the rows equal in these columns."""
    terms: list[ColumnElement[Any]] = []
    for key in order:
        if key.column in groups:
            continue
        column = image.column(key.column)
        if key.is_nullable:
            # The place of nulls as a term of its own: MariaDB has no NULLS FIRST.
            is_null = column.is_(None)
            terms.append(is_null.desc() if key.nulls_first else is_null.asc())
        terms.append(column.desc() if key.is_descending else column.asc())
    return func.row_number().over(
        partition_by=[image.column(name) for name in groups] or None, order_by=terms or None
    )
