"""Reads and writes properties in mutations; all functions work in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from db.store import Transaction
from db.tables import image_properties
from db.write.child import REVIVED, Times, in_ids, new_row, removal_values

_STORED = select(
    image_properties.c.image_id,
    image_properties.c.name,
    image_properties.c.value,
    image_properties.c.deleted,
).where(in_ids(image_properties.c.image_id))

_ADD = insert(image_properties)

# Sets the columns of the rows that it is executed with.
_CHANGE = update(image_properties).where(
    image_properties.c.image_id == bindparam("its_image"), image_properties.c.name == bindparam("its_name")
)

# The value by name, and whether it is live: a removed property keeps its row.
StoredProperties = Mapping[str, tuple[str | None, bool]]


async def stored_properties(tx: Transaction, ids: Collection[str]) -> Mapping[str, StoredProperties]:
    """The properties of each image that has or had any."""
    found: dict[str, dict[str, tuple[str | None, bool]]] = {}
    if ids:
        for image_id, name, value, deleted in await tx.execute(_STORED, {"ids": list(ids)}):
            found.setdefault(image_id, {})[name] = value, not deleted
    return found


async def add_properties(tx: Transaction, of: Mapping[str, Mapping[str, str]], times: Times) -> None:
    """Inserts properties by image id; the image never had their names."""
    rows = [
        new_row(image_id, times[image_id]) | {"name": name, "value": value}
        for image_id, values in of.items()
        for name, value in values.items()
    ]
    if rows:
        await tx.change(_ADD, rows)


async def overwrite_properties(tx: Transaction, of: Mapping[str, Mapping[str, str]], times: Times) -> None:
    """Sets properties by image id; the image has their names, or had them, which revives them."""
    await _change(
        tx,
        [
            (image_id, name, {"value": value, "updated_at": times[image_id], **REVIVED})
            for image_id, values in of.items()
            for name, value in values.items()
        ],
    )


async def remove_properties(tx: Transaction, of: Mapping[str, Collection[str]], times: Times) -> None:
    """Removes properties by image id."""
    await _change(
        tx,
        [
            (image_id, name, removal_values(times[image_id]))
            for image_id, names in of.items()
            for name in names
        ],
    )


async def _change(tx: Transaction, changes: Sequence[tuple[str, str, Mapping[str, Any]]]) -> None:
    rows = [{"its_image": image_id, "its_name": name, **values} for image_id, name, values in changes]
    if rows:
        await tx.change(_CHANGE, rows)
