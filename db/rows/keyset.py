"""The images between two places in an order, as ranges of an index where one serves the order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import ge, gt, le, lt
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from db.dialect.clauses import compare_rows
from db.rows.order import Order, OrderKey, turned
from db.rows.source import ImageTable


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an order: a value of each key, the first of which may be known to be `null`.

    What stands exactly there is between this place and another only if `included`.
    """

    values: Sequence[ColumnElement[Any]]
    null: bool = False
    included: bool = False


# Which images of a table are in a range of the order.
Range = Callable[[ImageTable], ColumnElement[bool]]


def between(order: Order, start: Place | None, end: Place | None) -> list[Range]:
    """Conditions whose rows, one condition after the other, are those between the places; none for all.

    If the order is a key and the id, each is one range of an index: of rows with the key, or of those
    without. Longer orders are sorted anyway, and are one condition.
    """
    if start is None and end is None:
        return []
    if not along_index(order):
        sides = [(order, start), (turned(order), end)]
        return [
            lambda image: and_(
                *(_behind(way, image, place.values, place.included) for way, place in sides if place)
            )
        ]
    parts = _parts(order[0])
    first = parts.index(start.null) if start else 0
    last = parts.index(end.null) if end else len(parts) - 1
    if first > last:
        # The places are in the other order: nothing is between them.
        return [lambda _image: false()]
    return [
        partial(_range, order, parts[at], start if at == first else None, end if at == last else None)
        for at in range(first, last + 1)
    ]


def behind_marker(order: Order, values: Sequence[ColumnElement[Any]]) -> list[Range]:
    """As `between`, for rows behind a place of which only the database knows whether its key is null."""
    if not along_index(order) or not order[0].nullable:
        return between(order, Place(values), None)
    first = values[0]
    return [
        partial(_and, known, each)
        for null, known in ((False, first.is_not(None)), (True, first.is_(None)))
        for each in between(order, Place(values, null), None)
    ]


def _and(known: ColumnElement[bool], each: Range, image: ImageTable) -> ColumnElement[bool]:
    return and_(known, each(image))


def along_index(order: Order) -> bool:
    """Whether the order can be that of an index: a key and the id, in one direction."""
    return len(order) <= 2 and order[0].descending == order[-1].descending


def _parts(key: OrderKey) -> list[bool]:
    """Whether the key is null in each part of the order."""
    if not key.nullable:
        return [False]
    return [True, False] if key.nulls_first else [False, True]


def _range(
    order: Order, null: bool, start: Place | None, end: Place | None, image: ImageTable
) -> ColumnElement[bool]:
    first = image.column(order[0].column)
    # Rows without the key are in order of their ids.
    keys = order[1:] if null else order
    ends = [(start, keys[0].descending), (end, not keys[0].descending)]
    sides = [
        _compared(keys, image, place.values[-len(keys) :], downwards, place.included)
        for place, downwards in ends
        if place
    ]
    if null:
        return and_(first.is_(None), *sides)
    # A comparison leaves out nulls by itself.
    return and_(*sides) if sides else first.is_not(None)


def _compared(
    keys: Order, image: ImageTable, values: Sequence[ColumnElement[Any]], downwards: bool, included: bool
) -> ColumnElement[bool]:
    columns = [image.column(key.column) for key in keys]
    comparisons = (lt, le) if downwards else (gt, ge)
    return compare_rows(comparisons[included], columns, values)


def _behind(
    order: Order, image: ImageTable, values: Sequence[ColumnElement[Any]], included: bool
) -> ColumnElement[bool]:
    key, mark = order[0], values[0]
    column, last = image.column(key.column), len(order) == 1
    ways = [_compared((key,), image, (mark,), key.descending, included and last)]
    if key.nullable and key.nulls_first:
        ways.append(and_(column.is_not(None), mark.is_(None)))
    elif key.nullable:
        ways.append(and_(column.is_(None), mark.is_not(None)))
    if not last:
        ways.append(and_(column.is_not_distinct_from(mark), _behind(order[1:], image, values[1:], included)))
    return or_(*ways)
