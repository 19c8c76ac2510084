"""A connection: its page of images, and what is told of the page and of all that match."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, select, union_all

from db.aggregate import Source, aggregate_json, matching_images
from db.cursor import cursor_of
from db.image import ImageTable
from db.image_json import image_columns, image_json, in_table_order
from db.order import Order, order_terms, turned
from db.spelling import finished, json_boolean, number, quoted
from db.tables import images
from db.walk import at_most
from db.wanted import TYPENAME, Wanted, wanted_json
from db.window import ImageWindow, WindowRows


class Connection:
    """What is wanted of a connection; what several of its fields are made of is looked for once."""

    def __init__(self, wanted: Sequence[Wanted], window: ImageWindow, *, glance: bool) -> None:
        self._wanted = wanted
        self._window = window
        self._sight = window.matching.sight
        self._stored = ImageTable(images, glance)

    def rows(self) -> Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]:
        """Each row is the number of a wanted field, and finished JSON.

        A list has a row for each of its images, in order; any other field has one.
        """
        parts = [self._rows_of(at, field) for at, field in enumerate(self._wanted)]
        return parts[0] if len(parts) == 1 else union_all(*parts)

    def _rows_of(self, at: int, field: Wanted) -> Select[*tuple[Any, ...]]:
        json, source = self._json(field)
        rows = select(number(at).label("field"), finished(json).label("json"))
        return rows if source is None else rows.select_from(source)

    def _json(self, field: Wanted) -> Source:
        if field.field == TYPENAME:
            return quoted(f'"{field.typename}"'), None
        return CONNECTION_FIELDS[field.field](self, field)

    def edges(self, wanted: Wanted) -> Source:
        edge = wanted_json(wanted.children, lambda field: EDGE_FIELDS[field.field](self, field))
        return edge, self._page.source

    def nodes(self, wanted: Wanted) -> Source:
        return self.node(wanted), self._page.source

    def page_info(self, wanted: Wanted) -> Source:
        return wanted_json(wanted.children, lambda field: PAGE_INFO_FIELDS[field.field](self)), None

    def total_count(self, _: Wanted) -> Source:
        return func.count(), self._matching.source

    def aggregate(self, wanted: Wanted) -> Source:
        return aggregate_json(wanted.children, self._matching, self._sight)

    def cursor(self, _: Wanted) -> ColumnElement[str]:
        return cursor_of(self._window.order, self._page)

    def node(self, wanted: Wanted) -> ColumnElement[str]:
        return image_json(wanted.children, self._page, self._sight)

    def has_next_page(self) -> ColumnElement[str]:
        rows = self._window_rows
        return json_boolean(rows.more_behind() if self._window.backwards else rows.more_ahead())

    def has_previous_page(self) -> ColumnElement[str]:
        rows = self._window_rows
        return json_boolean(rows.more_ahead() if self._window.backwards else rows.more_behind())

    def start_cursor(self) -> ColumnElement[str]:
        return self._cursor_of_first(self._window.order)

    def end_cursor(self) -> ColumnElement[str]:
        return self._cursor_of_first(turned(self._window.order))

    def _cursor_of_first(self, order: Order) -> ColumnElement[str]:
        page = self._page
        cursors = select(cursor_of(self._window.order, page)).order_by(*order_terms(order, page))
        return at_most(cursors, number(1)).correlate(None).scalar_subquery()

    @property
    def _page(self) -> ImageTable:
        return self._window_rows.page

    @cached_property
    def _window_rows(self) -> WindowRows:
        """With the columns of all that is wanted of the page, however often."""
        ahead = "has_previous_page" if self._window.backwards else "has_next_page"
        told = [field for info in self._parts("page_info") for field in info.children]
        edges = [field for list_ in self._parts("edges") for field in list_.children]
        nodes = [*self._parts("nodes"), *(field for field in edges if field.field == "node")]
        names = {name for node in nodes for name in image_columns(node.children, self._sight)}
        placed = self._window.backwards or any(field.field.endswith("cursor") for field in (*told, *edges))
        if placed:
            names.update(key.column for key in self._window.order)
        peeking = any(field.field == ahead for field in told)
        return WindowRows(self._window, in_table_order({"id", *names}), self._stored, peeking=peeking)

    @cached_property
    def _matching(self) -> ImageTable:
        parts = [part for aggregate in self._parts("aggregate") for part in aggregate.children]
        return matching_images(self._window.matching, parts, self._stored)

    def _parts(self, name: str) -> list[Wanted]:
        return [field for field in self._wanted if field.field == name]


CONNECTION_FIELDS: Mapping[str, Callable[[Connection, Wanted], Source]] = {
    "edges": Connection.edges,
    "nodes": Connection.nodes,
    "page_info": Connection.page_info,
    "total_count": Connection.total_count,
    "aggregate": Connection.aggregate,
}
EDGE_FIELDS: Mapping[str, Callable[[Connection, Wanted], ColumnElement[str]]] = {
    "cursor": Connection.cursor,
    "node": Connection.node,
}
PAGE_INFO_FIELDS: Mapping[str, Callable[[Connection], ColumnElement[str]]] = {
    "has_next_page": Connection.has_next_page,
    "has_previous_page": Connection.has_previous_page,
    "start_cursor": Connection.start_cursor,
    "end_cursor": Connection.end_cursor,
}
