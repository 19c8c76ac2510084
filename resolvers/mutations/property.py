"""Changing custom properties: one by one, so that two changes of different ones both survive."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from db.store import Transaction
from db.write.child import Times
from db.write.property import StoredProperties, add_properties, overwrite_properties, remove_properties
from resolvers.errors import BadUserInput, Forbidden, InputPath, LimitExceeded
from resolvers.mutations.field_rules import checked_text
from resolvers.text import require_few_bytes, require_text
from schema.property import ImagePropertiesChange, ImagePropertyInput

_RESERVED = frozenset({"location", "deleted", "deleted_at"})
_RESERVED_PREFIX = "os_glance"


@dataclass(frozen=True, slots=True)
class PropertyWish:
    """What is to be set and removed; `replace` removes all others, but for the reserved."""

    set: Mapping[str, str] = field(default_factory=dict)
    remove: Collection[str] = ()
    replace: bool = False


def is_reserved(name: str) -> bool:
    """Whether Glance keeps the name to itself."""
    return name in _RESERVED or name.startswith(_RESERVED_PREFIX)


def new_properties(given: Sequence[ImagePropertyInput], most: int, path: InputPath) -> dict[str, str]:
    """Values by name; raises LIMIT_EXCEEDED, or BAD_USER_INPUT or FORBIDDEN with the place of a property."""
    require_few_properties({each.name for each in given}, most, path)
    values: dict[str, str] = {}
    for at, each in enumerate(given):
        place = (*path, at, "name")
        name = checked_text(each.name, place, least=1, most=255)
        _refuse_reserved(name, place)
        if name in values:
            raise BadUserInput(f"The property {name} is given twice.", place)
        values[name] = _checked_value(each.value, (*path, at, "value"))
    return values


def property_wish(change: ImagePropertiesChange, most: int, path: InputPath) -> PropertyWish:
    if change.replace is not None:
        return PropertyWish(new_properties(change.replace.value, most, (*path, "replace")), replace=True)
    assert change.merge is not None  # One of the two is given, says @oneOf.
    merge, path = change.merge.value, (*path, "merge")
    values = new_properties(merge.set, most, (*path, "set"))
    for at, name in enumerate(merge.remove):
        place = (*path, "remove", at)
        require_text(name, "A name", place)
        _refuse_reserved(name, place)
        if name in values:
            raise BadUserInput(f"The property {name} is both set and removed.", place)
    return PropertyWish(values, merge.remove)


def _refuse_reserved(name: str, path: InputPath) -> None:
    if is_reserved(name):
        raise Forbidden(f"The property name {name} is reserved.", path)


def _checked_value(value: str, path: InputPath) -> str:
    require_text(value, "The value", path)
    require_few_bytes(value, "The value", path)
    return value


def require_few_properties(names: Collection[str], most: int, path: InputPath) -> None:
    """Raises LIMIT_EXCEEDED; those that Glance keeps for itself are not counted."""
    if sum(not name.startswith(_RESERVED_PREFIX) for name in names) > most:
        raise LimitExceeded(f"An image may have at most {most} properties.", path)


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """What differs from what stands: `known` are names that the image has, or had."""

    remove: Sequence[str]
    known: Mapping[str, str]
    new: Mapping[str, str]


def property_change(
    stored: StoredProperties, wish: PropertyWish, most: int, path: InputPath
) -> PropertyChange | None:
    """None if nothing differs; raises LIMIT_EXCEEDED."""
    live = {name: value for name, (value, lives) in stored.items() if lives}
    remove = set(live).difference(wish.set) if wish.replace else live.keys() & set(wish.remove)
    remove = {name for name in remove if not is_reserved(name)}
    different = {name: value for name, value in wish.set.items() if name not in live or live[name] != value}
    if not different.keys() <= live.keys():
        require_few_properties((live.keys() | different.keys()) - remove, most, path)
    new = {name: value for name, value in different.items() if name not in stored}
    known = {name: value for name, value in different.items() if name in stored}
    return PropertyChange(sorted(remove), known, new) if remove or different else None


async def write_properties(tx: Transaction, changes: Mapping[str, PropertyChange], times: Times) -> None:
    """By images."""
    await remove_properties(tx, {id_: each.remove for id_, each in changes.items()}, times)
    await overwrite_properties(tx, {id_: each.known for id_, each in changes.items()}, times)
    await add_properties(tx, {id_: each.new for id_, each in changes.items()}, times)
