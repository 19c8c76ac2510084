"""Locations as JSON."""

from typing import Any

from sqlalchemy import ColumnElement, func, null, select

from db.dialect.json import JsonRows, json_array, json_object_or_empty
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
    rows = (
        select(*requested_columns(requested, image_locations, LOCATION_FIELDS))
        .where(
            location.image_id == image.column("id"),
            is_live(image_locations, image, viewer.include_deleted),
        )
        .order_by(location.id)
        .correlate(image.source)
    )
    listed = JsonRows(rows, lambda row: [row.c.id], image_locations)
    return json_array(listed, lambda row: row_object_json(requested, row, LOCATION_FIELDS))
