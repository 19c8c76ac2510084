"""A window of an order: the first or last images between two cursors, and whether more follow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import CTE, ColumnElement, Integer, bindparam, exists, false, func, select, union_all

from db.dialect.clauses import limit_to, materialized
from db.dialect.json import sql_int
from db.rows.keyset import Boundary, between, is_index_order
from db.rows.matching import MatchingBranches, MatchingImages
from db.rows.order import Order, reversed_order
from db.rows.ordered_merge import first_rows_of_branches, loses_order, merge_branches, rows_in_order
from db.rows.source import ImageTable

# Whether the first key of a cursor has a value.
CursorShape = Literal["value", "null"]


@dataclass(frozen=True, slots=True)
class ImageWindow:
    """Which images; operands are bind parameters, so that equal shapes share a statement.

    The page has `limit` images: the first between the cursors or, with `is_backwards`, the last. `one_more`
    is the limit plus one. The cursors' keys are `after0`, `after1` and so on, and `before0`.
    """

    matching: MatchingImages
    order: Order
    is_backwards: bool = False
    after: CursorShape | None = None
    before: CursorShape | None = None

    @property
    def scan_order(self) -> Order:
        """The order of the scan, which starts at the page's end if it is backwards."""
        return reversed_order(self.order) if self.is_backwards else self.order

    @property
    def start(self) -> Boundary | None:
        """The boundary after which the scan starts."""
        return (
            self._boundary("before", self.before)
            if self.is_backwards
            else self._boundary("after", self.after)
        )

    @property
    def end(self) -> Boundary | None:
        """The boundary before which the scan ends."""
        return (
            self._boundary("after", self.after)
            if self.is_backwards
            else self._boundary("before", self.before)
        )

    def _boundary(self, name: str, shape: CursorShape | None) -> Boundary | None:
        if shape is None:
            return None
        values: list[ColumnElement[Any]] = [bindparam(f"{name}{at}") for at in range(len(self.order))]
        return Boundary(values, is_null=shape == "null")


class WindowRows:
    """The rows of a window, with the columns in `names`.

    With `fetch_extra` one more row is read, to know whether more images follow.
    """

    def __init__(
        self, window: ImageWindow, names: Sequence[str], matches: MatchingBranches, *, fetch_extra: bool
    ) -> None:
        self._window = window
        self._matches = matches
        self._limit: ColumnElement[int] = bindparam("limit", type_=Integer)
        most = bindparam("one_more", type_=Integer) if fetch_extra else self._limit
        walk = window.scan_order
        rows = merge_branches(
            matches.in_order(walk, names), between(walk, window.start, window.end), walk, most
        )
        self._with_extra = materialized(rows, "ahead") if fetch_extra else None
        dialect = matches.stored.dialect
        if self._with_extra is not None:
            ahead = (
                rows_in_order(self._with_extra, walk, dialect)
                if loses_order(walk, dialect)
                else select(self._with_extra)
            )
            rows = limit_to(ahead, self._limit)
        if window.is_backwards:
            turned_back = rows_in_order(rows.subquery("last"), window.order, dialect)
            # Without a limit SQLite drops an order that the first reader of the page does not need.
            rows = limit_to(turned_back, self._limit)
        self.page = ImageTable(
            materialized(rows, "page"),
            matches.stored.is_glance,
            is_read_only=matches.stored.is_read_only,
        )

    def has_more_ahead(self) -> ColumnElement[bool]:
        """Whether the scan could go on within the cursors."""
        assert self._with_extra is not None
        return select(func.count()).select_from(self._with_extra).scalar_subquery() > self._limit

    def has_more_behind(self) -> ColumnElement[bool]:
        """Whether there are images at the cursor where the scan started, or on its other side."""
        return false() if self._window.start is None else exists(select(self._behind.c.id))

    @cached_property
    def _behind(self) -> CTE:
        """A CTE of its own: in place, a filter with many levels would nest too deeply for SQLite's parser."""
        window = self._window
        assert window.start is not None
        back = reversed_order(window.scan_order)
        ranges = between(back, replace(window.start, is_included=True), None)
        # Each search starts at the cursor, where the next image usually matches.
        order = back if is_index_order(back) else ()
        nearest = first_rows_of_branches(self._matches.in_order(order, ["id"]), ranges, order, sql_int(1))
        found = (select(each.subquery(f"nearest{at}")) for at, each in enumerate(nearest))
        return union_all(*found).cte("behind")
