"""Tags: their JSON, and their rows in a change."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, bindparam, insert, select, update

from db.child import LIVE, Times, in_ids, new_row, removed
from db.image import ImageTable
from db.json_text import JsonRows, json_array
from db.tables import image_tags
from db.tombstone import live
from db.transaction import Transaction
from db.visibility import Sight
from db.wanted import Wanted


def tags_json(wanted: Wanted, image: ImageTable, sight: Sight) -> ColumnElement[str]:
    """Values in order of code points; distinct, for a Glance table keeps a row for each removal."""
    rows = (
        select(image_tags.c.value)
        .where(
            image_tags.c.image_id == image.column("id"),
            live(image_tags, image, sight.tombstones),
        )
        .distinct()
        .order_by(image_tags.c.value)
        .correlate(image.source)
    )
    listed = JsonRows(rows, lambda row: [row.c.value], image_tags)
    return json_array(listed, lambda row: row.c.value)


_STORED = select(image_tags.c.image_id, image_tags.c.value, image_tags.c.deleted).where(
    in_ids(image_tags.c.image_id)
)
_ADD = insert(image_tags)
# What is set are the columns of the rows that it is run with.
_MARK = update(image_tags).where(
    image_tags.c.image_id == bindparam("its_image"), image_tags.c.value == bindparam("its_value")
)


# By tag whether it is live: a removed one keeps its row.
StoredTags = Mapping[str, bool]


async def stored_tags(connection: Transaction, ids: Collection[str]) -> Mapping[str, StoredTags]:
    """Of each image that has any, or had."""
    found: dict[str, dict[str, bool]] = {}
    if ids:
        for image_id, value, deleted in await connection.execute(_STORED, {"ids": list(ids)}):
            found.setdefault(image_id, {})[value] = not deleted
    return found


async def add_tags(connection: Transaction, of: Mapping[str, Collection[str]], times: Times) -> None:
    """By images, tags that they never had."""
    rows = [
        new_row(image_id, times[image_id]) | {"value": tag} for image_id, tags in of.items() for tag in tags
    ]
    if rows:
        await connection.execute(_ADD, rows)


async def revive_tags(connection: Transaction, of: Mapping[str, Collection[str]], times: Times) -> None:
    """By images, tags that they once had."""
    await _mark_tags(connection, of, {id_: {"updated_at": times[id_], **LIVE} for id_ in of})


async def remove_tags(connection: Transaction, of: Mapping[str, Collection[str]], times: Times) -> None:
    """By images, tags that they have."""
    await _mark_tags(connection, of, {id_: removed(times[id_]) for id_ in of})


async def _mark_tags(
    connection: Transaction, of: Mapping[str, Collection[str]], marks: Mapping[str, Mapping[str, Any]]
) -> None:
    rows = [
        {"its_image": image_id, "its_value": tag, **marks[image_id]}
        for image_id, tags in of.items()
        for tag in tags
    ]
    if rows:
        await connection.execute(_MARK, rows)
