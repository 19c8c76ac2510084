"""Updating images."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from strawberry import ID, UNSET

from db import stored as table
from db.event_log import Happened, record
from db.member import remove_member
from db.stored import StoredImage
from resolvers.change import image_to_change, lock_bulk, time_of_change
from resolvers.changes import unbroken
from resolvers.context import Context, Info
from resolvers.errors import BadUserInput, InputPath
from resolvers.location import change_locations, new_locations, require_may_locate
from resolvers.names import api_name
from resolvers.property import change_properties, property_wish
from resolvers.read.engine import read_payload
from resolvers.rules import Rules
from resolvers.status import cleared, require_formats, require_loose, require_transition
from resolvers.tag import change_tags, tag_wish
from schema.change import ImageUpdate, UpdateImageInput, UpdateImagePayload, UpdateImagesPayload


@unbroken
async def update_image(
    info: Info, id: ID, input: UpdateImageInput, if_version: str | None = UNSET
) -> UpdateImagePayload | None:
    context = info.context
    async with context.store.begin() as connection:
        image = await image_to_change(connection, context, id, if_version)
        changed = await _Update(connection, context, image, input, ("input",)).written()
        return await read_payload(info, connection, [id], facts={"changedFields": changed})


@unbroken
async def update_images(info: Info, input: list[ImageUpdate]) -> UpdateImagesPayload | None:
    """All or none."""
    context = info.context
    async with context.store.begin() as connection:
        await lock_bulk(connection, [each.id for each in input], context.settings.limits.max_bulk_items)
        for at, each in enumerate(input):
            path = ("input", at)
            image = await image_to_change(connection, context, each.id, each.if_version, path)
            await _Update(connection, context, image, each.input, (*path, "input")).written()
        return await read_payload(info, connection, [each.id for each in input])


@dataclass(frozen=True, slots=True)
class _Update:
    connection: AsyncConnection
    context: Context
    image: StoredImage
    given: UpdateImageInput
    path: InputPath

    async def written(self) -> list[str]:
        """The fields that changed, by their names in the API; an update that changes none writes none.

        Raises BAD_USER_INPUT, FORBIDDEN, LIMIT_EXCEEDED, or CONFLICT for an illegal status.
        """
        changes = self._changed_values()
        now = time_of_change(self.image)
        changed = set(changes)
        for field, change in self._child_changes().items():
            if await change(now):
                changed.add(field)
        if changes.get("owner") is not None:
            # The owner is no member of its own image, and would else answer its own invitation.
            await remove_member(self.connection, self.image.id, changes["owner"], now)
        named = [api_name(each.name) for each in fields(self.given) if each.name in changed]
        if changed:
            await table.update_image(self.connection, self.image.id, changes, now)
            await self._record(changes, named, now)
        return named

    async def _record(self, changes: dict[str, Any], named: list[str], now: datetime) -> None:
        after = {**self.image.values, **changes}
        happened = Happened(
            self.image.id,
            "updated",
            now,
            after=(after["visibility"], after["owner"]),
            before=self.image.seen_by,
            changed=named,
            # It may have been a member, and saw the image then.
            member_left=changes.get("owner"),
        )
        await record(self.connection, [happened])

    def _changed_values(self) -> dict[str, Any]:
        """The fields that differ from what stands, all rules kept."""
        stored, caller, path = self.image.values, self.context.caller, self.path
        rules = Rules(self.context.settings, caller)
        given = rules.fields(self.given, path)
        changes = {field: value for field, value in given.items() if value != stored[field]}
        if "status" in changes:
            require_transition(stored["status"], changes["status"], caller, path)
            if changes["status"] == "queued":
                changes |= cleared(given, stored, path)
        values = {**stored, **changes}
        if changes.keys() & {"status", "disk_format", "container_format"}:
            require_formats(values, path)
        if changes.keys() & {"hash_algorithm", "hash_value"}:
            rules.require_whole_hash(values, path)
        if "owner" in changes:
            rules.require_own(changes["owner"], path)
        if "visibility" in changes:
            rules.require_may_publish(changes["visibility"], path)
        require_loose(stored["status"], changes, caller, path)
        return changes

    def _child_changes(self) -> dict[str, Callable[[datetime], Awaitable[bool]]]:
        """How to change what is given of properties, tags and locations; each says if it changed."""
        given = {
            field: getattr(self.given, field)
            for field in ("properties", "tags", "locations")
            if getattr(self.given, field) is not UNSET
        }
        for field, value in given.items():
            if value is None:
                raise BadUserInput(f"{field} cannot be null.", (*self.path, field))
        # Everything given is checked before anything is written.
        makers = {
            "properties": self._properties,
            "tags": self._tags,
            "locations": self._locations,
        }
        return {field: makers[field](value, (*self.path, field)) for field, value in given.items()}

    def _properties(self, given: Any, path: InputPath) -> Callable[[datetime], Awaitable[bool]]:
        most = self.context.settings.limits.max_properties_per_image
        wish = property_wish(given, most, path)
        return lambda now: change_properties(self.connection, self.image.id, wish, now, most=most, path=path)

    def _tags(self, given: Any, path: InputPath) -> Callable[[datetime], Awaitable[bool]]:
        most = self.context.settings.limits.max_tags_per_image
        wish = tag_wish(given, most, path)
        return lambda now: change_tags(self.connection, self.image.id, wish, now, most=most, path=path)

    def _locations(self, given: Any, path: InputPath) -> Callable[[datetime], Awaitable[bool]]:
        require_may_locate(self.context.caller, path)
        wish = new_locations(given, self.context.settings.limits.max_locations_per_image, path)
        return lambda now: change_locations(self.connection, self.image.id, wish, now)
