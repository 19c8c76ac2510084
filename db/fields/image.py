"""An image as JSON: its requested fields, under their response keys."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func

from db.dialect.json import json_boolean
from db.dialect.scalars import iso_timestamp, timestamp
from db.fields.field import Field, identity
from db.fields.history import history_json
from db.fields.location import locations_json
from db.fields.member import members_json
from db.fields.property import properties_json, property_map_json, property_value
from db.fields.property_lookups import gather_lookups
from db.fields.selection import RequestedField
from db.fields.tag import tags_json
from db.rows.source import ImageTable, column_name
from db.rows.visibility import ViewerScope, can_change, can_delete
from db.tables import images

ChildSQL = Callable[[RequestedField, ImageTable, ViewerScope], ColumnElement[Any]]

CHILDREN: Mapping[str, ChildSQL] = {
    "properties": properties_json,
    "property_map": property_map_json,
    "property": property_value,
    "tags": tags_json,
    "members": members_json,
    "locations": locations_json,
    "history": lambda field, image, viewer: history_json(
        field, image, viewer, lambda within: image_json(within.children, image, viewer)
    ),
}

# What the caller may do with the image.
RIGHTS: Mapping[str, Callable[[ViewerScope, ImageTable], ColumnElement[bool]]] = {
    "viewer_can_update": can_change,
    "viewer_can_delete": can_delete,
}


def image_json(
    requested: Sequence[RequestedField], image: ImageTable, viewer: ViewerScope
) -> ColumnElement[str]:
    """Exactly the requested fields; the table must have their `image_columns`."""
    return gather_lookups(requested, image, viewer, lambda field: _field_sql(field, image, viewer))


def _field_sql(field: RequestedField, image: ImageTable, viewer: ViewerScope) -> ColumnElement[Any]:
    if field.field in IMAGE_FIELDS:
        return IMAGE_FIELDS[field.field].of(image.column)
    if field.field in RIGHTS:
        return json_boolean(RIGHTS[field.field](viewer, image))
    return CHILDREN[field.field](field, image, viewer)


def image_columns(requested: Iterable[RequestedField], viewer: ViewerScope) -> list[str]:
    """The columns of images that the requested fields need, and the id."""
    needed = {"id"}
    for field in requested:
        if field.field in IMAGE_FIELDS:
            needed.update(IMAGE_FIELDS[field.field].columns)
        elif field.field in RIGHTS:
            needed.update(("deleted", "owner", "protected"))
        elif field.field in CHILDREN and viewer.include_deleted:
            needed.update(("deleted", "deleted_at"))
        if field.field in ("members", "history") and viewer.kind == "project":
            needed.update(("owner", "visibility"))
        for image in field.children if field.field == "history" else ():
            needed.update(image_columns(image.children if image.field == "image" else (), viewer))
    return in_table_order(needed)


def in_table_order(names: Iterable[str]) -> list[str]:
    """Unique names in the table's order, so that equal sets of columns give equal statements."""
    requested = set(names)
    return [column.name for column in images.c if column.name in requested]


def _plain(field: str) -> Field:
    return Field((column_name(field),), identity)


def _flag(field: str) -> Field:
    return Field((column_name(field),), json_boolean)


def _enumeration(field: str) -> Field:
    return Field((field,), func.upper)


def _time(field: str) -> Field:
    return Field((field,), iso_timestamp)


IMAGE_FIELDS: Mapping[str, Field] = {
    "id": _plain("id"),
    "name": _plain("name"),
    "status": _enumeration("status"),
    "visibility": _enumeration("visibility"),
    "disk_format": _plain("disk_format"),
    "container_format": _plain("container_format"),
    "size": _plain("size"),
    "virtual_size": _plain("virtual_size"),
    "checksum": _plain("checksum"),
    "hash_algorithm": _plain("hash_algorithm"),
    "hash_value": _plain("hash_value"),
    "min_disk": _plain("min_disk"),
    "min_ram": _plain("min_ram"),
    "owner": _plain("owner"),
    "protected": _flag("protected"),
    "hidden": _flag("hidden"),
    "created_at": _time("created_at"),
    "updated_at": _time("updated_at"),
    "deleted_at": _time("deleted_at"),
    "version": Field(("updated_at",), timestamp),
}
