"""Custom properties: their JSON."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from db.child import ChildField, json_of, object_of
from db.image import ImageTable
from db.spelling import json_array, json_map, starts_with, values_of
from db.tables import image_properties
from db.tombstone import live
from db.visibility import Sight
from db.wanted import Wanted


def _rows(wanted: Wanted, image: ImageTable, sight: Sight) -> Select[*tuple[Any, ...]]:
    rows = select(image_properties.c.name, image_properties.c.value).where(
        image_properties.c.image_id == image.column("id"),
        live(image_properties, image, sight.tombstones),
    )
    names, prefix = wanted.argument("names"), wanted.argument("prefix")
    if names is not None:
        rows = rows.where(image_properties.c.name.in_(values_of(names)))
    if prefix is not None:
        rows = rows.where(starts_with(image_properties.c.name, prefix))
    return rows.order_by(image_properties.c.name).correlate(image.source)


PROPERTY_FIELDS: dict[str, ChildField] = {
    "name": lambda row: row.name,
    "value": lambda row: row.value,
}


def properties_json(wanted: Wanted, image: ImageTable, sight: Sight) -> ColumnElement[str]:
    """Objects in name order."""
    listed = _rows(wanted, image, sight).subquery("listed")
    return json_of(json_array(object_of(wanted, listed.c, PROPERTY_FIELDS)), listed)


def property_map_json(wanted: Wanted, image: ImageTable, sight: Sight) -> ColumnElement[str]:
    listed = _rows(wanted, image, sight).subquery("listed")
    return json_of(json_map(listed.c.name, listed.c.value), listed)


def property_value(wanted: Wanted, image: ImageTable, sight: Sight) -> ColumnElement[str | None]:
    """One value as it is stored; null if it is not set."""
    return (
        select(image_properties.c.value)
        .where(
            image_properties.c.image_id == image.column("id"),
            image_properties.c.name == wanted.argument("name"),
            live(image_properties, image, sight.tombstones),
        )
        .correlate(image.source)
        .scalar_subquery()
    )
