"""The rules for each field of an image (rules §2): checks given values, returns values to store."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from strawberry import UNSET

from db.rows.source import HEXADECIMAL_COLUMNS, column_name
from db.write.image import CHANGEABLE
from resolvers.caller import Caller
from resolvers.errors import BadUserInputError, ForbiddenError, InputPath
from resolvers.names import api_name
from resolvers.text import require_text
from settings import Settings

# Fields that an update may clear; only administrators may clear `owner`.
CLEARABLE = frozenset(
    {
        "name",
        "disk_format",
        "container_format",
        "size",
        "virtual_size",
        "checksum",
        "hash_algorithm",
        "hash_value",
        "owner",
    }
)

_HEXADECIMAL = re.compile("[0-9a-f]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class FieldRules:
    settings: Settings
    caller: Caller

    def checked_fields(
        self, given: object, path: InputPath, stored: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The given changeable fields of an input, as they are stored; those left out are absent.

        Those of an image that has them already are absent too, and not judged: an imported image may break
        any rule. Raises BAD_USER_INPUT with the field's place.
        """
        values: dict[str, Any] = {}
        for field in CHANGEABLE:
            value = getattr(given, field)
            if value is UNSET or (stored is not None and _is_unchanged(field, value, stored[field])):
                continue
            place = (*path, api_name(field))
            if value is None:
                if field not in CLEARABLE:
                    raise BadUserInputError(f"`{api_name(field)}` must not be null.", place)
                values[field] = None
            else:
                values[field] = _CHECKS[field](self, value, place)
        return values

    def require_whole_hash(self, values: Mapping[str, Any], path: InputPath) -> None:
        if (values["hash_algorithm"] is None) != (values["hash_value"] is None):
            raise BadUserInputError(
                "`hashAlgorithm` and `hashValue` must both be set or both be null.", (*path, "hashValue")
            )

    def require_own(self, owner: str | None, path: InputPath) -> None:
        """Raises FORBIDDEN unless the owner is the caller's project or the caller an administrator."""
        if not self.caller.is_administrator and owner != self.caller.project:
            raise ForbiddenError(
                "Only administrators may set `owner` to another project or null.", (*path, "owner")
            )

    def require_can_publish(self, visibility: str, path: InputPath) -> None:
        allowed = self.caller.is_administrator or self.settings.allow_publish
        if visibility == "public" and not allowed:
            raise ForbiddenError("Only administrators may set `visibility` to PUBLIC.", (*path, "visibility"))


def _is_unchanged(field: str, value: Any, stored: Any) -> bool:
    if isinstance(value, str) and isinstance(stored, str) and column_name(field) in HEXADECIMAL_COLUMNS:
        return value.lower() == stored.lower()
    return bool((value.value if isinstance(value, Enum) else value) == stored)


Check = Callable[[FieldRules, Any, InputPath], Any]


def checked_text(text: str, path: InputPath, *, max_characters: int, min_characters: int = 0) -> str:
    """The text; raises BAD_USER_INPUT if it is too short, too long or cannot be stored."""
    name = _last_name(path)
    require_text(text, name, path)
    if not min_characters <= len(text) <= max_characters:
        raise BadUserInputError(f"{name} must have {min_characters} to {max_characters} characters.", path)
    return text


def _last_name(path: InputPath) -> str:
    return next(f"`{step}`" for step in reversed(path) if isinstance(step, str))


def _text_check(most: int, least: int = 0) -> Check:
    return lambda _, value, path: checked_text(value, path, max_characters=most, min_characters=least)


def _integer_check(most: int) -> Check:
    def check(_: FieldRules, value: int, path: InputPath) -> int:
        if not 0 <= value <= most:
            raise BadUserInputError(f"`{path[-1]}` must be from 0 to {most}.", path)
        return value

    return check


def _hexadecimal_check(least: int, most: int) -> Check:
    def check(_: FieldRules, value: str, path: InputPath) -> str:
        digits = value.lower()
        if not least <= len(value) <= most or not _HEXADECIMAL.fullmatch(digits):
            length = str(most) if least == most else f"at most {most}"
            raise BadUserInputError(f"`{path[-1]}` must be {length} hexadecimal digits.", path)
        return digits

    return check


def _check_disk_format(rules: FieldRules, value: str, path: InputPath) -> str:
    return _check_one_of(value, rules.settings.disk_formats, path)


def _check_container_format(rules: FieldRules, value: str, path: InputPath) -> str:
    return _check_one_of(value, rules.settings.container_formats, path)


def _check_one_of(value: str, formats: tuple[str, ...], path: InputPath) -> str:
    if value not in formats:
        raise BadUserInputError(f"`{path[-1]}` must be one of {', '.join(formats)}.", path)
    return value


def _enum_value(_: FieldRules, value: Enum, _path: InputPath) -> Any:
    return value.value


def _accept(_: FieldRules, value: bool, _path: InputPath) -> bool:
    return value


_CHECKS: Mapping[str, Check] = {
    "name": _text_check(255),
    "status": _enum_value,
    "visibility": _enum_value,
    "disk_format": _check_disk_format,
    "container_format": _check_container_format,
    "size": _integer_check(2**63 - 1),
    "virtual_size": _integer_check(2**63 - 1),
    "checksum": _hexadecimal_check(32, 32),
    "hash_algorithm": _text_check(64),
    "hash_value": _hexadecimal_check(0, 128),
    "min_disk": _integer_check(2**31 - 1),
    "min_ram": _integer_check(2**31 - 1),
    "owner": _text_check(255, least=1),
    "protected": _accept,
    "hidden": _accept,
}
