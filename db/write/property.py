"""Properties as a change reads and writes them; every function works inside the caller's transaction."""

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

# What is set are the columns of the rows that it is run with.
_CHANGE = update(image_properties).where(
    image_properties.c.image_id == bindparam("its_image"), image_properties.c.name == bindparam("its_name")
)

# By name the value, and whether it is live: a removed one keeps its row.
StoredProperties = Mapping[str, tuple[str | None, bool]]


async def stored_properties(tx: Transaction, ids: Collection[str]) -> Mapping[str, StoredProperties]:
    """Of each image that has any, or had."""
    found: dict[str, dict[str, tuple[str | None, bool]]] = {}
    if ids:
        for image_id, name, value, deleted in await tx.execute(_STORED, {"ids": list(ids)}):
            found.setdefault(image_id, {})[name] = value, not deleted
    return found


async def add_properties(tx: Transaction, of: Mapping[str, Mapping[str, str]], times: Times) -> None:
    """By images, properties whose names they never had."""
    rows = [
        new_row(image_id, times[image_id]) | {"name": name, "value": value}
        for image_id, values in of.items()
        for name, value in values.items()
    ]
    if rows:
        await tx.execute(_ADD, rows)


async def overwrite_properties(tx: Transaction, of: Mapping[str, Mapping[str, str]], times: Times) -> None:
    """By images, properties whose names they have, or had: those are revived."""
    await _change(
        tx,
        [
            (image_id, name, {"value": value, "updated_at": times[image_id], **REVIVED})
            for image_id, values in of.items()
            for name, value in values.items()
        ],
    )


async def remove_properties(tx: Transaction, of: Mapping[str, Collection[str]], times: Times) -> None:
    """By images, properties that they have."""
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
        await tx.execute(_CHANGE, rows)
