"""Custom properties as JSON."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from db.dialect.clauses import unnest_json
from db.dialect.json import JsonRows, json_array, json_map
from db.dialect.scalars import hide_from_index, starts_with
from db.fields.child import requested_columns, row_object_json
from db.fields.field import Field, identity
from db.fields.selection import RequestedField
from db.rows.soft_delete import is_live
from db.rows.source import ImageTable
from db.rows.visibility import ViewerScope
from db.tables import image_properties


def _rows(
    requested: RequestedField, image: ImageTable, viewer: ViewerScope, columns: Sequence[ColumnElement[Any]]
) -> JsonRows:
    rows = select(*columns).where(
        image_properties.c.image_id == image.column("id"),
        is_live(image_properties, image, viewer.include_deleted),
    )
    names, prefix = requested.argument("names"), requested.argument("prefix")
    if names is not None:
        # Along the index the database would search every name in every image.
        rows = rows.where(hide_from_index(image_properties.c.name).in_(unnest_json(names)))
    if prefix is not None:
        rows = rows.where(starts_with(image_properties.c.name, prefix))
    in_order = rows.order_by(image_properties.c.name).correlate(image.source)
    return JsonRows(in_order, lambda row: [row.c.name], image_properties)


PROPERTY_FIELDS: dict[str, Field] = {
    "name": Field(("name",), identity),
    "value": Field(("value",), identity),
}


def properties_json(requested: RequestedField, image: ImageTable, viewer: ViewerScope) -> ColumnElement[str]:
    """A JSON array of objects in order of name."""
    columns = requested_columns(requested, image_properties, PROPERTY_FIELDS)
    rows = _rows(requested, image, viewer, columns)
    return json_array(rows, lambda row: row_object_json(requested, row, PROPERTY_FIELDS))


def property_map_json(
    requested: RequestedField, image: ImageTable, viewer: ViewerScope
) -> ColumnElement[str]:
    columns: list[ColumnElement[Any]] = [image_properties.c.name, image_properties.c.value]
    rows = _rows(requested, image, viewer, columns)
    return json_map(rows, lambda row: row.c.name, lambda row: row.c.value)


def property_value(
    requested: RequestedField, image: ImageTable, viewer: ViewerScope
) -> ColumnElement[str | None]:
    """One property's stored value; null if it is not set."""
    return (
        select(image_properties.c.value)
        .where(
            image_properties.c.image_id == image.column("id"),
            image_properties.c.name == requested.argument("name"),
            is_live(image_properties, image, viewer.include_deleted),
        )
        .correlate(image.source)
        .scalar_subquery()
    )
