"""Changes of custom properties: row by row, so that concurrent changes of different ones both survive."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from db.store import Transaction
from db.write.child import Times
from db.write.property import StoredProperties, add_properties, overwrite_properties, remove_properties
from resolvers.caller import Caller
from resolvers.errors import BadUserInputError, InputPath, LimitExceededError
from resolvers.mutations.field_rules import checked_text
from resolvers.mutations.reserved_properties import (
    is_kept_by_glance,
    require_can_remove,
    require_unreserved,
)
from resolvers.text import require_text, require_text_bytes
from schema.property import ImagePropertiesChange, ImagePropertyInput


@dataclass(frozen=True, slots=True)
class PropertyPatch:
    """Properties to set and to remove; `replace` removes all others except reserved ones."""

    set: Mapping[str, str] = field(default_factory=dict)
    remove: Collection[str] = ()
    is_replacement: bool = False


def new_properties(given: Sequence[ImagePropertyInput], limit: int, path: InputPath) -> dict[str, str]:
    """Of a new image; raises as `_checked_properties`."""
    return _checked_properties(given, {}, limit, path)


def _checked_properties(
    given: Sequence[ImagePropertyInput], live: Mapping[str, str | None], limit: int, path: InputPath
) -> dict[str, str]:
    """Values by name; a value that the image already has is not checked.

    Raises LIMIT_EXCEEDED, or BAD_USER_INPUT or FORBIDDEN with the place of a property.
    """
    names = {each.name for each in given}
    if not names <= live.keys():
        require_property_limit(names, limit, path)
    values: dict[str, str] = {}
    for at, each in enumerate(given):
        place = (*path, at, "name")
        if each.name in values:
            raise BadUserInputError(f"The property {each.name} is given twice.", place)
        if live.get(each.name) != each.value:
            checked_text(each.name, place, min_characters=1, max_characters=255)
            require_unreserved(each.name, place)
            _require_value(each.value, (*path, at, "value"))
        values[each.name] = each.value
    return values


def property_patch(
    change: ImagePropertiesChange, stored: StoredProperties, caller: Caller, limit: int, path: InputPath
) -> PropertyPatch:
    """Raises as `_checked_properties`."""
    live = _live_values(stored)
    if change.replace is not None:
        values = _checked_properties(change.replace.value, live, limit, (*path, "replace"))
        return PropertyPatch(values, is_replacement=True)
    assert change.merge is not None  # One of the two is given, says @oneOf.
    merge, path = change.merge.value, (*path, "merge")
    values = _checked_properties(merge.set, live, limit, (*path, "set"))
    for at, name in enumerate(merge.remove):
        place = (*path, "remove", at)
        require_text(name, "The name", place)
        if name in live:
            require_can_remove(name, caller, place)
        if name in values:
            raise BadUserInputError(f"The property {name} must not be both set and removed.", place)
    return PropertyPatch(values, merge.remove)


def _require_value(value: str, path: InputPath) -> None:
    require_text(value, "The value", path)
    require_text_bytes(value, "The value", path)


def require_property_limit(names: Collection[str], limit: int, path: InputPath) -> None:
    """Raises LIMIT_EXCEEDED; names that begin with Glance's prefix are not counted."""
    if sum(not is_kept_by_glance(name) for name in names) > limit:
        raise LimitExceededError(f"An image may have at most {limit} properties.", path)


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """The rows to write: `overwrite` has names that the image has or had, `add` new ones."""

    remove: Sequence[str]
    overwrite: Mapping[str, str]
    add: Mapping[str, str]


def _live_values(stored: StoredProperties) -> dict[str, str | None]:
    return {name: value for name, (value, lives) in stored.items() if lives}


def property_change(
    stored: StoredProperties, patch: PropertyPatch, limit: int, path: InputPath
) -> PropertyChange | None:
    """None if nothing differs; raises LIMIT_EXCEEDED."""
    live = _live_values(stored)
    if patch.is_replacement:
        remove = {name for name in live.keys() - patch.set.keys() if not is_kept_by_glance(name)}
    else:
        remove = live.keys() & set(patch.remove)
    different = {name: value for name, value in patch.set.items() if name not in live or live[name] != value}
    if not different.keys() <= live.keys():
        require_property_limit((live.keys() | different.keys()) - remove, limit, path)
    new = {name: value for name, value in different.items() if name not in stored}
    known = {name: value for name, value in different.items() if name in stored}
    return PropertyChange(sorted(remove), known, new) if remove or different else None


async def write_properties(tx: Transaction, changes: Mapping[str, PropertyChange], times: Times) -> None:
    """Writes the changes of each image."""
    await remove_properties(tx, {id_: each.remove for id_, each in changes.items()}, times)
    await overwrite_properties(tx, {id_: each.overwrite for id_, each in changes.items()}, times)
    await add_properties(tx, {id_: each.add for id_, each in changes.items()}, times)
