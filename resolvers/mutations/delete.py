"""`deleteImage` and `deleteImages`: soft deletions (rules §6)."""

from collections.abc import Sequence

from strawberry import ID, UNSET

from db.events.log import EventToRecord, record_events
from db.store import Transaction
from db.write import image as stored
from db.write.image import StoredImage
from resolvers.context import Context, Info
from resolvers.errors import ForbiddenError, InputPath
from resolvers.image_id import stored_id
from resolvers.mutations.dry_run import begin
from resolvers.mutations.history import field_change
from resolvers.mutations.preconditions import (
    VisibleImages,
    change_time,
    load_visible_images,
    lock_bulk,
    require_changeable,
)
from resolvers.read.engine import read_payload
from resolvers.shielding import shielded
from schema.change import DeleteImagePayload, DeleteImagesPayload, DryRun, ImageDeletion


@shielded
async def delete_image(
    info: Info, id: ID, if_version: str | None = UNSET, dry_run: DryRun = False
) -> DeleteImagePayload | None:
    context, id_ = info.context, stored_id(id)
    async with begin(context.store, dry_run=dry_run) as tx:
        seen = await load_visible_images(tx, context, [id_])
        await _delete(tx, context, [_to_delete(context, seen, id_, if_version, ())])
        return await read_payload(info, tx, [id_], is_deleted=True)


@shielded
async def delete_images(
    info: Info, input: list[ImageDeletion], dry_run: DryRun = False
) -> DeleteImagesPayload | None:
    """Deletes all images or none."""
    context = info.context
    async with begin(context.store, dry_run=dry_run) as tx:
        ids = [stored_id(each.id) for each in input]
        await lock_bulk(tx, ids, context.settings.limits.max_bulk_items)
        seen = await load_visible_images(tx, context, ids)
        await _delete(
            tx,
            context,
            [
                _to_delete(context, seen, id_, each.if_version, ("input", at))
                for at, (id_, each) in enumerate(zip(ids, input, strict=True))
            ],
        )
        return await read_payload(info, tx, ids, is_deleted=True)


def _to_delete(
    context: Context, seen: VisibleImages, image_id: str, if_version: str | None, path: InputPath
) -> StoredImage:
    image = require_changeable(context, seen, image_id, if_version, path)
    if image.values["protected"]:
        # For administrators too (rules §5).
        raise ForbiddenError(f"The image {image_id} is protected and cannot be deleted.", (*path, "id"))
    return image


async def _delete(tx: Transaction, context: Context, images: Sequence[StoredImage]) -> None:
    """Deletes the images, with one write to each table."""
    if not images:
        return
    now = max(change_time(context, image) for image in images)
    # Before the members are deleted with their images: members receive the event too.
    happened = [
        EventToRecord(
            image.id,
            "deleted",
            now,
            after=image.visible_to,
            before=image.visible_to,
            changes=[field_change("status", image.values["status"], "deleted")],
        )
        for image in images
    ]
    await record_events(tx, happened, author=context.author)
    await stored.delete_images(tx, [image.id for image in images], now)
