"""An image as JSON: its wanted fields, under their keys in the answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement

from db.image import IMAGE_FIELDS, ImageTable
from db.location import locations_json
from db.member import members_json
from db.property import properties_json, property_map_json, property_value
from db.tables import images
from db.tag import tags_json
from db.visibility import Sight
from db.wanted import Wanted, wanted_json

ChildSQL = Callable[[Wanted, ImageTable, Sight], ColumnElement[Any]]

CHILDREN: Mapping[str, ChildSQL] = {
    "properties": properties_json,
    "property_map": property_map_json,
    "property": property_value,
    "tags": tags_json,
    "members": members_json,
    "locations": locations_json,
}


def image_json(wanted: Sequence[Wanted], image: ImageTable, sight: Sight) -> ColumnElement[str]:
    """Exactly the wanted fields; the table must bring along their `image_columns`."""
    return wanted_json(wanted, lambda field: _field_sql(field, image, sight))


def _field_sql(field: Wanted, image: ImageTable, sight: Sight) -> ColumnElement[Any]:
    if field.field in IMAGE_FIELDS:
        return IMAGE_FIELDS[field.field].of(image.column)
    return CHILDREN[field.field](field, image, sight)


def image_columns(wanted: Iterable[Wanted], sight: Sight) -> list[str]:
    """The columns of images that the wanted fields take, and no others but the id."""
    needed = {"id"}
    for field in wanted:
        if field.field in IMAGE_FIELDS:
            needed.update(IMAGE_FIELDS[field.field].columns)
        elif field.field in CHILDREN and sight.tombstones:
            needed.update(("deleted", "deleted_at"))
        if field.field == "members" and sight.caller == "project":
            needed.update(("owner", "visibility"))
    return in_table_order(needed)


def in_table_order(names: Iterable[str]) -> list[str]:
    """Each once, so that a statement depends on what is wanted and not on who wanted it first."""
    wanted = set(names)
    return [column.name for column in images.c if column.name in wanted]
