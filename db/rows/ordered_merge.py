"""Ordered merge: walks each branch of the matching images along an index of its own, and merges."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, or_, select, union_all

from db.dialect.clauses import limit_to, limit_unless
from db.rows.keyset import Range
from db.rows.matching import Branch
from db.rows.order import Order, order_terms
from db.rows.source import ImageTable


def first_rows_of_branches(
    branches: Sequence[Branch], ranges: Sequence[Range], order: Order, limit: ColumnElement[int]
) -> list[Select[*tuple[Any, ...]]]:
    """The first rows of each branch and range; the ranges of one branch follow each other in order.

    A probe's branch is one select over all ranges.
    """
    return [
        limit_branch(part, rows.order_by(*order_terms(order, part.image)), limit)
        for part in branches
        for rows in _branch_ranges(part, ranges)
    ]


def limit_branch(
    branch: Branch, rows: Select[*tuple[Any, ...]], limit: ColumnElement[int]
) -> Select[*tuple[Any, ...]]:
    """The first rows of the branch, or none if other branches have them."""
    if branch.skip_if is None:
        return limit_to(rows, limit)
    return limit_unless(rows, branch.skip_if, limit, branch.image.dialect)


def _branch_ranges(branch: Branch, ranges: Sequence[Range]) -> list[Select[*tuple[Any, ...]]]:
    placed = [each(branch.image) for each in ranges]
    if branch.is_probe and placed:
        placed = [or_(*placed)]
    return [branch.rows.where(each) for each in placed] or [branch.rows]


def merge_branches(
    branches: Sequence[Branch], ranges: Sequence[Range], order: Order, limit: ColumnElement[int]
) -> Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]:
    """The first rows of all branches and ranges; several branches must select the order's keys."""
    firsts = first_rows_of_branches(branches, ranges, order, limit)
    if len(firsts) == 1:
        return firsts[0]
    listed = union_all(*(select(first.subquery(f"range{at}")) for at, first in enumerate(firsts)))
    if len(branches) == 1:
        return limit_to(listed, limit)
    merged = listed.subquery("merged")
    return limit_to(select(merged).order_by(*order_terms(order, ImageTable(merged))), limit)
