"""Reads and writes images in mutations; all functions work in the caller's transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Table, Update, bindparam, insert, select, union_all, update

from db.rows.soft_delete import DELETION_WINDOW
from db.rows.source import ImageTable, column_name
from db.rows.visibility import ViewerScope, is_visible
from db.store import Transaction
from db.tables import (
    image_deletions,
    image_locations,
    image_members,
    image_properties,
    image_tags,
    images,
    purged_images,
)
from db.write.child import Times, in_ids

# The fields that a mutation may write, by the API's names in snake case.
CHANGEABLE = (
    "name",
    "status",
    "visibility",
    "disk_format",
    "container_format",
    "size",
    "virtual_size",
    "checksum",
    "hash_algorithm",
    "hash_value",
    "min_disk",
    "min_ram",
    "owner",
    "protected",
    "hidden",
)

_OF_IDS = in_ids(images.c.id)
_PRESENT = select(images.c.id).where(_OF_IDS)
_IN_ORDER = _PRESENT.order_by(images.c.id).with_for_update()
# One statement: an image that is being purged is in exactly one of the tables.
_TAKEN = union_all(_PRESENT, select(purged_images.c.id).where(in_ids(purged_images.c.id)))
_ADD = insert(images)
# Sets the columns of the rows that it is executed with.
_UPDATE = update(images).where(images.c.id == bindparam("its_id"))

_DELETE = update(images).where(_OF_IDS)

# An image that has a row, as after a change by another program, keeps it.
_KEEP_STATUS = insert(image_deletions).from_select(
    ["id", "status"],
    select(images.c.id, images.c.status).where(
        _OF_IDS, images.c.id.not_in(select(image_deletions.c.id).where(in_ids(image_deletions.c.id)))
    ),
)


def _rows_of_images(child: Table) -> tuple[Update, Update]:
    """Updates of a child's rows: removed since the bind parameter `just_before`, and live ones."""
    its_own = update(child).where(in_ids(child.c.image_id))
    late = child.c.deleted_at >= bindparam("just_before", type_=child.c.deleted_at.type)
    return its_own.where(late), its_own.where(child.c.deleted.is_(False))


_CHILDREN = [
    _rows_of_images(child) for child in (image_properties, image_tags, image_locations, image_members)
]


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An image in the database; `values` are its changeable fields, `deleted_at` is null unless deleted."""

    id: str
    updated_at: datetime
    deleted_at: datetime | None
    values: Mapping[str, Any]

    @property
    def visible_to(self) -> tuple[str, str | None]:
        """The visibility and the owner."""
        return self.values["visibility"], self.values["owner"]

    @property
    def version(self) -> str:
        """`updated_at` in the form of the field `version`."""
        return self.updated_at.isoformat(timespec="microseconds")


async def images_to_change(
    tx: Transaction, ids: Collection[str], viewer: ViewerScope, values: Mapping[str, object]
) -> dict[str, StoredImage]:
    """The images that the caller sees, locked, by id; `values` has the viewer's bind parameters."""
    found = await tx.execute(_to_change(viewer), {**values, "ids": list(ids)})
    return {
        id_: StoredImage(id_, updated_at, deleted_at, dict(zip(CHANGEABLE, fields, strict=True)))
        for id_, updated_at, deleted_at, *fields in found
    }


@lru_cache(maxsize=64)
def _to_change(viewer: ViewerScope) -> Select[*tuple[Any, ...]]:
    columns = [images.c[column_name(name)].label(name) for name in CHANGEABLE]
    # A concurrent change of the same image waits here until this one has committed.
    return (
        select(images.c.id, images.c.updated_at, images.c.deleted_at, *columns)
        .where(_OF_IDS, is_visible(viewer, ImageTable(images)))
        .with_for_update()
    )


async def lock_images(tx: Transaction, ids: Collection[str]) -> None:
    """Locks images in order of their ids, so that two changes of the same images cannot deadlock."""
    await tx.execute(_IN_ORDER, {"ids": list(ids)})


async def taken_ids(tx: Transaction, ids: Collection[str]) -> frozenset[str]:
    """The ids that an image has or had, also one that was purged; ids are never reused."""
    if not ids:
        return frozenset()
    found = await tx.execute(_TAKEN, {"ids": list(ids)})
    return frozenset(id_ for (id_,) in found)


async def insert_images(tx: Transaction, values_of: Mapping[str, Mapping[str, Any]], now: datetime) -> None:
    """Inserts images by id."""
    rows = [
        {"id": image_id, "deleted": False, "created_at": now, "updated_at": now}
        | {column_name(name): value for name, value in values.items()}
        for image_id, values in values_of.items()
    ]
    await tx.change(_ADD, rows)


async def update_images(tx: Transaction, values_of: Mapping[str, Mapping[str, Any]], times: Times) -> None:
    """Updates images by id, with one statement for all that set the same fields."""
    alike: dict[frozenset[str], list[dict[str, Any]]] = {}
    for image_id, values in values_of.items():
        row = {column_name(name): value for name, value in values.items()}
        row |= {"its_id": image_id, "updated_at": times[image_id]}
        alike.setdefault(frozenset(row), []).append(row)
    for rows in alike.values():
        await tx.change(_UPDATE, rows)


async def delete_images(tx: Transaction, ids: Collection[str], now: datetime) -> None:
    """Deletes images softly, with their children: each live row gets the same `deleted_at`.

    The status of an image is kept beside it, that of a location in its row.
    """
    its_own, just_before = {"ids": list(ids)}, now - DELETION_WINDOW
    gone = {**its_own, "deleted": True, "deleted_at": now}
    # Otherwise children removed just before would count as deleted with the image (rules §6).
    earlier = {
        **its_own,
        "just_before": just_before,
        "deleted_at": just_before - timedelta(microseconds=1),
    }
    await tx.change(_KEEP_STATUS, its_own)
    for removed_late, live in _CHILDREN:
        await tx.change(removed_late, earlier)
        await tx.change(live, gone)
    await tx.change(_DELETE, {**gone, "status": "deleted", "updated_at": now})
