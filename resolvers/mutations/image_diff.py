"""The difference between an image and an update of it, checked by all rules. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from db.events.log import EventToRecord
from db.write.image import StoredImage
from db.write.location import StoredLocation
from db.write.property import StoredProperties
from db.write.tag import StoredTags
from resolvers.context import Context
from resolvers.errors import BadUserInputError, InputPath
from resolvers.mutations.field_rules import FieldRules
from resolvers.mutations.location import new_locations, require_can_set_locations
from resolvers.mutations.property import PropertyChange, property_change, property_patch
from resolvers.mutations.status import (
    cleared_data_fields,
    require_formats,
    require_transition,
    require_unlocked,
)
from resolvers.mutations.tag import TagChange, tag_change, tag_patch
from resolvers.names import api_name
from schema.change import UpdateImageInput

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
    """`values` are the fields that change; a list is None if it does not change."""

    image: StoredImage
    given: UpdateImageInput
    values: Mapping[str, Any]
    properties: PropertyChange | None
    tags: TagChange | None
    locations: Sequence[StoredLocation] | None

    @property
    def changed_fields(self) -> list[str]:
        """The names in the API of the fields that change."""
        changed = {name for name in CHILD_LISTS if getattr(self, name) is not None}.union(self.values)
        return [api_name(each.name) for each in fields(self.given) if each.name in changed]

    def event(self, now: datetime) -> EventToRecord:
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
        )


def diff_image(
    context: Context, image: StoredImage, given: UpdateImageInput, path: InputPath, stored: StoredLists
) -> ImageChange:
    """The change; raises BAD_USER_INPUT, FORBIDDEN, LIMIT_EXCEEDED, or CONFLICT for an illegal status."""
    limits = context.settings.limits
    values = _changed_values(context, image, given, path)
    for name in CHILD_LISTS:
        if getattr(given, name) is None:
            raise BadUserInputError(f"`{name}` must not be null.", (*path, name))
    properties = tags = locations = None
    # Given values are checked by themselves first, then against the stored ones.
    at, most, most_tags = (*path, "properties"), limits.max_properties_per_image, limits.max_tags_per_image
    if given.properties:
        properties = property_patch(given.properties, most, at)
    if given.tags:
        tags = tag_patch(given.tags, most_tags, (*path, "tags"))
    if isinstance(given.locations, list):
        require_can_set_locations(context.caller, (*path, "locations"))
        locations = new_locations(given.locations, limits.max_locations_per_image, (*path, "locations"))
    return ImageChange(
        image,
        given,
        values,
        None
        if properties is None
        else property_change(stored.properties.get(image.id, {}), properties, most, at),
        None if tags is None else tag_change(stored.tags.get(image.id, {}), tags, most_tags, (*path, "tags")),
        None if locations == list(stored.locations.get(image.id, ())) else locations,
    )


def _changed_values(
    context: Context, image: StoredImage, input: UpdateImageInput, path: InputPath
) -> dict[str, Any]:
    """The fields whose values differ from the stored ones."""
    stored, caller = image.values, context.caller
    rules = FieldRules(context.settings, caller)
    given = rules.checked_fields(input, path)
    changes = {field: value for field, value in given.items() if value != stored[field]}
    if "status" in changes:
        require_transition(stored["status"], changes["status"], caller, path)
        if changes["status"] == "queued":
            changes |= cleared_data_fields(given, stored, path)
    values = {**stored, **changes}
    if changes.keys() & {"status", "disk_format", "container_format"}:
        require_formats(values, path)
    if changes.keys() & {"hash_algorithm", "hash_value"}:
        rules.require_whole_hash(values, path)
    if "owner" in changes:
        rules.require_own(changes["owner"], path)
    if "visibility" in changes:
        rules.require_can_publish(changes["visibility"], path)
    require_unlocked(stored["status"], changes, caller, path)
    return changes
