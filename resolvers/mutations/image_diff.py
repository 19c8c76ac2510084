"""The difference between an image and an update of it, checked by all rules. Writes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from strawberry import UNSET

from db.events.changes import FieldChange
from db.events.log import EventToRecord
from db.write.image import StoredImage
from db.write.location import StoredLocation
from db.write.property import StoredProperties
from db.write.tag import StoredTags
from resolvers.caller import Caller
from resolvers.context import Context
from resolvers.errors import BadUserInputError, InputPath
from resolvers.mutations.field_rules import FieldRules
from resolvers.mutations.history import field_change, location_change, property_changes, tag_changes
from resolvers.mutations.location import changed_locations
from resolvers.mutations.property import PropertyChange, property_change, property_patch
from resolvers.mutations.status import (
    FORMAT_FIELDS,
    cleared_data_fields,
    require_formats_after,
    require_transition,
    require_unlocked,
)
from resolvers.mutations.tag import TagChange, tag_change, tag_patch
from resolvers.names import api_name
from schema.change import UpdateImageInput
from schema.image import ImageStatus

# The lists of an image that an update may change.
CHILD_LISTS = ("properties", "tags", "locations")


@dataclass(frozen=True, slots=True)
class StoredLists:
    """The stored lists by image id, only of images whose lists may change."""

    properties: Mapping[str, StoredProperties]
    tags: Mapping[str, StoredTags]
    locations: Mapping[str, Sequence[StoredLocation]]


@dataclass(frozen=True, slots=True)
class ImageChange:
    """`values` are the fields that change; a list is None if it does not change.

    `stored_properties` and `stored_locations` are those before the change.
    """

    image: StoredImage
    given: UpdateImageInput
    values: Mapping[str, Any]
    stored_properties: StoredProperties
    stored_locations: Sequence[StoredLocation]
    properties: PropertyChange | None
    tags: TagChange | None
    locations: Sequence[StoredLocation] | None

    @property
    def changed_fields(self) -> list[str]:
        """The names in the API of the fields that change."""
        return [api_name(name) for name in self._changed_names()]

    def _changed_names(self) -> Iterator[str]:
        changed = {name for name in CHILD_LISTS if getattr(self, name) is not None}.union(self.values)
        return (each.name for each in fields(self.given) if each.name in changed)

    def _field_changes(self) -> Iterator[FieldChange]:
        for name in self._changed_names():
            if name in self.values:
                yield field_change(name, self.image.values[name], self.values[name])
        if self.properties is not None:
            yield from property_changes(self.stored_properties, self.properties)
        if self.tags is not None:
            yield from tag_changes(self.tags)
        if self.locations is not None:
            yield location_change(self.stored_locations, self.locations)

    def event(self, now: datetime, member_changes: Sequence[FieldChange]) -> EventToRecord:
        """The event of the change; `member_changes` has the membership that it ends."""
        after = {**self.image.values, **self.values}
        return EventToRecord(
            self.image.id,
            "updated",
            now,
            after=(after["visibility"], after["owner"]),
            before=self.image.visible_to,
            changed=self.changed_fields,
            # The new owner may have been a member, who saw the image before.
            member_left=self.values.get("owner"),
            changes=[*self._field_changes(), *member_changes],
        )


def needs_locations(image: StoredImage, given: UpdateImageInput) -> bool:
    """Whether the stored locations matter to an update: they may change, or the image may lack formats."""
    if given.locations is not UNSET:
        return True
    formats = [given.disk_format, given.container_format]
    stored = [image.values[field] for field in FORMAT_FIELDS]
    lacks_format = None in [old if new is UNSET else new for new, old in zip(formats, stored, strict=True)]
    return lacks_format and (given.status is ImageStatus.ACTIVE or image.values["status"] == "active")


def diff_image(
    context: Context, image: StoredImage, given: UpdateImageInput, path: InputPath, stored: StoredLists
) -> ImageChange:
    """The changes that an update makes; no rule checks a value that it leaves as it is.

    Raises BAD_USER_INPUT, FORBIDDEN, LIMIT_EXCEEDED, or CONFLICT for an illegal status.
    """
    caller, limits = context.caller, context.settings.limits
    old_properties, old_tags = stored.properties.get(image.id, {}), stored.tags.get(image.id, {})
    old_locations = stored.locations.get(image.id, ())
    has_locations = bool(given.locations if isinstance(given.locations, list) else old_locations)
    values = _changed_values(context, image, given, path, has_locations=has_locations)
    for name in CHILD_LISTS:
        if getattr(given, name) is None and not _reads_null(name, caller):
            raise BadUserInputError(f"{name} cannot be null.", (*path, name))
    properties = tags = locations = None
    # Given values are checked by themselves first, then against the stored ones.
    at, most, most_tags = (*path, "properties"), limits.max_properties_per_image, limits.max_tags_per_image
    if given.properties:
        properties = property_patch(given.properties, old_properties, caller, most, at)
    if given.tags:
        tags = tag_patch(given.tags, old_tags, most_tags, (*path, "tags"))
    if isinstance(given.locations, list):
        locations = changed_locations(
            given.locations, old_locations, caller, limits.max_locations_per_image, (*path, "locations")
        )
    return ImageChange(
        image,
        given,
        values,
        old_properties,
        old_locations,
        None if properties is None else property_change(old_properties, properties, most, at),
        None if tags is None else tag_change(old_tags, tags, most_tags, (*path, "tags")),
        locations,
    )


def _reads_null(name: str, caller: Caller) -> bool:
    """Whether null is what the caller reads of the list, and may send back."""
    return name == "locations" and not caller.is_administrator


def _changed_values(
    context: Context, image: StoredImage, input: UpdateImageInput, path: InputPath, *, has_locations: bool
) -> dict[str, Any]:
    """The fields whose values differ from the stored ones."""
    stored, caller = image.values, context.caller
    rules = FieldRules(context.settings, caller)
    changes = rules.checked_fields(input, path, stored)
    if "status" in changes:
        require_transition(stored["status"], changes["status"], caller, path)
        if changes["status"] == "queued":
            changes |= cleared_data_fields(changes, stored, path)
    if changes.keys() & {"status", *FORMAT_FIELDS}:
        require_formats_after(stored, changes, path, has_locations=has_locations)
    if changes.keys() & {"hash_algorithm", "hash_value"}:
        rules.require_whole_hash({**stored, **changes}, path)
    if "owner" in changes:
        rules.require_own(changes["owner"], path)
    if "visibility" in changes:
        rules.require_can_publish(changes["visibility"], path)
    require_unlocked(stored["status"], changes, caller, path)
    return changes
