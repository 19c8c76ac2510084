"""An event as JSON: its requested fields, as far as the caller may see them (rules §8)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, null

from db.dialect.json import sql_string, stored_json
from db.dialect.scalars import iso_timestamp
from db.fields.event_change import changes_json
from db.fields.event_cursor import event_cursor_sql
from db.fields.field import Field, identity
from db.fields.selection import RequestedField, fields_json
from db.rows.source import ImageTable
from db.rows.visibility import ViewerScope, can_see_actor
from db.tables import image_events


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event in a statement: `column` gives its columns by name, `image` has its image as it is now.

    Field names and values are shown only if `shows_changes`; None stands for always.
    """

    column: Callable[[str], ColumnElement[Any]]
    image: ImageTable
    viewer: ViewerScope
    shows_changes: ColumnElement[bool] | None = None


def event_json(
    requested: Iterable[RequestedField],
    event: EventRow,
    image: Callable[[RequestedField], ColumnElement[Any]],
) -> ColumnElement[str]:
    """Exactly the requested fields; `image` gives the field `image`."""
    return fields_json(
        list(requested), lambda field: image(field) if field.field == "image" else _field_sql(field, event)
    )


def _field_sql(field: RequestedField, event: EventRow) -> ColumnElement[Any]:
    if field.field in EVENT_FIELDS:
        return EVENT_FIELDS[field.field].of(event.column)
    return EVENT_PARTS[field.field].sql(field, event)


EVENT_FIELDS: Mapping[str, Field] = {
    "type": Field(("type",), func.upper),
    "image_id": Field(("image_id",), identity),
    "occurred_at": Field(("occurred_at",), iso_timestamp),
    "cursor": Field(("position",), event_cursor_sql),
}

ACTOR_FIELDS: Mapping[str, Field] = {
    "user": Field(("actor_user",), identity),
    "project": Field(("actor_project",), identity),
}


def _actor(requested: RequestedField, event: EventRow) -> ColumnElement[Any]:
    actor = fields_json(requested.children, lambda field: ACTOR_FIELDS[field.field].of(event.column))
    return _if_actor_is_seen(actor, event)


def _request_id(_: RequestedField, event: EventRow) -> ColumnElement[Any]:
    return _if_actor_is_seen(event.column("request_id"), event)


def _if_actor_is_seen(value: ColumnElement[Any], event: EventRow) -> ColumnElement[Any]:
    if event.viewer.kind == "administrator":
        return value
    return case((can_see_actor(event.viewer, event.image), value), else_=null())


def _changed_fields(_: RequestedField, event: EventRow) -> ColumnElement[Any]:
    return _if_shown(stored_json(event.column("changed_fields")), event)


def _changes(requested: RequestedField, event: EventRow) -> ColumnElement[Any]:
    return _if_shown(changes_json(requested, event.column("changes"), event.image, event.viewer), event)


def _if_shown(json_list: ColumnElement[Any], event: EventRow) -> ColumnElement[Any]:
    if event.shows_changes is None:
        return json_list
    return case((event.shows_changes, json_list), else_=stored_json(sql_string("[]")))


@dataclass(frozen=True, slots=True)
class _Part:
    """A field whose SQL depends on the caller, and the columns that it reads."""

    columns: tuple[str, ...]
    sql: Callable[[RequestedField, EventRow], ColumnElement[Any]]


EVENT_PARTS: Mapping[str, _Part] = {
    "actor": _Part(("actor_user", "actor_project"), _actor),
    "request_id": _Part(("request_id",), _request_id),
    "changed_fields": _Part(("changed_fields",), _changed_fields),
    "changes": _Part(("changes",), _changes),
}


def event_columns(requested: Iterable[RequestedField]) -> list[ColumnElement[Any]]:
    """The columns of events that the requested fields need, and the position."""
    needed = {"position"}
    for field in requested:
        part = EVENT_FIELDS.get(field.field) or EVENT_PARTS.get(field.field)
        needed.update(part.columns if part else ())
    return [column for column in image_events.c if column.name in needed]
