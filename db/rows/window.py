"""A window on an order: the first or last images between two cursors, and whether there are others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import CTE, ColumnElement, Integer, bindparam, exists, false, func, select, union_all

from db.dialect.clauses import limit_to, materialized
from db.dialect.json import sql_int
from db.rows.keyset import Place, along_index, between
from db.rows.matching import Matches, Matching
from db.rows.order import Order, order_terms, turned
from db.rows.ordered_merge import first_of_each, walked
from db.rows.source import ImageTable

# Of a cursor: whether its first key has a value.
CursorShape = Literal["value", "null"]


@dataclass(frozen=True, slots=True)
class ImageWindow:
    """Which images; operands are bind parameters, so that reads of one shape share a statement.

    The page has `limit` images: the first between the cursors or, `backwards`, the last. `one_more` is
    one more than the limit. The cursors' keys are `after0`, `after1` and so on, and `before0`.
    """

    matching: Matching
    order: Order
    backwards: bool = False
    after: CursorShape | None = None
    before: CursorShape | None = None

    @property
    def walk(self) -> Order:
        """The order in which the page is looked for, from the end where it begins."""
        return turned(self.order) if self.backwards else self.order

    @property
    def start(self) -> Place | None:
        """Behind which the walk begins."""
        return self._place("before", self.before) if self.backwards else self._place("after", self.after)

    @property
    def end(self) -> Place | None:
        """Where the walk ends."""
        return self._place("after", self.after) if self.backwards else self._place("before", self.before)

    def _place(self, name: str, shape: CursorShape | None) -> Place | None:
        if shape is None:
            return None
        values: list[ColumnElement[Any]] = [bindparam(f"{name}{at}") for at in range(len(self.order))]
        return Place(values, null=shape == "null")


class WindowRows:
    """The rows of a window, with the columns of `names`.

    With `peeking` one row more is looked for, so that it is known whether something follows.
    """

    def __init__(self, window: ImageWindow, names: Sequence[str], matches: Matches, *, peeking: bool) -> None:
        self._window = window
        self._matches = matches
        self._limit: ColumnElement[int] = bindparam("limit", type_=Integer)
        most = bindparam("one_more", type_=Integer) if peeking else self._limit
        walk = window.walk
        rows = walked(matches.in_order(walk, names), between(walk, window.start, window.end), walk, most)
        self._ahead = materialized(rows, "ahead") if peeking else None
        if self._ahead is not None:
            rows = limit_to(select(self._ahead), self._limit)
        if window.backwards:
            last = rows.subquery("last")
            turned_back = select(last).order_by(*order_terms(window.order, ImageTable(last)))
            # Without a limit SQLite leaves out an order that the first who reads the page does not need.
            rows = limit_to(turned_back, self._limit)
        self.page = ImageTable(materialized(rows, "page"), matches.stored.glance)

    def more_ahead(self) -> ColumnElement[bool]:
        """Whether the walk could go on within the cursors."""
        assert self._ahead is not None
        return select(func.count()).select_from(self._ahead).scalar_subquery() > self._limit

    def more_behind(self) -> ColumnElement[bool]:
        """Whether there are images at the cursor where the walk began, or on its other side."""
        return false() if self._window.start is None else exists(select(self._behind.c.id))

    @cached_property
    def _behind(self) -> CTE:
        """Not where it is asked for: a filter of many levels would stand too deep for SQLite's parser."""
        window = self._window
        assert window.start is not None
        back = turned(window.walk)
        ranges = between(back, replace(window.start, included=True), None)
        # Along an index each looks from the cursor on, where most often the next image is one.
        order = back if along_index(back) else ()
        nearest = first_of_each(self._matches.in_order(order, ["id"]), ranges, order, sql_int(1))
        found = (select(each.subquery(f"nearest{at}")) for at, each in enumerate(nearest))
        return union_all(*found).cte("behind")
