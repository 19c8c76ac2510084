"""What each field of an image may hold (behaviour §2): given values in, values to store out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from strawberry import UNSET

from db.write.image import CHANGEABLE
from resolvers.caller import Caller
from resolvers.errors import BadUserInput, Forbidden, InputPath
from resolvers.names import api_name
from resolvers.text import require_text
from settings import Settings

# Fields that an update may clear; `owner` only by administrators.
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
class Rules:
    settings: Settings
    caller: Caller

    def fields(self, given: object, path: InputPath) -> dict[str, Any]:
        """The given changeable fields of an input, as they are stored; those left out are absent.

        Raises BAD_USER_INPUT with the field's place.
        """
        values: dict[str, Any] = {}
        for field in CHANGEABLE:
            value = getattr(given, field)
            if value is UNSET:
                continue
            place = (*path, api_name(field))
            if value is None:
                if field not in CLEARABLE:
                    raise BadUserInput(f"{api_name(field)} cannot be null.", place)
                values[field] = None
            else:
                values[field] = _CHECKS[field](self, value, place)
        return values

    def require_whole_hash(self, values: Mapping[str, Any], path: InputPath) -> None:
        if (values["hash_algorithm"] is None) != (values["hash_value"] is None):
            raise BadUserInput("hashAlgorithm and hashValue must be given together.", (*path, "hashValue"))

    def require_own(self, owner: str | None, path: InputPath) -> None:
        """An owner that is not the caller's project is for administrators to set."""
        if not self.caller.is_administrator and owner != self.caller.project:
            raise Forbidden(
                "Only administrators may set an owner other than their project.", (*path, "owner")
            )

    def require_may_publish(self, visibility: str, path: InputPath) -> None:
        allowed = self.caller.is_administrator or self.settings.public_by_anyone
        if visibility == "public" and not allowed:
            raise Forbidden("Only administrators may make an image public.", (*path, "visibility"))


Check = Callable[[Rules, Any, InputPath], Any]


def checked_text(text: str, path: InputPath, *, most: int, least: int = 0) -> str:
    """The text; raises BAD_USER_INPUT if it is too short or long, or cannot be stored."""
    name = _last_name(path)
    require_text(text, name, path)
    if not least <= len(text) <= most:
        raise BadUserInput(f"{name} must have {least} to {most} characters.", path)
    return text


def _last_name(path: InputPath) -> str:
    return next(str(step) for step in reversed(path) if isinstance(step, str))


def _text(most: int, least: int = 0) -> Check:
    return lambda _, value, path: checked_text(value, path, most=most, least=least)


def _whole(most: int) -> Check:
    def check(_: Rules, value: int, path: InputPath) -> int:
        if not 0 <= value <= most:
            raise BadUserInput(f"{path[-1]} must be from 0 to {most}.", path)
        return value

    return check


def _hexadecimal(least: int, most: int) -> Check:
    def check(_: Rules, value: str, path: InputPath) -> str:
        digits = value.lower()
        if not least <= len(value) <= most or not _HEXADECIMAL.fullmatch(digits):
            length = str(most) if least == most else f"at most {most}"
            raise BadUserInput(f"{path[-1]} must be {length} hexadecimal digits.", path)
        return digits

    return check


def _disk_format(rules: Rules, value: str, path: InputPath) -> str:
    return _one_of(value, rules.settings.disk_formats, path)


def _container_format(rules: Rules, value: str, path: InputPath) -> str:
    return _one_of(value, rules.settings.container_formats, path)


def _one_of(value: str, formats: tuple[str, ...], path: InputPath) -> str:
    if value not in formats:
        raise BadUserInput(f"{path[-1]} must be one of {', '.join(formats)}.", path)
    return value


def _stored_spelling(_: Rules, value: Enum, _path: InputPath) -> Any:
    return value.value


def _itself(_: Rules, value: bool, _path: InputPath) -> bool:
    return value


_CHECKS: Mapping[str, Check] = {
    "name": _text(255),
    "status": _stored_spelling,
    "visibility": _stored_spelling,
    "disk_format": _disk_format,
    "container_format": _container_format,
    "size": _whole(2**63 - 1),
    "virtual_size": _whole(2**63 - 1),
    "checksum": _hexadecimal(32, 32),
    "hash_algorithm": _text(64),
    "hash_value": _hexadecimal(0, 128),
    "min_disk": _whole(2**31 - 1),
    "min_ram": _whole(2**31 - 1),
    "owner": _text(255, least=1),
    "protected": _itself,
    "hidden": _itself,
}
