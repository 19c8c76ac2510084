"""Reads and writes tags in mutations; all functions work in the caller's transaction."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from db.store import Transaction
from db.tables import image_tags
from db.write.child import REVIVED, Times, in_ids, new_row, removal_values

_STORED = select(image_tags.c.image_id, image_tags.c.value, image_tags.c.deleted).where(
    in_ids(image_tags.c.image_id)
)

_ADD = insert(image_tags)

# Sets the columns of the rows that it is executed with.
_MARK = update(image_tags).where(
    image_tags.c.image_id == bindparam("its_image"), image_tags.c.value == bindparam("its_value")
)

# Whether each tag is live: a removed tag keeps its row.
StoredTags = Mapping[str, bool]


async def stored_tags(tx: Transaction, ids: Collection[str]) -> Mapping[str, StoredTags]:
    """The tags of each image that has or had any."""
    found: dict[str, dict[str, bool]] = {}
    if ids:
        for image_id, value, deleted in await tx.execute(_STORED, {"ids": list(ids)}):
            found.setdefault(image_id, {})[value] = not deleted
    return found


async def add_tags(tx: Transaction, of: Mapping[str, Collection[str]], times: Times) -> None:
    """Inserts tags by image id; the image never had them."""
    rows = [
        new_row(image_id, times[image_id]) | {"value": tag} for image_id, tags in of.items() for tag in tags
    ]
    if rows:
        await tx.change(_ADD, rows)


async def revive_tags(tx: Transaction, of: Mapping[str, Collection[str]], times: Times) -> None:
    """Revives tags by image id; the image had them before."""
    await _mark_tags(tx, of, {id_: {"updated_at": times[id_], **REVIVED} for id_ in of})


async def remove_tags(tx: Transaction, of: Mapping[str, Collection[str]], times: Times) -> None:
    """Removes tags by image id."""
    await _mark_tags(tx, of, {id_: removal_values(times[id_]) for id_ in of})


async def _mark_tags(
    tx: Transaction, of: Mapping[str, Collection[str]], marks: Mapping[str, Mapping[str, Any]]
) -> None:
    rows = [
        {"its_image": image_id, "its_value": tag, **marks[image_id]}
        for image_id, tags in of.items()
        for tag in tags
    ]
    if rows:
        await tx.change(_MARK, rows)
