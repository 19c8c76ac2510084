"""Reads and writes locations in mutations; all functions work in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select, update

from db.store import Transaction
from db.tables import image_locations
from db.write.child import Times, in_ids, new_row, removal_values

# What the status of a removed location becomes. One that goes with its image keeps its own.
REMOVED: Mapping[str, str] = {"status": "deleted"}


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

# Sets the columns of the rows that it is executed with.
_LIVE_ONES = update(image_locations).where(
    image_locations.c.image_id == bindparam("its_image"), image_locations.c.deleted.is_(False)
)


async def stored_locations(tx: Transaction, ids: Collection[str]) -> Mapping[str, Sequence[StoredLocation]]:
    """The live locations of each image that has any, first choice first."""
    found: dict[str, list[StoredLocation]] = {}
    if ids:
        for image_id, url, metadata, status in await tx.execute(_STORED, {"ids": list(ids)}):
            found.setdefault(image_id, []).append(StoredLocation(url, metadata or "{}", status))
    return found


async def add_locations(tx: Transaction, of: Mapping[str, Sequence[StoredLocation]], times: Times) -> None:
    """Inserts locations by image id."""
    rows = [
        new_row(image_id, times[image_id])
        | {"value": location.url, "meta_data": location.metadata, "status": location.status}
        for image_id, locations in of.items()
        for location in locations
    ]
    if rows:
        await tx.change(_ADD, rows)


async def remove_locations(tx: Transaction, ids: Collection[str], times: Times) -> None:
    """Removes all locations of the images."""
    await tx.change(_LIVE_ONES, [{"its_image": id_, **removal_values(times[id_]), **REMOVED} for id_ in ids])
