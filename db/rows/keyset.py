"""The images between two places in an order, as ranges of an index where one serves the order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import ge, gt, le, lt
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from db.dialect.clauses import compare_rows
from db.rows.order import Order, OrderKey, reversed_order
from db.rows.source import ImageTable


@dataclass(frozen=True, slots=True)
class Boundary:
    """A place in an order: a value of each key, the first of which may be known to be `null`.

    What stands exactly there is between this place and another only if `included`.
    """

    values: Sequence[ColumnElement[Any]]
    is_null: bool = False
    is_included: bool = False


# Which images of a table are in a range of the order.
Range = Callable[[ImageTable], ColumnElement[bool]]


def between(order: Order, start: Boundary | None, end: Boundary | None) -> list[Range]:
    """Conditions whose rows, one condition after the other, are those between the places; none for all.

    If the order is a key and the id, each is one range of an index: of rows with the key, or of those
    without. Longer orders are sorted anyway, and are one condition.
    """
    if start is None and end is None:
        return []
    if not is_index_order(order):
        sides = [(order, start), (reversed_order(order), end)]
        return [
            lambda image: and_(
                *(_after(way, image, place.values, place.is_included) for way, place in sides if place)
            )
        ]
    parts = _null_partitions(order[0])
    first = parts.index(start.is_null) if start else 0
    last = parts.index(end.is_null) if end else len(parts) - 1
    if first > last:
        # The places are in the other order: nothing is between them.
        return [lambda _image: false()]
    return [
        partial(_range, order, parts[at], start if at == first else None, end if at == last else None)
        for at in range(first, last + 1)
    ]


def after_marker(order: Order, values: Sequence[ColumnElement[Any]]) -> list[Range]:
    """As `between`, for rows behind a place of which only the database knows whether its key is null."""
    if not is_index_order(order) or not order[0].is_nullable:
        return between(order, Boundary(values), None)
    first = values[0]
    return [
        partial(_restrict, known, each)
        for null, known in ((False, first.is_not(None)), (True, first.is_(None)))
        for each in between(order, Boundary(values, null), None)
    ]


def _restrict(known: ColumnElement[bool], each: Range, image: ImageTable) -> ColumnElement[bool]:
    return and_(known, each(image))


def is_index_order(order: Order) -> bool:
    """Whether the order can be that of an index: a key and the id, in one direction."""
    return len(order) <= 2 and order[0].is_descending == order[-1].is_descending


def _null_partitions(key: OrderKey) -> list[bool]:
    """Whether the key is null in each part of the order."""
    if not key.is_nullable:
        return [False]
    return [True, False] if key.nulls_first else [False, True]


def _range(
    order: Order, null: bool, start: Boundary | None, end: Boundary | None, image: ImageTable
) -> ColumnElement[bool]:
    first = image.column(order[0].column)
    # Rows without the key are in order of their ids.
    keys = order[1:] if null else order
    ends = [(start, keys[0].is_descending), (end, not keys[0].is_descending)]
    sides = [
        _compare_keys(keys, image, place.values[-len(keys) :], downwards, place.is_included)
        for place, downwards in ends
        if place
    ]
    if null:
        return and_(first.is_(None), *sides)
    # A comparison leaves out nulls by itself.
    return and_(*sides) if sides else first.is_not(None)


def _compare_keys(
    keys: Order,
    image: ImageTable,
    values: Sequence[ColumnElement[Any]],
    is_descending: bool,
    is_included: bool,
) -> ColumnElement[bool]:
    columns = [image.column(key.column) for key in keys]
    comparisons = (lt, le) if is_descending else (gt, ge)
    return compare_rows(comparisons[is_included], columns, values)


def _after(
    order: Order, image: ImageTable, values: Sequence[ColumnElement[Any]], included: bool
) -> ColumnElement[bool]:
    key, mark = order[0], values[0]
    column, last = image.column(key.column), len(order) == 1
    ways = [_compare_keys((key,), image, (mark,), key.is_descending, included and last)]
    if key.is_nullable and key.nulls_first:
        ways.append(and_(column.is_not(None), mark.is_(None)))
    elif key.is_nullable:
        ways.append(and_(column.is_(None), mark.is_not(None)))
    if not last:
        ways.append(and_(column.is_not_distinct_from(mark), _after(order[1:], image, values[1:], included)))
    return or_(*ways)
