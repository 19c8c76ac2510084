"""Deleting images, softly."""

from sqlalchemy.ext.asyncio import AsyncConnection
from strawberry import ID, UNSET

from db import stored
from db.event_log import Happened, record
from resolvers.change import image_to_change, lock_bulk, time_of_change
from resolvers.changes import unbroken
from resolvers.context import Context, Info
from resolvers.errors import Forbidden, InputPath
from resolvers.read.engine import read_payload
from schema.change import DeleteImagePayload, DeleteImagesPayload, ImageDeletion


@unbroken
async def delete_image(info: Info, id: ID, if_version: str | None = UNSET) -> DeleteImagePayload | None:
    context = info.context
    async with context.store.begin() as connection:
        await _delete(connection, context, id, if_version, ())
        return await read_payload(info, connection, [id], deleted=True)


@unbroken
async def delete_images(info: Info, input: list[ImageDeletion]) -> DeleteImagesPayload | None:
    """All or none."""
    context = info.context
    async with context.store.begin() as connection:
        await lock_bulk(connection, [each.id for each in input], context.settings.limits.max_bulk_items)
        for at, each in enumerate(input):
            await _delete(connection, context, each.id, each.if_version, ("input", at))
        return await read_payload(info, connection, [each.id for each in input], deleted=True)


async def _delete(
    connection: AsyncConnection,
    context: Context,
    image_id: str,
    if_version: str | None,
    path: InputPath,
) -> None:
    image = await image_to_change(connection, context, image_id, if_version, path)
    if image.values["protected"]:
        raise Forbidden(f"The image {image_id} is protected.", (*path, "id"))
    now = time_of_change(image)
    # Before its members go with it, who are told of it too.
    await record(connection, [Happened(image_id, "deleted", now, after=image.seen_by, before=image.seen_by)])
    await stored.delete_image(connection, image_id, now)
