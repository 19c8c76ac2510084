"""A connection of events: a page of the event log, newest first, of the images that the caller sees."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from db.dialect.clauses import is_key_in, limit_to, materialized, unnest_json
from db.dialect.json import as_json_bytes, json_boolean, never_null, sql_int, sql_string
from db.dialect.scalars import hide_flag_from_index
from db.fields.event import EventRow, event_json
from db.fields.event_cursor import event_cursor_sql
from db.fields.image import image_json
from db.fields.selection import TYPENAME, RequestedField, fields_json
from db.query.connection import PAGE_LISTS
from db.rows.source import ImageTable
from db.rows.visibility import ViewerScope, can_see_actor, is_visible
from db.tables import image_events, images

_EVENT = image_events.c
_MAX_POSITION = 2**63 - 1

# Conditions on an event, each with a bind parameter of the same name.
_FILTERS: Mapping[str, Callable[[ViewerScope, ImageTable], ColumnElement[bool]]] = {
    "ids": lambda *_: is_key_in(images.c.id, bindparam("ids")),
    "types": lambda *_: _EVENT.type.in_(unnest_json(bindparam("types"))),
    "since": lambda *_: _EVENT.occurred_at >= bindparam("since"),
    "until": lambda *_: _EVENT.occurred_at < bindparam("until"),
    "actor_user": lambda viewer, image: and_(
        _EVENT.actor_user == bindparam("actor_user"), can_see_actor(viewer, image)
    ),
    "actor_project": lambda viewer, image: and_(
        _EVENT.actor_project == bindparam("actor_project"), can_see_actor(viewer, image)
    ),
}


@dataclass(frozen=True, slots=True)
class EventWindow:
    """Which events: `filters` are names of `_FILTERS`, whose operands are bind parameters.

    The page has `limit` events: the newest between the positions `after` and `before`, or the oldest with
    `is_backwards`. `one_more` is the limit plus one. An event has no place here before it has a position.
    """

    viewer: ViewerScope
    filters: frozenset[str] = frozenset()
    is_backwards: bool = False
    has_after: bool = False
    has_before: bool = False

    @property
    def position(self) -> ColumnElement[Any]:
        """The position of an event, hidden from its index if that of the images' ids serves better."""
        return hide_flag_from_index(_EVENT.position) if "ids" in self.filters else _EVENT.position

    @property
    def bounds(self) -> list[ColumnElement[bool]]:
        """The conditions of the cursors; older events follow newer ones."""
        after, before = bindparam("after", type_=BigInteger), bindparam("before", type_=BigInteger)
        return [
            *([self.position < after] if self.has_after else []),
            *([self.position > before] if self.has_before else []),
        ]

    @property
    def behind(self) -> ColumnElement[bool] | None:
        """The condition of events at the cursor where the scan starts, or on its other side."""
        if self.is_backwards:
            return self.position <= bindparam("before", type_=BigInteger) if self.has_before else None
        return self.position >= bindparam("after", type_=BigInteger) if self.has_after else None


class EventConnection:
    """The requested fields of a connection of events."""

    def __init__(self, requested: Sequence[RequestedField], window: EventWindow, stored: ImageTable) -> None:
        self._requested = requested
        self._window = window
        # Each image is read by its id.
        self._image = replace(stored, index_hint="id")
        self._stored = stored
        most: ColumnElement[int] = bindparam("one_more", type_=Integer)
        position = window.position.asc() if window.is_backwards else window.position.desc()
        in_order = self._matching(*window.bounds).order_by(position)
        self._ahead = materialized(limit_to(in_order, most), "ahead")
        self._limit: ColumnElement[int] = bindparam("limit", type_=Integer)
        scanned = self._ahead.c.position
        page = select(self._ahead).order_by(scanned.asc() if window.is_backwards else scanned.desc())
        self._page = materialized(limit_to(page, self._limit), "page")

    def rows(self) -> Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]:
        """As the rows of `db.query.connection`, with one more column, by which they are ordered."""
        lists = {field for field in self._requested if field.field in PAGE_LISTS}
        others = [field for field in self._requested if field not in lists]
        first = select(*self._columns(others), sql_int(_MAX_POSITION).label("place"))
        if not lists:
            return first
        page = self._page
        events = select(*self._columns(lists), page.c.position.label("place")).select_from(
            page.join(image_events, _EVENT.id == page.c.id).join(images, images.c.id == _EVENT.image_id)
        )
        place: ColumnElement[int] = literal_column("place", BigInteger())
        return (union_all(first, events) if others else events).order_by(place.desc())

    def _matching(self, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
        """The ids and positions of all events that match; those of purged images are seen by nobody."""
        viewer, image = self._window.viewer, self._image
        filters = [sql(viewer, image) for name, sql in _FILTERS.items() if name in self._window.filters]
        return (
            select(_EVENT.id, _EVENT.position)
            .select_from(image_events.join(images, images.c.id == _EVENT.image_id))
            .where(self._window.position.is_not(None), *conditions, *filters, is_visible(viewer, image))
        )

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

    def cursor(self, _: RequestedField) -> ColumnElement[Any]:
        return event_cursor_sql(_EVENT.position)

    def node(self, requested: RequestedField) -> ColumnElement[str]:
        viewer = self._window.viewer
        return event_json(
            requested.children,
            EventRow(_EVENT.__getitem__, self._stored, viewer),
            lambda field: never_null(image_json(field.children, self._stored, viewer)),
        )

    def node_of_edge(self, requested: RequestedField) -> ColumnElement[str]:
        return never_null(self.node(requested))

    def page_info(self, requested: RequestedField) -> ColumnElement[str]:
        return fields_json(requested.children, lambda field: PAGE_INFO_FIELDS[field.field](self))

    def has_next_page(self) -> ColumnElement[str]:
        return self._has_more_behind() if self._window.is_backwards else self._has_more_ahead()

    def has_previous_page(self) -> ColumnElement[str]:
        return self._has_more_ahead() if self._window.is_backwards else self._has_more_behind()

    def _has_more_ahead(self) -> ColumnElement[str]:
        """Whether the scan could go on within the cursors."""
        count = select(func.count()).select_from(self._ahead).scalar_subquery()
        return json_boolean(count > self._limit)

    def _has_more_behind(self) -> ColumnElement[str]:
        behind = self._window.behind
        return json_boolean(false() if behind is None else exists(self._matching(behind)))

    def start_cursor(self) -> ColumnElement[Any]:
        return self._cursor_at(func.max)

    def end_cursor(self) -> ColumnElement[Any]:
        return self._cursor_at(func.min)

    def _cursor_at(self, end: Callable[[ColumnElement[Any]], ColumnElement[Any]]) -> ColumnElement[Any]:
        page = self._page
        return select(event_cursor_sql(end(page.c.position))).select_from(page).scalar_subquery()


CONNECTION_FIELDS: Mapping[str, Callable[[EventConnection, RequestedField], ColumnElement[Any]]] = {
    "edges": EventConnection.edge,
    "nodes": EventConnection.node,
    "page_info": EventConnection.page_info,
}
EDGE_FIELDS: Mapping[str, Callable[[EventConnection, RequestedField], ColumnElement[Any]]] = {
    "cursor": EventConnection.cursor,
    "node": EventConnection.node_of_edge,
}
PAGE_INFO_FIELDS: Mapping[str, Callable[[EventConnection], ColumnElement[Any]]] = {
    "has_next_page": EventConnection.has_next_page,
    "has_previous_page": EventConnection.has_previous_page,
    "start_cursor": EventConnection.start_cursor,
    "end_cursor": EventConnection.end_cursor,
}
