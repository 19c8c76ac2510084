"""`createImage` and `createImages`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from strawberry import UNSET

from db.events.log import EventToRecord, record_events
from db.store import Transaction
from db.write.image import CHANGEABLE, insert_images, taken_ids
from db.write.location import StoredLocation, add_locations
from db.write.property import add_properties
from db.write.tag import add_tags
from resolvers.context import Context, Info
from resolvers.errors import BadUserInputError, ConflictError, InputPath, UnauthenticatedError
from resolvers.image_id import is_image_id, stored_id
from resolvers.mutations.dry_run import begin
from resolvers.mutations.field_rules import FieldRules
from resolvers.mutations.location import new_locations, require_can_set_locations
from resolvers.mutations.preconditions import require_bulk_limit
from resolvers.mutations.property import new_properties
from resolvers.mutations.status import require_formats, require_initial_status
from resolvers.mutations.tag import new_tags
from resolvers.read.engine import read_payload
from resolvers.shielding import shielded
from schema.change import CreateImageInput, CreateImagePayload, CreateImagesPayload, DryRun


@shielded
async def create_image(
    info: Info, input: CreateImageInput, dry_run: DryRun = False
) -> CreateImagePayload | None:
    context = info.context
    async with begin(context.store, dry_run=dry_run) as tx:
        created = await _insert(tx, context, [_new_image(context, input, ("input",))])
        return await read_payload(info, tx, created)


@shielded
async def create_images(
    info: Info, input: list[CreateImageInput], dry_run: DryRun = False
) -> CreateImagesPayload | None:
    """Creates all images or none."""
    context = info.context
    async with begin(context.store, dry_run=dry_run) as tx:
        require_bulk_limit(
            [stored_id(each.id) if each.id else None for each in input],
            context.settings.limits.max_bulk_items,
        )
        new = [_new_image(context, each, ("input", at)) for at, each in enumerate(input)]
        created = await _insert(tx, context, new)
        return await read_payload(info, tx, created)


@dataclass(frozen=True, slots=True)
class _NewImage:
    """A new image that satisfies all rules; `given` is whether the caller chose the id."""

    id: str
    given: bool
    path: InputPath
    values: Mapping[str, Any]
    properties: Mapping[str, str]
    tags: Collection[str]
    locations: Sequence[StoredLocation]


def _new_image(context: Context, given: CreateImageInput, path: InputPath) -> _NewImage:
    """Checks an input; raises BAD_USER_INPUT, FORBIDDEN, LIMIT_EXCEEDED or UNAUTHENTICATED."""
    limits = context.settings.limits
    values = _values(context, given, path)
    properties = new_properties(given.properties, limits.max_properties_per_image, (*path, "properties"))
    tags = new_tags(given.tags, limits.max_tags_per_image, (*path, "tags"))
    if given.locations:
        require_can_set_locations(context.caller, (*path, "locations"))
    locations = new_locations(given.locations, limits.max_locations_per_image, (*path, "locations"))
    chosen = None if given.id is UNSET or given.id is None else stored_id(given.id)
    if chosen is not None and not is_image_id(chosen):
        raise BadUserInputError("`id` must be a UUID with dashes.", (*path, "id"))
    return _NewImage(chosen or str(uuid4()), chosen is not None, path, values, properties, tags, locations)


async def _insert(tx: Transaction, context: Context, new: Sequence[_NewImage]) -> list[str]:
    """The new images' ids, each table written once; raises CONFLICT."""
    taken = await taken_ids(tx, [each.id for each in new if each.given])
    for each in new:
        if each.id in taken:
            raise ConflictError(
                f"The id {each.id} is already taken, possibly by a deleted or purged image.",
                (*each.path, "id"),
            )
    ids, now = [each.id for each in new], context.now()
    if not new:
        return ids
    await insert_images(tx, {each.id: each.values for each in new}, now)
    times = dict.fromkeys(ids, now)
    await add_properties(tx, {each.id: each.properties for each in new}, times)
    await add_tags(tx, {each.id: each.tags for each in new}, times)
    await add_locations(tx, {each.id: each.locations for each in new}, times)
    happened = [
        EventToRecord(
            each.id, "created", now, after=(each.values["visibility"], each.values["owner"]), before=None
        )
        for each in new
    ]
    await record_events(tx, happened, members={}, author=context.author)
    return ids


def _values(context: Context, given: CreateImageInput, path: InputPath) -> dict[str, Any]:
    caller = context.caller
    if not caller.can_change:
        raise UnauthenticatedError("Creating an image requires a project.", path)
    rules = FieldRules(context.settings, caller)
    nothing: dict[str, Any] = dict.fromkeys(CHANGEABLE)
    values = nothing | {"owner": caller.project} | rules.checked_fields(given, path)
    rules.require_own(values["owner"], path)
    rules.require_can_publish(values["visibility"], path)
    rules.require_whole_hash(values, path)
    require_initial_status(values["status"], caller, path)
    require_formats(values, path, has_locations=bool(given.locations))
    return values
