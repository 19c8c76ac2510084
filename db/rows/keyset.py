"""Keyset pagination: the images between two positions in an order, as ranges of an index if one exists."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import ge, gt, le, lt
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from db.dialect.clauses import compare_rows
from db.rows.order import Order, OrderKey, reversed_order
from db.rows.source import ImageTable


@dataclass(frozen=True, slots=True)
class Boundary:
    """A position in an order: a value for each key; `is_null` if the first one is null.

    An image exactly at the position is in the range only with `is_included`.
    """

    values: Sequence[ColumnElement[Any]]
    is_null: bool = False
    is_included: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """Some rows of an order; `condition` is whether an image of a table is one of them.

    `is_null` is whether their first key is null, None if some may have a value and others null.
    """

    condition: Callable[[ImageTable], ColumnElement[bool]]
    is_null: bool | None = None


def between(order: Order, start: Boundary | None, end: Boundary | None) -> list[Range]:
    """Conditions for the rows between the positions, in order of the ranges; an empty list for all rows.

    For an order of a key and the id, each condition is one range of an index: rows with a value for the key,
    or rows with null. Longer orders are sorted anyway, and give one condition.
    """
    if start is None and end is None:
        return []
    if not is_index_order(order):
        sides = [(order, start), (reversed_order(order), end)]
        return [Range(partial(_between_sides, sides))]
    parts = _null_partitions(order[0])
    first = parts.index(start.is_null) if start else 0
    last = parts.index(end.is_null) if end else len(parts) - 1
    if first > last:
        # The positions are in reverse order: nothing is between them.
        return [Range(lambda _image: false())]
    return [
        _range(order, parts[at], start if at == first else None, end if at == last else None)
        for at in range(first, last + 1)
    ]


def _between_sides(sides: Sequence[tuple[Order, Boundary | None]], image: ImageTable) -> ColumnElement[bool]:
    return and_(
        *(_after(keys, image, boundary.values, boundary.is_included) for keys, boundary in sides if boundary)
    )


def after_marker(order: Order, values: Sequence[ColumnElement[Any]]) -> list[Range]:
    """As `between`, for rows after a position whose key may be null: only the database knows it."""
    if not is_index_order(order) or not order[0].is_nullable:
        return between(order, Boundary(values), None)
    first = values[0]
    return [
        replace(each, condition=partial(_restrict, known, each))
        for null, known in ((False, first.is_not(None)), (True, first.is_(None)))
        for each in between(order, Boundary(values, null), None)
    ]


def _restrict(known: ColumnElement[bool], each: Range, image: ImageTable) -> ColumnElement[bool]:
    return and_(known, each.condition(image))


def is_index_order(order: Order) -> bool:
    """Whether an index can have this order: a column and the id, in one direction."""
    if order[0].is_property:
        return False
    return len(order) <= 2 and order[0].is_descending == order[-1].is_descending


def _null_partitions(key: OrderKey) -> list[bool]:
    """Whether the key is null, for each part of the order."""
    if not key.is_nullable:
        return [False]
    return [True, False] if key.nulls_first else [False, True]


def null_partitions(order: Order) -> list[Range]:
    """Conditions for the rows whose first key has a value, and for those where it is null, in order."""
    return [_range(order, null, None, None) for null in _null_partitions(order[0])]


def _range(order: Order, null: bool, start: Boundary | None, end: Boundary | None) -> Range:
    return Range(partial(_is_between, order, null, start, end), null)


def _is_between(
    order: Order, null: bool, start: Boundary | None, end: Boundary | None, image: ImageTable
) -> ColumnElement[bool]:
    first = image.column(order[0].column)
    # Rows with a null key are in order of their ids.
    keys = order[1:] if null else order
    ends = [(start, keys[0].is_descending), (end, not keys[0].is_descending)]
    sides = [
        _compare_keys(keys, image, boundary.values[-len(keys) :], downwards, boundary.is_included)
        for boundary, downwards in ends
        if boundary
    ]
    if null:
        return and_(first.is_(None), *sides)
    # A comparison excludes nulls by itself.
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
    conditions = [_compare_keys((key,), image, (mark,), key.is_descending, included and last)]
    if key.is_nullable and key.nulls_first:
        conditions.append(and_(column.is_not(None), mark.is_(None)))
    elif key.is_nullable:
        conditions.append(and_(column.is_(None), mark.is_not(None)))
    if last:
        return or_(*conditions)
    # The deepest comes first: SQLite's parser has 100 places for what stands before an open bracket.
    rest = _after(order[1:], image, values[1:], included)
    return or_(and_(rest, column.is_not_distinct_from(mark)), *conditions)
