"""The old and new values that an event records of a change, spelled as the API spells them (rules §8)."""

from collections.abc import Iterator, Sequence

import orjson

from db.events.changes import FieldChange
from db.write.location import StoredLocation
from db.write.property import StoredProperties
from resolvers.mutations.location import read_metadata
from resolvers.mutations.property import PropertyChange
from resolvers.mutations.tag import TagChange
from resolvers.names import api_name

_ENUMERATIONS = frozenset({"status", "visibility"})


def field_change(field: str, before: object, after: object) -> FieldChange:
    """Of a field of the image itself, named as in Python."""
    return FieldChange(api_name(field), _spelled(field, before), _spelled(field, after))


def _spelled(field: str, value: object) -> object:
    return value.upper() if isinstance(value, str) and field in _ENUMERATIONS else value


def property_changes(stored: StoredProperties, change: PropertyChange) -> Iterator[FieldChange]:
    """One for each property, in order of name."""
    values: dict[str, str | None] = {**change.overwrite, **change.add, **dict.fromkeys(change.remove)}
    for name in sorted(values):
        before, lives = stored.get(name, (None, False))
        yield FieldChange("properties", before if lives else None, values[name], name)


def tag_changes(change: TagChange) -> Iterator[FieldChange]:
    """One for each tag, in alphabetical order."""
    for tag in sorted({*change.remove, *change.revive, *change.add}):
        is_removed = tag in change.remove
        yield FieldChange("tags", tag if is_removed else None, None if is_removed else tag, tag)


def location_change(before: Sequence[StoredLocation], after: Sequence[StoredLocation]) -> FieldChange:
    """Of the whole list."""
    return FieldChange("locations", list(map(_location, before)), list(map(_location, after)))


def _location(location: StoredLocation) -> dict[str, object]:
    # A fragment, because orjson counts its levels of nesting anew.
    metadata = orjson.Fragment(orjson.dumps(read_metadata(location.metadata)))
    return {"url": location.url, "metadata": metadata, "status": location.status.upper()}


# The status and `canShare` of a member.
Membership = tuple[str, bool]


def member_change(member: str, before: Membership | None, after: Membership | None) -> FieldChange:
    return FieldChange("members", _membership(before), _membership(after), member)


def _membership(held: Membership | None) -> dict[str, object] | None:
    return None if held is None else {"status": held[0].upper(), "canShare": bool(held[1])}
