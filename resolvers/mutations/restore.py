"""`restoreImage`: undoes a soft deletion (rules §6)."""

from strawberry import ID

from db.events.log import EventToRecord, record_events
from db.store import Transaction
from db.write.image import StoredImage
from db.write.restore import StoredDeletion, restore_image, stored_deletion
from resolvers.context import Context, Info
from resolvers.errors import ConflictError
from resolvers.image_id import stored_id
from resolvers.mutations.dry_run import begin
from resolvers.mutations.history import field_change
from resolvers.mutations.preconditions import change_time, load_visible_images, require_changeable
from resolvers.read.engine import read_payload
from resolvers.shielding import shielded
from schema.change import DryRun, RestoreImagePayload


@shielded
async def restore(info: Info, id: ID, dry_run: DryRun = False) -> RestoreImagePayload | None:
    context, id_ = info.context, stored_id(id)
    async with begin(context.store, dry_run=dry_run) as tx:
        seen = await load_visible_images(tx, context, [id_], include_deleted=True)
        image = require_changeable(context, seen, id_, None)
        if image.deleted_at is None:
            raise ConflictError(f"The image {id_} is not deleted.", ("id",))
        await _restore(tx, context, image, await stored_deletion(tx, id_, image.deleted_at))
        return await read_payload(info, tx, [id_])


async def _restore(tx: Transaction, context: Context, image: StoredImage, deletion: StoredDeletion) -> None:
    now, status = change_time(context, image), deletion.status or _likely_status(image, deletion)
    await restore_image(tx, deletion, status, now)
    seen_by = image.visible_to
    happened = EventToRecord(
        image.id,
        "restored",
        now,
        after=seen_by,
        before=seen_by,
        changes=[field_change("status", "deleted", status)],
    )
    members = deletion.members if happened.has_members else ()
    await record_events(tx, [happened], {image.id: members}, author=context.author)


def _likely_status(image: StoredImage, deletion: StoredDeletion) -> str:
    """The status of an image whose status before the deletion is not known: whether it has data."""
    return "active" if deletion.has_locations or image.values["size"] is not None else "queued"
