"""Ordered merge: walks each branch of the matching images along an index of its own, and merges."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, Subquery, or_, select, union_all
from sqlalchemy.sql import FromClause

from db.dialect.clauses import ALL_ROWS, limit_to, limit_unless, nulls_follow_index
from db.dialect.variants import DialectName
from db.rows.keyset import Range, is_index_order, null_partitions
from db.rows.matching import Branch
from db.rows.order import Order, order_terms, place_in_order, property_columns
from db.rows.source import ORDER_INDEX_COLUMNS, ImageTable
from db.rows.visibility import is_of_others


def first_rows_of_branches(
    branches: Sequence[Branch], ranges: Sequence[Range], order: Order, limit: ColumnElement[int]
) -> list[Select[*tuple[Any, ...]]]:
    """The first rows of each branch and range; the ranges of one branch follow each other in order.

    A probe's branch is one select over all ranges. The caller's own images may be in two branches.
    """
    return [rows for part in branches for rows in _first_rows(part, ranges, order, limit)]


def _first_rows(
    branch: Branch, ranges: Sequence[Range], order: Order, limit: ColumnElement[int]
) -> Iterator[Select[*tuple[Any, ...]]]:
    return (limit_branch(branch, rows, limit) for rows in _ordered_ranges(branch, ranges, order))


def _ordered_ranges(
    branch: Branch, ranges: Sequence[Range], order: Order
) -> Iterator[Select[*tuple[Any, ...]]]:
    """The rows of each range in order."""
    image, is_partitioned = branch.image, _is_partitioned_by_null(branch, order)
    if is_partitioned and not ranges:
        ranges = null_partitions(order)
    if branch.is_probe and ranges:
        yield _sorted(branch.rows.where(or_(*(each.condition(image) for each in ranges))), order, image)
        return
    for each in ranges:
        # MariaDB would sort rows whose key is null, though the index has them in order of the rest.
        keys = order[1:] if each.is_null and image.dialect == "mariadb" else order
        yield _sorted(branch.rows.where(each.condition(image)), keys, image, places_nulls=not is_partitioned)
    if not ranges:
        yield _sorted(branch.rows, order, image)


def loses_order(order: Order, dialect: DialectName) -> bool:
    """Whether rows in this order lose it when they are read from a derived table or a CTE.

    MariaDB writes a table with long texts to the disk, and reads it in another order.
    """
    return dialect == "mariadb" and bool(property_columns(order))


def rows_in_order(table: FromClause, order: Order, dialect: DialectName) -> Select[*tuple[Any, ...]]:
    """The rows of a table that has the order's keys."""
    return _sorted(select(table), order, ImageTable(table, dialect=dialect))


def _sorted(
    rows: Select[*tuple[Any, ...]], order: Order, image: ImageTable, *, places_nulls: bool = True
) -> Select[*tuple[Any, ...]]:
    if not loses_order(order, image.dialect):
        return rows.order_by(*order_terms(order, image, places_nulls=places_nulls))
    # For a limit, MariaDB makes keys of the greatest length (db/dialect/long_sorts.py), which takes seconds.
    placed = rows.add_columns(place_in_order(order, image).label("place")).subquery("placed")
    return select(*(column for column in placed.c if column.name != "place")).order_by(placed.c.place)


def _is_partitioned_by_null(branch: Branch, order: Order) -> bool:
    """Whether rows with a value and rows with null are read one after the other, each along the index.

    In each direction an index has one place for nulls, and would not serve the other place.
    """
    image = branch.image
    if image.is_glance or branch.is_probe or not order or not is_index_order(order):
        return False
    first = order[0]
    is_served = first.column in ORDER_INDEX_COLUMNS and first.is_nullable
    return is_served and not nulls_follow_index(
        image.dialect, descending=first.is_descending, nulls_first=first.nulls_first
    )


def limit_branch(
    branch: Branch, rows: Select[*tuple[Any, ...]], limit: ColumnElement[int]
) -> Select[*tuple[Any, ...]]:
    """The first rows of the branch, or none if other branches have them."""
    if branch.skip_if is None:
        return limit_to(rows, limit)
    return limit_unless(rows, branch.skip_if, limit, branch.image.dialect)


def all_rows(
    branches: Sequence[Branch],
) -> Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]:
    """The rows of all branches, which must not have common rows."""
    rows = [_all_rows(part, f"part{at}") for at, part in enumerate(branches)]
    return rows[0] if len(rows) == 1 else union_all(*rows)


def _all_rows(part: Branch, name: str) -> Select[*tuple[Any, ...]]:
    if part.skip_if is None:
        return part.rows
    return select(limit_branch(part, part.rows, ALL_ROWS).subquery(name))


def merge_branches(
    branches: Sequence[Branch], ranges: Sequence[Range], order: Order, limit: ColumnElement[int]
) -> Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]:
    """The first rows of all branches and ranges; several branches must select the order's keys."""
    firsts = [(part, rows) for part in branches for rows in _first_rows(part, ranges, order, limit)]
    if len(firsts) == 1:
        return firsts[0][1]
    listed = union_all(
        *(_without_own(part, rows.subquery(f"range{at}")) for at, (part, rows) in enumerate(firsts))
    )
    dialect = branches[0].image.dialect
    if len(branches) == 1 and not loses_order(order, dialect):
        return limit_to(listed, limit)
    return limit_to(rows_in_order(listed.subquery("merged"), order, dialect), limit)


def _without_own(branch: Branch, first: Subquery) -> Select[*tuple[Any, ...]]:
    """The first rows, for a branch with own images without these: the own branch has the same ones."""
    # A condition of the walk would visit all public images of a project that owns most of them.
    return select(first).where(is_of_others(first.c.owner)) if branch.has_own else select(first)
