"""Locations: their JSON."""

from typing import Any

from sqlalchemy import ColumnElement, func, null, select

from db.child import ChildField, json_of, object_of
from db.image import ImageTable
from db.spelling import json_array, json_object_or_empty
from db.tables import image_locations
from db.tombstone import live
from db.visibility import Sight
from db.wanted import Wanted

LOCATION_FIELDS: dict[str, ChildField] = {
    "url": lambda row: row.value,
    "metadata": lambda row: json_object_or_empty(row.meta_data),
    "status": lambda row: func.upper(row.status),
}


def locations_json(wanted: Wanted, image: ImageTable, sight: Sight) -> ColumnElement[Any]:
    """Copies, first choice first; null for all but administrators."""
    if sight.caller != "administrator":
        return null()
    location = image_locations.c
    rows = (
        select(location.value, location.meta_data, location.status)
        .where(
            location.image_id == image.column("id"),
            live(image_locations, image, sight.tombstones),
        )
        .order_by(location.id)
        .correlate(image.source)
    )
    listed = rows.subquery("listed")
    return json_of(json_array(object_of(wanted, listed.c, LOCATION_FIELDS)), listed)
