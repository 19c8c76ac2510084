"""A connection: a page of images, its cursors, and totals of all images that match."""

from collections.abc import Callable, Container, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Integer, Select, bindparam, null, select, union_all

from db.dialect.clauses import limit_to
from db.dialect.json import as_json_bytes, json_boolean, never_null, sql_int, sql_string
from db.fields.image import image_columns, image_json, in_table_order
from db.fields.selection import TYPENAME, RequestedField, fields_json
from db.query.aggregate import aggregate_json, matching_count, matching_images
from db.rows.cursor import cursor_sql
from db.rows.groups.distinct import matching_branches
from db.rows.matching import select_columns
from db.rows.order import Order, order_terms, place_in_order, reversed_order
from db.rows.ordered_merge import loses_order
from db.rows.source import ImageTable
from db.rows.window import ImageWindow, WindowRows

# The fields with an element for each image of the page.
PAGE_LISTS = frozenset({"edges", "nodes"})


class Connection:
    """The requested fields of a connection; rows that several of them need are computed once."""

    def __init__(self, requested: Sequence[RequestedField], window: ImageWindow, stored: ImageTable) -> None:
        self._requested = requested
        self._window = window
        self._viewer = window.matching.viewer
        self._matches = matching_branches(window.matching, stored, window.order)
        self._loses_order = loses_order(window.order, stored.dialect)

    def rows(self) -> Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]:
        """A column of finished JSON for each requested field.

        The first row has the fields that are not lists, unless only lists are requested. Each further row
        is an image of the page, in order, with the elements of the lists.
        """
        lists = {field for field in self._requested if field.field in PAGE_LISTS}
        if not lists:
            return select(*self._columns(self._requested))
        images = select(*self._columns(lists)).select_from(self._page.source)
        if self._loses_order:
            # A limit, because MariaDB drops the order of a part of a union without one.
            place = place_in_order(self._window.order, self._page)
            images = limit_to(images.order_by(place), bindparam("limit", type_=Integer))
        others = [field for field in self._requested if field not in lists]
        return union_all(select(*self._columns(others)), images) if others else images

    def _columns(self, fields: Container[RequestedField]) -> list[ColumnElement[Any]]:
        """A column for each requested field, null for a field that is not in `fields`."""
        return [
            (self._json(field) if field in fields else null()).label(f"field{at}")
            for at, field in enumerate(self._requested)
        ]

    def _json(self, field: RequestedField) -> ColumnElement[Any]:
        if field.field == TYPENAME:
            return as_json_bytes(sql_string(f'"{field.typename}"'))
        return as_json_bytes(CONNECTION_FIELDS[field.field](self, field))

    def edge(self, requested: RequestedField) -> ColumnElement[str]:
        return fields_json(requested.children, lambda field: EDGE_FIELDS[field.field](self, field))

    def page_info(self, requested: RequestedField) -> ColumnElement[str]:
        return fields_json(requested.children, lambda field: PAGE_INFO_FIELDS[field.field](self))

    def total_count(self, _: RequestedField) -> ColumnElement[int]:
        return matching_count(self._matches, self._matching)

    def aggregate(self, requested: RequestedField) -> ColumnElement[str]:
        return aggregate_json(requested.children, self._matching, self._viewer)

    def cursor(self, _: RequestedField) -> ColumnElement[str]:
        return cursor_sql(self._window.order, self._page)

    def node(self, requested: RequestedField) -> ColumnElement[str]:
        return image_json(requested.children, self._page, self._viewer)

    def node_of_edge(self, requested: RequestedField) -> ColumnElement[str]:
        return never_null(self.node(requested))

    def has_next_page(self) -> ColumnElement[str]:
        rows = self._window_rows
        return json_boolean(rows.has_more_behind() if self._window.is_backwards else rows.has_more_ahead())

    def has_previous_page(self) -> ColumnElement[str]:
        rows = self._window_rows
        return json_boolean(rows.has_more_ahead() if self._window.is_backwards else rows.has_more_behind())

    def start_cursor(self) -> ColumnElement[str]:
        return self._cursor_of_first(self._window.order)

    def end_cursor(self) -> ColumnElement[str]:
        return self._cursor_of_first(reversed_order(self._window.order))

    def _cursor_of_first(self, order: Order) -> ColumnElement[str]:
        """The cursor of the page's first image in the given order, which may be reversed."""
        page, keys = self._page, select_columns(self._page, [key.column for key in self._window.order])
        first = (
            limit_to(keys.order_by(*order_terms(order, page)), sql_int(1)).correlate(None).subquery("first")
        )
        # Selected from one row: otherwise the cursor would be computed for each row of the page.
        return select(cursor_sql(self._window.order, ImageTable(first))).scalar_subquery()

    @property
    def _page(self) -> ImageTable:
        return self._window_rows.page

    @cached_property
    def _window_rows(self) -> WindowRows:
        """The page, with the columns of all requested fields."""
        next_field = "has_previous_page" if self._window.is_backwards else "has_next_page"
        page_info = [field for info in self._parts("page_info") for field in info.children]
        edges = [field for list_ in self._parts("edges") for field in list_.children]
        nodes = [*self._parts("nodes"), *(field for field in edges if field.field == "node")]
        names = {name for node in nodes for name in image_columns(node.children, self._viewer)}
        needs_keys = (
            self._window.is_backwards
            or self._loses_order
            or any(field.field.endswith("cursor") for field in (*page_info, *edges))
        )
        if needs_keys:
            names.update(key.column for key in self._window.order)
        fetches_extra = any(field.field == next_field for field in page_info)
        return WindowRows(
            self._window, in_table_order({"id", *names}), self._matches, fetch_extra=fetches_extra
        )

    @cached_property
    def _matching(self) -> ImageTable:
        parts = [part for aggregate in self._parts("aggregate") for part in aggregate.children]
        return matching_images(self._matches, parts)

    def _parts(self, name: str) -> list[RequestedField]:
        return [field for field in self._requested if field.field == name]


CONNECTION_FIELDS: Mapping[str, Callable[[Connection, RequestedField], ColumnElement[Any]]] = {
    "edges": Connection.edge,
    "nodes": Connection.node,
    "page_info": Connection.page_info,
    "total_count": Connection.total_count,
    "aggregate": Connection.aggregate,
}
EDGE_FIELDS: Mapping[str, Callable[[Connection, RequestedField], ColumnElement[str]]] = {
    "cursor": Connection.cursor,
    "node": Connection.node_of_edge,
}
PAGE_INFO_FIELDS: Mapping[str, Callable[[Connection], ColumnElement[str]]] = {
    "has_next_page": Connection.has_next_page,
    "has_previous_page": Connection.has_previous_page,
    "start_cursor": Connection.start_cursor,
    "end_cursor": Connection.end_cursor,
}
