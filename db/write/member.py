"""Reads and writes members in mutations; all functions work in the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, select, update

from db.store import Transaction
from db.tables import image_members
from db.write.child import REVIVED, removal_values


@dataclass(frozen=True, slots=True)
class StoredMember:
    status: str
    can_share: bool
    live: bool


async def stored_member(tx: Transaction, image_id: str, member: str) -> StoredMember | None:
    """The row of an image and a project, also of a removed member; None if there is no row."""
    column = image_members.c
    found = await tx.execute(
        select(column.status, column.can_share, column.deleted).where(_one(image_id, member))
    )
    for status, can_share, deleted in found:
        return StoredMember(status, can_share, not deleted)
    return None


async def count_members(tx: Transaction, image_id: str) -> int:
    """The number of live members."""
    column = image_members.c
    found = await tx.execute(
        select(func.count()).where(column.image_id == image_id, column.deleted.is_(False))
    )
    ((count,),) = found
    return int(count)


async def add_member(tx: Transaction, image_id: str, member: str, can_share: bool, now: datetime) -> None:
    """Inserts a project that was never a member."""
    await tx.execute(
        insert(image_members).values(image_id=image_id, member=member, **_newcomer(can_share, now))
    )


async def revive_member(tx: Transaction, image_id: str, member: str, can_share: bool, now: datetime) -> None:
    """Adds a project that was a member before; its values start again."""
    await tx.execute(update(image_members).where(_one(image_id, member)).values(**_newcomer(can_share, now)))


async def update_member(
    tx: Transaction, image_id: str, member: str, values: Mapping[str, object], now: datetime
) -> None:
    await tx.execute(update(image_members).where(_one(image_id, member)).values(updated_at=now, **values))


async def remove_member(tx: Transaction, image_id: str, member: str, now: datetime) -> None:
    """Removes a member; does nothing if the project is not one."""
    live = and_(_one(image_id, member), image_members.c.deleted.is_(False))
    await tx.execute(update(image_members).where(live).values(removal_values(now)))


def _one(image_id: str, member: str) -> ColumnElement[bool]:
    return and_(image_members.c.image_id == image_id, image_members.c.member == member)


def _newcomer(can_share: bool, now: datetime) -> dict[str, Any]:
    return {
        "can_share": can_share,
        "status": "pending",
        "created_at": now,
        "updated_at": now,
        **REVIVED,
    }
