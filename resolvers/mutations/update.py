"""Updating images."""

from collections.abc import Sequence
from dataclasses import dataclass

from strawberry import ID, UNSET

from db.events.log import record_events
from db.store import Transaction
from db.write import image as table
from db.write.location import stored_locations
from db.write.member import remove_member
from db.write.property import stored_properties
from db.write.tag import stored_tags
from resolvers.context import Context, Info
from resolvers.errors import InputPath
from resolvers.mutations.image_diff import ImageChange, StoredLists, image_change
from resolvers.mutations.location import write_locations
from resolvers.mutations.preconditions import Seen, image_to_change, lock_bulk, seen_images, time_of_change
from resolvers.mutations.property import write_properties
from resolvers.mutations.tag import write_tags
from resolvers.read.engine import read_payload
from resolvers.shielding import unbroken
from schema.change import ImageUpdate, UpdateImageInput, UpdateImagePayload, UpdateImagesPayload


@unbroken
async def update_image(
    info: Info, id: ID, input: UpdateImageInput, if_version: str | None = UNSET
) -> UpdateImagePayload | None:
    context = info.context
    async with context.store.begin() as tx:
        seen = await seen_images(tx, context, [id])
        asked = _Asked(id, if_version, input, (), ("input",))
        (change,) = await _written(tx, context, seen, [asked])
        return await read_payload(info, tx, [id], facts={"changedFields": change.fields})


@unbroken
async def update_images(info: Info, input: list[ImageUpdate]) -> UpdateImagesPayload | None:
    """All or none."""
    context, ids = info.context, [each.id for each in input]
    async with context.store.begin() as tx:
        await lock_bulk(tx, ids, context.settings.limits.max_bulk_items)
        seen = await seen_images(tx, context, ids)
        asked = [
            _Asked(each.id, each.if_version, each.input, ("input", at), ("input", at, "input"))
            for at, each in enumerate(input)
        ]
        await _written(tx, context, seen, asked)
        return await read_payload(info, tx, ids)


@dataclass(frozen=True, slots=True)
class _Asked:
    """How an image is to change. `path` is the place of `id` and `ifVersion`, `given_at` that of `given`."""

    id: str
    if_version: str | None
    given: UpdateImageInput
    path: InputPath
    given_at: InputPath


async def _written(
    tx: Transaction, context: Context, seen: Seen, asked: Sequence[_Asked]
) -> list[ImageChange]:
    """What changed of each image; one of which nothing changes is not written.

    Raises what `image_to_change` and `image_change` do: of all that is wrong, what stands first.
    """
    lists = await _stored_lists(tx, seen, asked)
    changes = []
    for each in asked:
        image = image_to_change(context, seen, each.id, each.if_version, each.path)
        changes.append(image_change(context, image, each.given, each.given_at, lists))
    await _write(tx, [change for change in changes if change.fields])
    return changes


async def _stored_lists(tx: Transaction, seen: Seen, asked: Sequence[_Asked]) -> StoredLists:
    """Each table is read once, and only for the images whose list may change."""

    def changing(name: str) -> list[str]:
        return [each.id for each in asked if each.id in seen and getattr(each.given, name) is not UNSET]

    return StoredLists(
        await stored_properties(tx, changing("properties")),
        await stored_tags(tx, changing("tags")),
        await stored_locations(tx, changing("locations")),
    )


async def _write(tx: Transaction, changes: Sequence[ImageChange]) -> None:
    """A table takes as many statements as for one image; that of images one for each set of fields."""
    if not changes:
        return
    times = {change.image.id: time_of_change(change.image) for change in changes}
    of = {change.image.id: change for change in changes}
    properties = {id_: change.properties for id_, change in of.items() if change.properties is not None}
    tags = {id_: change.tags for id_, change in of.items() if change.tags is not None}
    locations = {id_: change.locations for id_, change in of.items() if change.locations is not None}
    await write_properties(tx, properties, times)
    await write_tags(tx, tags, times)
    await write_locations(tx, locations, times)
    for id_, change in of.items():
        if change.values.get("owner") is not None:
            # The owner is no member of its own image, and would else answer its own invitation.
            await remove_member(tx, id_, change.values["owner"], times[id_])
    await table.update_images(tx, {id_: change.values for id_, change in of.items()}, times)
    await record_events(tx, [change.happened(times[id_]) for id_, change in of.items()])
