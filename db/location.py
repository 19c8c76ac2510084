"""Locations: their JSON, and their rows in a change."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, null, select, update

from db.child import Times, in_ids, new_row, object_of, removed, wanted_columns
from db.field import Field, itself
from db.image import ImageTable
from db.json_text import JsonRows, json_array, json_object_or_empty
from db.tables import image_locations
from db.tombstone import live
from db.transaction import Transaction
from db.visibility import Sight
from db.wanted import Wanted

LOCATION_FIELDS: dict[str, Field] = {
    "url": Field(("value",), itself),
    "metadata": Field(("meta_data",), json_object_or_empty),
    "status": Field(("status",), func.upper),
}


def locations_json(wanted: Wanted, image: ImageTable, sight: Sight) -> ColumnElement[Any]:
    """Copies, first choice first; null for all but administrators."""
    if sight.caller != "administrator":
        return null()
    location = image_locations.c
    rows = (
        select(*wanted_columns(wanted, image_locations, LOCATION_FIELDS))
        .where(
            location.image_id == image.column("id"),
            live(image_locations, image, sight.tombstones),
        )
        .order_by(location.id)
        .correlate(image.source)
    )
    listed = JsonRows(rows, lambda row: [row.c.id], image_locations)
    return json_array(listed, lambda row: object_of(wanted, row, LOCATION_FIELDS))


@dataclass(frozen=True, slots=True)
class StoredLocation:
    """`metadata` is the text of a JSON object."""

    url: str
    metadata: str
    status: str


_STORED = (
    select(
        image_locations.c.image_id,
        image_locations.c.value,
        image_locations.c.meta_data,
        image_locations.c.status,
    )
    .where(
        in_ids(image_locations.c.image_id),
        image_locations.c.deleted.is_(False),
    )
    .order_by(image_locations.c.id)
)
_ADD = insert(image_locations)
# What is set are the columns of the rows that it is run with.
_LIVE_ONES = update(image_locations).where(
    image_locations.c.image_id == bindparam("its_image"), image_locations.c.deleted.is_(False)
)


async def stored_locations(
    connection: Transaction, ids: Collection[str]
) -> Mapping[str, Sequence[StoredLocation]]:
    """Of each image that has any: the live ones, first choice first."""
    found: dict[str, list[StoredLocation]] = {}
    if ids:
        for image_id, url, metadata, status in await connection.execute(_STORED, {"ids": list(ids)}):
            found.setdefault(image_id, []).append(StoredLocation(url, metadata or "{}", status))
    return found


async def add_locations(
    connection: Transaction, of: Mapping[str, Sequence[StoredLocation]], times: Times
) -> None:
    """By images."""
    rows = [
        new_row(image_id, times[image_id])
        | {"value": location.url, "meta_data": location.metadata, "status": location.status}
        for image_id, locations in of.items()
        for location in locations
    ]
    if rows:
        await connection.execute(_ADD, rows)


async def remove_locations(connection: Transaction, ids: Collection[str], times: Times) -> None:
    """All that the images have."""
    await connection.execute(_LIVE_ONES, [{"its_image": id_, **removed(times[id_])} for id_ in ids])
