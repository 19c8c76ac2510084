"""The history of an image: its latest events as JSON."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, case, func, select
from sqlalchemy.sql import FromClause

from db.dialect.json import JsonRows, json_array, sql_int, sql_string, stored_json
from db.fields.event import EventRow, event_columns, event_json
from db.fields.selection import RequestedField
from db.rows.source import ImageTable
from db.rows.visibility import ViewerScope
from db.tables import image_events


def history_json(
    requested: RequestedField,
    image: ImageTable,
    viewer: ViewerScope,
    image_json: Callable[[RequestedField], ColumnElement[Any]],
) -> ColumnElement[str]:
    """The newest events of an image that the caller sees, newest first; `[]` in a Glance database.

    `image_json` gives the image of an event, which is this image.
    """
    if image.is_glance:
        return stored_json(sql_string("[]"))
    event = image_events.c
    # Not a limit of the rows: MariaDB has none in an aggregate over several columns.
    rows = (
        select(*event_columns(requested.children))
        .where(event.image_id == image.column("id"), event.position > _position_before(requested, image))
        .order_by(event.position.desc())
        .correlate(image.source)
    )
    listed = JsonRows(rows, lambda row: [row.c.position.desc()], image_events)

    def event_of(row: FromClause) -> ColumnElement[str]:
        event_row = EventRow(row.c.__getitem__, image, viewer)
        # An aggregate that named columns of the outer image alone would belong to the outer statement.
        return case((row.c.position.is_not(None), event_json(requested.children, event_row, image_json)))

    return json_array(listed, event_of, "history")


def _position_before(requested: RequestedField, image: ImageTable) -> ColumnElement[int]:
    """The position of the newest event that is not shown; 0 if all are."""
    other = image_events.alias("other").c
    skipped = bindparam(requested.operand("first").key, type_=Integer)
    older = (
        select(other.position)
        .where(other.image_id == image.column("id"), other.position.is_not(None))
        .order_by(other.position.desc())
        .limit(sql_int(1))
        .offset(skipped)
        .correlate(image.source)
    )
    return func.coalesce(older.scalar_subquery(), sql_int(0))
