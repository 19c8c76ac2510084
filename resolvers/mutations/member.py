"""Changes of an image's members, the projects it is shared with (rules §7)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from strawberry import ID, UNSET

from db.events.changes import FieldChange
from db.events.log import EventToRecord, record_events
from db.store import Transaction
from db.write import member as table
from db.write.image import StoredImage, update_images
from db.write.member import StoredMember
from resolvers.caller import Caller
from resolvers.context import Context, Info
from resolvers.errors import (
    BadUserInputError,
    ConflictError,
    ForbiddenError,
    LimitExceededError,
    NotFoundError,
)
from resolvers.image_id import stored_id
from resolvers.mutations.field_rules import checked_text
from resolvers.mutations.history import member_change
from resolvers.mutations.preconditions import change_time, is_owned_by, load_visible_image
from resolvers.read.engine import read_payload
from resolvers.shielding import shielded
from resolvers.text import require_text
from schema.change import ImageMemberPayload, RemoveImageMemberPayload
from schema.member import ImageMemberStatus

_IMAGE, _MEMBER, _STATUS, _CAN_SHARE = ("imageId",), ("member",), ("status",), ("canShare",)


@shielded
async def add_image_member(
    info: Info, image_id: ID, member: str, can_share: bool = False
) -> ImageMemberPayload | None:
    context, id_ = info.context, stored_id(image_id)
    async with context.store.begin() as tx:
        image = await load_visible_image(tx, context, id_, _IMAGE)
        await _require_can_add(tx, context.caller, image, can_share)
        _require_shared(image)
        checked_text(member, _MEMBER, min_characters=1, max_characters=255)
        if member == image.values["owner"]:
            raise BadUserInputError("`member` must not be the owner of the image.", _MEMBER)
        await _add(tx, context, image, member, can_share)
        return await read_payload(info, tx, [id_], member=member)


@shielded
async def update_image_member(
    info: Info,
    image_id: ID,
    member: str,
    status: ImageMemberStatus | None = UNSET,
    can_share: bool | None = UNSET,
) -> ImageMemberPayload | None:
    context, id_ = info.context, stored_id(image_id)
    async with context.store.begin() as tx:
        image = await load_visible_image(tx, context, id_, _IMAGE)
        caller = context.caller
        require_text(member, "`member`", _MEMBER)
        if not is_owned_by(caller, image) and caller.project != member:
            raise ForbiddenError("Only the owner and the member itself may change a membership.", _MEMBER)
        _require_shared(image)
        values = _given_values(status, can_share)
        _require_can_update(caller, image, member, values)
        known = await _live_member(tx, image, member)
        changes = {name: value for name, value in values.items() if value != getattr(known, name)}
        if changes:
            now = change_time(context, image)
            await table.update_member(tx, id_, member, changes, now)
            changed = member_change(member, known.held, replace(known, **changes).held)
            await _record_member_change(tx, context, image, now, changed)
        return await read_payload(info, tx, [id_], member=member)


@shielded
async def remove_image_member(info: Info, image_id: ID, member: str) -> RemoveImageMemberPayload | None:
    context, id_ = info.context, stored_id(image_id)
    async with context.store.begin() as tx:
        image = await load_visible_image(tx, context, id_, _IMAGE)
        if not is_owned_by(context.caller, image):
            raise ForbiddenError("Only the owner may remove a member.", _IMAGE)
        require_text(member, "`member`", _MEMBER)
        known = await _live_member(tx, image, member)
        now = change_time(context, image)
        await table.remove_member(tx, id_, member, now)
        changed = member_change(member, known.held, None)
        await _record_member_change(tx, context, image, now, changed, left=member)
        return await read_payload(info, tx, [id_])


async def _record_member_change(
    tx: Transaction,
    context: Context,
    image: StoredImage,
    now: datetime,
    change: FieldChange,
    left: str | None = None,
) -> None:
    """Updates the image and records an event: a change of membership changes the image (rules §7)."""
    await update_images(tx, {image.id: {}}, {image.id: now})
    seen_by = image.visible_to
    happened = EventToRecord(
        image.id,
        "updated",
        now,
        after=seen_by,
        before=seen_by,
        changed=["members"],
        member_left=left,
        changes=[change],
    )
    await record_events(tx, [happened], author=context.author)


async def _require_can_add(tx: Transaction, caller: Caller, image: StoredImage, can_share: bool) -> None:
    if is_owned_by(caller, image):
        return
    assert caller.project is not None  # `load_visible_image` has checked it.
    own = await table.stored_member(tx, image.id, caller.project)
    if own is None or not (own.live and own.status == "accepted" and own.can_share):
        raise ForbiddenError("Only the owner and accepted members with `canShare` may add a member.", _IMAGE)
    if can_share:
        raise ForbiddenError("Only the owner may set `canShare`.", _CAN_SHARE)


def _require_shared(image: StoredImage) -> None:
    if image.values["visibility"] != "shared":
        raise ForbiddenError("Only an image with visibility SHARED may have members.", _IMAGE)


async def _add(tx: Transaction, context: Context, image: StoredImage, member: str, can_share: bool) -> None:
    known = await table.stored_member(tx, image.id, member)
    if known is not None and known.live:
        raise ConflictError(f"The project {member} is already a member.", _MEMBER)
    most = context.settings.limits.max_members_per_image
    if await table.count_members(tx, image.id) >= most:
        raise LimitExceededError(f"An image may have at most {most} members.", _MEMBER)
    now = change_time(context, image)
    write = table.add_member if known is None else table.revive_member
    await write(tx, image.id, member, can_share, now)
    added = member_change(member, None, (table.INITIAL_STATUS, can_share))
    await _record_member_change(tx, context, image, now, added)


def _given_values(status: ImageMemberStatus | None, can_share: bool | None) -> dict[str, Any]:
    if status is None:
        raise BadUserInputError("`status` must not be null.", _STATUS)
    if can_share is None:
        raise BadUserInputError("`canShare` must not be null.", _CAN_SHARE)
    values: dict[str, Any] = {}
    if status is not UNSET:
        values["status"] = status.value
    if can_share is not UNSET:
        values["can_share"] = can_share
    return values


def _require_can_update(caller: Caller, image: StoredImage, member: str, values: dict[str, Any]) -> None:
    """Raises FORBIDDEN: only the member sets `status`, only the owner sets `canShare`."""
    if caller.is_administrator:
        return
    if "status" in values and caller.project != member:
        raise ForbiddenError("Only the member itself may set `status`.", _STATUS)
    if "can_share" in values and image.values["owner"] != caller.project:
        raise ForbiddenError("Only the owner may set `canShare`.", _CAN_SHARE)


async def _live_member(tx: Transaction, image: StoredImage, member: str) -> StoredMember:
    known = await table.stored_member(tx, image.id, member)
    if known is None or not known.live:
        raise NotFoundError("The image has no member with this name.", _MEMBER)
    return known
