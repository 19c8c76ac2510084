"""The order of a list, and the images that follow a given one in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_, tuple_

from db.image import NULLABLE, ImageTable
from db.spelling import quoted


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

# Sorts after every UUID.
_BEYOND_IDS = "~"


def order_terms(order: Order, image: ImageTable) -> list[ColumnElement[Any]]:
    terms: list[ColumnElement[Any]] = []
    for key in order:
        column = image.column(key.column)
        term = column.desc() if key.descending else column.asc()
        if key.nullable:
            term = term.nulls_first() if key.nulls_first else term.nulls_last()
        terms.append(term)
    return terms


def following(
    order: Order, image: ImageTable, marker: Sequence[ColumnElement[Any]]
) -> list[ColumnElement[bool]]:
    """Conditions whose rows, one condition after the other, are those behind the marker in the order.

    `marker` holds the marked image's value of each key. One key and the id are ranges of an index,
    each condition one range; longer orders are sorted anyway and are one condition.
    """
    if len(order) == 1:
        return [_beyond(order[0], image, marker[0])]
    if len(order) > 2 or order[0].descending != order[1].descending:
        return [_behind(order, image, marker)]
    key = order[0]
    column, identity = image.column(key.column), image.column("id")
    row, mark = tuple_(column, identity), tuple_(marker[0], marker[1])
    behind = row < mark if key.descending else row > mark
    if not key.nullable:
        return [behind]
    edge = quoted(_BEYOND_IDS if key.descending else "")
    if key.nulls_first:
        nulls = and_(column.is_(None), marker[0].is_(None), _beyond(order[1], image, marker[1]))
        return [nulls, behind, and_(column.is_not(None), marker[0].is_(None))]
    after_id = case((marker[0].is_(None), marker[1]), else_=edge)
    nulls = and_(column.is_(None), _beyond(order[1], image, after_id))
    return [behind, nulls]


def _beyond(key: OrderKey, image: ImageTable, mark: ColumnElement[Any]) -> ColumnElement[bool]:
    column = image.column(key.column)
    return column < mark if key.descending else column > mark


def _behind(order: Order, image: ImageTable, marker: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
    key, mark = order[0], marker[0]
    column = image.column(key.column)
    ways = [_beyond(key, image, mark)]
    if key.nullable and key.nulls_first:
        ways.append(and_(column.is_not(None), mark.is_(None)))
    elif key.nullable:
        ways.append(and_(column.is_(None), mark.is_not(None)))
    if len(order) > 1:
        same = column.is_not_distinct_from(mark)
        ways.append(and_(same, _behind(order[1:], image, marker[1:])))
    return or_(*ways)
