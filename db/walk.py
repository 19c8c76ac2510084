"""The first images of an order: each way to see one is walked along an index of its own."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, CompoundSelect, Select, select, union_all

from db.image import ImageTable
from db.order import Order, order_terms
from db.spelling import number

Limited = TypeVar("Limited", Select[*tuple[Any, ...]], CompoundSelect[*tuple[Any, ...]])


def at_most(rows: Limited, most: ColumnElement[int]) -> Limited:
    """The first rows; the offset is spelled out, or SQLAlchemy adds one as a parameter."""
    return rows.limit(most).offset(number(0))


def first_of_each(
    ways: Sequence[Select[*tuple[Any, ...]]],
    ranges: Sequence[ColumnElement[bool]],
    order: Order,
    stored: ImageTable,
    most: ColumnElement[int],
) -> list[Select[*tuple[Any, ...]]]:
    """Of each way and range the first rows: of one way, those of the ranges follow each other."""
    terms = order_terms(order, stored)
    placed = [way.where(each) for way in ways for each in ranges] if ranges else ways
    return [at_most(part.order_by(*terms), most) for part in placed]


def walked(
    ways: Sequence[Select[*tuple[Any, ...]]],
    ranges: Sequence[ColumnElement[bool]],
    order: Order,
    stored: ImageTable,
    most: ColumnElement[int],
) -> Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]:
    """The first rows in the order, of all ways and ranges; several ways must select the order's keys."""
    parts = first_of_each(ways, ranges, order, stored, most)
    if len(parts) == 1:
        return parts[0]
    listed = union_all(*(select(part.subquery(f"range{at}")) for at, part in enumerate(parts)))
    if len(ways) == 1:
        return at_most(listed, most)
    merged = listed.subquery("merged")
    return at_most(select(merged).order_by(*order_terms(order, ImageTable(merged))), most)
