"""The first images of an order: each part of those that match is walked along an index of its own."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, or_, select, union_all

from db.dialect.clauses import limit_to, limit_unless
from db.rows.keyset import Range
from db.rows.matching import Part
from db.rows.order import Order, order_terms
from db.rows.source import ImageTable


def first_of_each(
    parts: Sequence[Part], ranges: Sequence[Range], order: Order, most: ColumnElement[int]
) -> list[Select[*tuple[Any, ...]]]:
    """Of each part and range the first rows: of one part, those of the ranges follow each other.

    A few images are looked at all, whatever their range.
    """
    return [
        limited(part, rows.order_by(*order_terms(order, part.image)), most)
        for part in parts
        for rows in _ranged(part, ranges)
    ]


def limited(part: Part, rows: Select[*tuple[Any, ...]], most: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    """The first rows of the part, or none if they are found elsewhere."""
    if part.unless is None:
        return limit_to(rows, most)
    return limit_unless(rows, part.unless, most, part.image.dialect)


def _ranged(part: Part, ranges: Sequence[Range]) -> list[Select[*tuple[Any, ...]]]:
    placed = [each(part.image) for each in ranges]
    if part.few and placed:
        placed = [or_(*placed)]
    return [part.rows.where(each) for each in placed] or [part.rows]


def walked(
    parts: Sequence[Part], ranges: Sequence[Range], order: Order, most: ColumnElement[int]
) -> Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]:
    """The first rows in the order, of all parts and ranges; several parts must select the order's keys."""
    firsts = first_of_each(parts, ranges, order, most)
    if len(firsts) == 1:
        return firsts[0]
    listed = union_all(*(select(first.subquery(f"range{at}")) for at, first in enumerate(firsts)))
    if len(parts) == 1:
        return limit_to(listed, most)
    merged = listed.subquery("merged")
    return limit_to(select(merged).order_by(*order_terms(order, ImageTable(merged))), most)
