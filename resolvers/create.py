"""Creating images."""

from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection
from strawberry import UNSET

from db.event_log import Happened, record
from db.location import add_locations
from db.property import add_properties
from db.stored import CHANGEABLE, insert_image, is_taken
from db.tag import add_tags
from resolvers.change import require_bulk
from resolvers.changes import unbroken
from resolvers.clock import utc_now
from resolvers.context import Context, Info
from resolvers.errors import BadUserInput, Conflict, InputPath, Unauthenticated
from resolvers.image import is_image_id
from resolvers.location import new_locations, require_may_locate
from resolvers.property import new_properties
from resolvers.read.engine import read_payload
from resolvers.rules import Rules
from resolvers.status import require_formats, require_start
from resolvers.tag import new_tags
from schema.change import CreateImageInput, CreateImagePayload, CreateImagesPayload


@unbroken
async def create_image(info: Info, input: CreateImageInput) -> CreateImagePayload | None:
    context = info.context
    async with context.store.begin() as connection:
        created = await _created(connection, context, input, ("input",))
        return await read_payload(info, connection, [created])


@unbroken
async def create_images(info: Info, input: list[CreateImageInput]) -> CreateImagesPayload | None:
    """All or none."""
    context = info.context
    async with context.store.begin() as connection:
        require_bulk([each.id or None for each in input], context.settings.limits.max_bulk_items)
        created = [await _created(connection, context, each, ("input", at)) for at, each in enumerate(input)]
        return await read_payload(info, connection, created)


async def _created(
    connection: AsyncConnection, context: Context, given: CreateImageInput, path: InputPath
) -> str:
    """The new image's id; raises BAD_USER_INPUT, FORBIDDEN, LIMIT_EXCEEDED, or CONFLICT."""
    values = _values(context, given, path)
    limits = context.settings.limits
    properties = new_properties(given.properties, limits.max_properties_per_image, (*path, "properties"))
    tags = new_tags(given.tags, limits.max_tags_per_image, (*path, "tags"))
    if given.locations:
        require_may_locate(context.caller, (*path, "locations"))
    locations = new_locations(given.locations, limits.max_locations_per_image, (*path, "locations"))
    image_id = await _free_id(connection, given.id, (*path, "id"))
    now = utc_now()
    await insert_image(connection, image_id, values, now)
    await add_properties(connection, image_id, properties, now)
    await add_tags(connection, image_id, tags, now)
    await add_locations(connection, image_id, locations, now)
    seen_by = values["visibility"], values["owner"]
    happened = Happened(image_id, "created", now, after=seen_by, before=None)
    await record(connection, [happened], members={})
    return image_id


def _values(context: Context, given: CreateImageInput, path: InputPath) -> dict[str, Any]:
    caller = context.caller
    if not caller.is_administrator and caller.project is None:
        raise Unauthenticated("Without a project nothing can be created.", path)
    rules = Rules(context.settings, caller)
    nothing: dict[str, Any] = dict.fromkeys(CHANGEABLE)
    values = nothing | {"owner": caller.project} | rules.fields(given, path)
    rules.require_own(values["owner"], path)
    rules.require_may_publish(values["visibility"], path)
    rules.require_whole_hash(values, path)
    require_start(values["status"], caller, path)
    require_formats(values, path)
    return values


async def _free_id(connection: AsyncConnection, given: str | None, path: InputPath) -> str:
    if given is None or given is UNSET:
        return str(uuid4())
    if not is_image_id(given):
        raise BadUserInput("id must be a UUID in lower case, with dashes.", path)
    if await is_taken(connection, given):
        raise Conflict(f"The id {given} is taken, perhaps by a deleted image.", path)
    return given
