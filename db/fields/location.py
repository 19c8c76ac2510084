"""Locations as JSON."""

from typing import Any

from sqlalchemy import ColumnElement, case, func, null, select, true

from db.dialect.json import JsonRows, json_array, sql_string
from db.dialect.json_objects import json_object_or_empty
from db.fields.child import requested_columns, row_object_json
from db.fields.field import Field, identity
from db.fields.selection import RequestedField
from db.rows.soft_delete import is_live
from db.rows.source import ImageTable
from db.rows.visibility import ViewerScope
from db.tables import image_locations

LOCATION_FIELDS: dict[str, Field] = {
    "url": Field(("value",), identity),
    "metadata": Field(("meta_data",), json_object_or_empty),
    "status": Field(("status",), func.upper),
}


def locations_json(requested: RequestedField, image: ImageTable, viewer: ViewerScope) -> ColumnElement[Any]:
    """Locations, first choice first; null except for administrators."""
    if viewer.kind != "administrator":
        return null()
    location = image_locations.c
    has_deleted = viewer.include_deleted and not image.is_glance
    fields = LOCATION_FIELDS | ({"status": _status_field(image)} if has_deleted else {})
    rows = (
        select(*requested_columns(requested, image_locations, fields))
        .where(
            location.image_id == image.column("id"),
            is_live(image_locations, image, viewer.include_deleted),
        )
        .order_by(location.id)
        .correlate(image.source)
    )
    listed = JsonRows(rows, lambda row: [row.c.id], image_locations)
    return json_array(listed, lambda row: row_object_json(requested, row, fields))


def _status_field(image: ImageTable) -> Field:
    """`DELETED` on a deleted image; the row keeps the status that returns with the image."""
    is_deleted = image.column("deleted") == true()
    deleted = sql_string("DELETED")
    return Field(("status",), lambda status: case((is_deleted, deleted), else_=func.upper(status)))
