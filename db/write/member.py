"""Reads and writes members in mutations; all functions work in the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, select, update

from db.store import Transaction
from db.tables import image_members
from db.write.child import REVIVED, removal_values

INITIAL_STATUS = "pending"

_OF_IMAGE = image_members.c.image_id == bindparam("its_image")
_LIVE = image_members.c.deleted.is_(False)
_ONE = and_(_OF_IMAGE, image_members.c.member == bindparam("its_member"))

_STORED = select(image_members.c.status, image_members.c.can_share, image_members.c.deleted).where(_ONE)
_COUNT = select(func.count()).where(_OF_IMAGE, _LIVE)
_ADD = insert(image_members)
# They set the columns of the values that they are executed with.
_CHANGE = update(image_members).where(_ONE)
_CHANGE_LIVE = update(image_members).where(_ONE, _LIVE)


@dataclass(frozen=True, slots=True)
class StoredMember:
    status: str
    can_share: bool
    live: bool

    @property
    def held(self) -> tuple[str, bool]:
        """The values of a membership: its status and `canShare`."""
        return self.status, self.can_share


async def stored_member(tx: Transaction, image_id: str, member: str) -> StoredMember | None:
    """The row of an image and a project, also of a removed member; None if there is no row."""
    for status, can_share, deleted in await tx.execute(_STORED, _named(image_id, member)):
        return StoredMember(status, can_share, not deleted)
    return None


async def count_members(tx: Transaction, image_id: str) -> int:
    """The number of live members."""
    ((count,),) = await tx.execute(_COUNT, {"its_image": image_id})
    return int(count)


async def add_member(tx: Transaction, image_id: str, member: str, can_share: bool, now: datetime) -> None:
    """Inserts a project that was never a member."""
    await tx.change(_ADD, {"image_id": image_id, "member": member, **_newcomer(can_share, now)})


async def revive_member(tx: Transaction, image_id: str, member: str, can_share: bool, now: datetime) -> None:
    """Adds a project that was a member before; its values start again."""
    await tx.change(_CHANGE, {**_named(image_id, member), **_newcomer(can_share, now)})


async def update_member(
    tx: Transaction, image_id: str, member: str, values: Mapping[str, object], now: datetime
) -> None:
    await tx.change(_CHANGE, {**_named(image_id, member), "updated_at": now, **values})


async def remove_member(tx: Transaction, image_id: str, member: str, now: datetime) -> None:
    """Removes a member; does nothing if the project is not one."""
    await tx.change(_CHANGE_LIVE, {**_named(image_id, member), **removal_values(now)})


def _named(image_id: str, member: str) -> dict[str, Any]:
    return {"its_image": image_id, "its_member": member}


def _newcomer(can_share: bool, now: datetime) -> dict[str, Any]:
    return {
        "can_share": can_share,
        "status": INITIAL_STATUS,
        "created_at": now,
        "updated_at": now,
        **REVIVED,
    }
