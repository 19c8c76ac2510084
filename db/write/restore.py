"""Restores deleted images; all functions work in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, Update, bindparam, case, delete, select, union_all, update

from db.dialect.json import sql_string
from db.rows.soft_delete import DELETION_WINDOW
from db.store import Transaction
from db.tables import (
    image_deletions,
    image_locations,
    image_members,
    image_properties,
    image_tags,
)
from db.write.child import REVIVED
from db.write.image import update_images

_ITS_IMAGE = bindparam("its_image", type_=image_deletions.c.id.type)


def _returning(child: Table) -> Any:
    """Whether a row returns with its image: it was deleted at most two seconds before (rules §6)."""
    return (child.c.image_id == _ITS_IMAGE) & (
        child.c.deleted_at >= bindparam("just_before", type_=child.c.deleted_at.type)
    )


_STORED = union_all(
    select(sql_string("status"), image_deletions.c.status).where(image_deletions.c.id == _ITS_IMAGE),
    select(sql_string("member"), image_members.c.member).where(_returning(image_members)),
    select(sql_string("location"), image_locations.c.status).where(_returning(image_locations)),
)


def _revive(child: Table) -> Update:
    return update(child).where(_returning(child)).values(dict(REVIVED))


_REVIVE = [_revive(child) for child in (image_properties, image_tags, image_members)]
_REVIVE_LOCATIONS = _revive(image_locations)
# Where the status of the image was not kept, those of its locations were overwritten.
_REVIVE_LOCATIONS_AS_ACTIVE = _REVIVE_LOCATIONS.values(
    status=case(
        (image_locations.c.status == sql_string("deleted"), sql_string("active")),
        else_=image_locations.c.status,
    )
)
_FORGET = delete(image_deletions).where(image_deletions.c.id == _ITS_IMAGE)


@dataclass(frozen=True, slots=True)
class StoredDeletion:
    """The facts of a deletion that a restoration needs.

    `status` is the image's status before; null if it was deleted by an import, or before migration 0007.
    """

    image_id: str
    deleted_at: datetime
    status: str | None
    members: Sequence[str]
    has_locations: bool

    @property
    def values(self) -> dict[str, Any]:
        """The bind parameters of the rows that return."""
        return {"its_image": self.image_id, "just_before": self.deleted_at - DELETION_WINDOW}


# A separate statement after the lock: on a server, a statement that waited for the lock sees the other tables
# from before.
async def stored_deletion(tx: Transaction, image_id: str, deleted_at: datetime) -> StoredDeletion:
    """The deletion of an image, which is locked."""
    values = {"its_image": image_id, "just_before": deleted_at - DELETION_WINDOW}
    found: dict[str, list[str]] = {"status": [], "member": [], "location": []}
    for kind, value in await tx.execute(_STORED, values):
        found[kind].append(value)
    status = next(iter(found["status"]), None)
    return StoredDeletion(image_id, deleted_at, status, sorted(found["member"]), bool(found["location"]))


async def restore_image(tx: Transaction, deletion: StoredDeletion, status: str, now: datetime) -> None:
    """Makes an image live again with `status`, and with the rows that were deleted with it."""
    for revive in _REVIVE:
        await tx.change(revive, deletion.values)
    locations = _REVIVE_LOCATIONS_AS_ACTIVE if deletion.status is None else _REVIVE_LOCATIONS
    await tx.change(locations, deletion.values)
    await tx.change(_FORGET, {"its_image": deletion.image_id})
    await update_images(tx, {deletion.image_id: {"status": status, **REVIVED}}, {deletion.image_id: now})
