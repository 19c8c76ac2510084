"""`updateImage` and `updateImages`."""

from collections.abc import Sequence
from dataclasses import dataclass

from strawberry import ID, UNSET

from db.events.changes import FieldChange
from db.events.log import load_members, record_events
from db.store import Transaction
from db.write import image as table
from db.write.location import stored_locations
from db.write.member import remove_member, stored_member
from db.write.property import stored_properties
from db.write.tag import stored_tags
from resolvers.context import Context, Info
from resolvers.errors import InputPath
from resolvers.image_id import stored_id
from resolvers.mutations.dry_run import begin
from resolvers.mutations.history import member_change
from resolvers.mutations.image_diff import ImageChange, StoredLists, diff_image, needs_locations
from resolvers.mutations.location import write_locations
from resolvers.mutations.preconditions import (
    VisibleImages,
    change_time,
    load_visible_images,
    lock_bulk,
    require_changeable,
)
from resolvers.mutations.property import write_properties
from resolvers.mutations.tag import write_tags
from resolvers.read.engine import read_payload
from resolvers.shielding import shielded
from schema.change import DryRun, ImageUpdate, UpdateImageInput, UpdateImagePayload, UpdateImagesPayload


@shielded
async def update_image(
    info: Info, id: ID, input: UpdateImageInput, if_version: str | None = UNSET, dry_run: DryRun = False
) -> UpdateImagePayload | None:
    context, id_ = info.context, stored_id(id)
    async with begin(context.store, dry_run=dry_run) as tx:
        seen = await load_visible_images(tx, context, [id_])
        asked = _UpdateRequest(id_, if_version, input, (), ("input",))
        (change,) = await _update(tx, context, seen, [asked])
        return await read_payload(info, tx, [id_], extra_fields={"changedFields": change.changed_fields})


@shielded
async def update_images(
    info: Info, input: list[ImageUpdate], dry_run: DryRun = False
) -> UpdateImagesPayload | None:
    """Updates all images or none."""
    context, ids = info.context, [stored_id(each.id) for each in input]
    async with begin(context.store, dry_run=dry_run) as tx:
        await lock_bulk(tx, ids, context.settings.limits.max_bulk_items)
        seen = await load_visible_images(tx, context, ids)
        asked = [
            _UpdateRequest(id_, each.if_version, each.input, ("input", at), ("input", at, "input"))
            for at, (id_, each) in enumerate(zip(ids, input, strict=True))
        ]
        changes = await _update(tx, context, seen, asked)
        results = [{"changedFields": change.changed_fields} for change in changes]
        return await read_payload(info, tx, ids, results=results)


@dataclass(frozen=True, slots=True)
class _UpdateRequest:
    """One requested update: `path` leads to `id` and `ifVersion`, `input_path` to `given`."""

    id: str
    if_version: str | None
    given: UpdateImageInput
    path: InputPath
    input_path: InputPath


async def _update(
    tx: Transaction, context: Context, seen: VisibleImages, asked: Sequence[_UpdateRequest]
) -> list[ImageChange]:
    """The change of each image; an image that does not change is not written.

    Raises what `require_changeable` and `diff_image` raise, for the first faulty image.
    """
    lists = await _stored_lists(tx, seen, asked)
    changes = []
    for each in asked:
        image = require_changeable(context, seen, each.id, each.if_version, each.path)
        changes.append(diff_image(context, image, each.given, each.input_path, lists))
    await _write(tx, context, [change for change in changes if change.changed_fields])
    return changes


async def _stored_lists(tx: Transaction, seen: VisibleImages, asked: Sequence[_UpdateRequest]) -> StoredLists:
    """Each table is read once, and only for the images whose list may change or matters."""

    found = [each for each in asked if each.id in seen]

    def changing(name: str) -> list[str]:
        return [each.id for each in found if getattr(each.given, name) is not UNSET]

    with_locations = [each.id for each in found if needs_locations(seen[each.id], each.given)]
    return StoredLists(
        await stored_properties(tx, changing("properties")),
        await stored_tags(tx, changing("tags")),
        await stored_locations(tx, with_locations),
    )


async def _write(tx: Transaction, context: Context, changes: Sequence[ImageChange]) -> None:
    """Writes the changes: as many statements as for one image, plus one for each other set of fields."""
    if not changes:
        return
    times = {change.image.id: change_time(context, change.image) for change in changes}
    of = {change.image.id: change for change in changes}
    happened = [change.event(times[id_], await _ended_membership(tx, change)) for id_, change in of.items()]
    # Before the writes, which a server then gets together.
    members = await load_members(tx, happened)
    properties = {id_: change.properties for id_, change in of.items() if change.properties is not None}
    tags = {id_: change.tags for id_, change in of.items() if change.tags is not None}
    locations = {id_: change.locations for id_, change in of.items() if change.locations is not None}
    await write_properties(tx, properties, times)
    await write_tags(tx, tags, times)
    await write_locations(tx, locations, times)
    for id_, change in of.items():
        if (owner := change.values.get("owner")) is not None:
            # The owner must not be a member of its own image: it could accept its own invitation.
            await remove_member(tx, id_, owner, times[id_])
            members[id_] = [member for member in members.get(id_, ()) if member != owner]
    await table.update_images(tx, {id_: change.values for id_, change in of.items()}, times)
    await record_events(tx, happened, members, author=context.author)


async def _ended_membership(tx: Transaction, change: ImageChange) -> list[FieldChange]:
    """The change of the member that becomes the owner of its image; none otherwise."""
    owner = change.values.get("owner")
    member = None if owner is None else await stored_member(tx, change.image.id, owner)
    if owner is None or member is None or not member.live:
        return []
    return [member_change(owner, member.held, None)]
