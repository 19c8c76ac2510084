"""The life-cycle of an image: where it may start, and what may follow (behaviour §3)."""

from collections.abc import Mapping
from typing import Any

from resolvers.caller import Caller
from resolvers.errors import BadUserInput, Conflict, Forbidden, InputPath
from resolvers.names import api_name

STARTS = frozenset({"queued", "saving", "uploading", "importing", "active"})

TRANSITIONS: Mapping[str, frozenset[str]] = {
    "queued": frozenset({"saving", "uploading", "importing", "active"}),
    "saving": frozenset({"active", "killed", "queued"}),
    "uploading": frozenset({"importing", "queued"}),
    "importing": frozenset({"active", "queued"}),
    "active": frozenset({"deactivated", "pending_delete"}),
    "deactivated": frozenset({"active"}),
    "pending_delete": frozenset({"active"}),
    "killed": frozenset(),
}

_FORMATS = ("disk_format", "container_format")
_NEED_FORMATS = frozenset({"saving", "active", "importing"})

# Known once the data is there: lost when the image waits for data again.
OF_THE_DATA = ("size", "virtual_size", "checksum", "hash_algorithm", "hash_value")

_FIXED_WHILE = frozenset({"active", "deactivated"})
_FIXED = (*_FORMATS, *OF_THE_DATA)


def require_start(status: str, caller: Caller, path: InputPath) -> None:
    if status == "deleted" or not (caller.is_administrator or status in STARTS):
        raise BadUserInput(f"An image cannot start {status.upper()}.", (*path, "status"))


def require_transition(before: str, after: str, caller: Caller, path: InputPath) -> None:
    """Raises CONFLICT if the one status cannot follow the other."""
    if after == "deleted":
        raise Conflict("An image becomes DELETED by deleting it only.", (*path, "status"))
    if not caller.is_administrator and after not in TRANSITIONS[before]:
        raise Conflict(f"{after.upper()} cannot follow {before.upper()}.", (*path, "status"))


def require_formats(values: Mapping[str, Any], path: InputPath) -> None:
    """An image whose data comes or is there has both formats, by whoever it is changed."""
    if values["status"] not in _NEED_FORMATS:
        return
    for field in _FORMATS:
        if values[field] is None:
            raise BadUserInput(
                f"An image that is {values['status'].upper()} needs a {api_name(field)}.",
                (*path, api_name(field)),
            )


def require_loose(before: str, changes: Mapping[str, Any], caller: Caller, path: InputPath) -> None:
    """What describes the data is fixed while it is in use, but for administrators."""
    if caller.is_administrator or before not in _FIXED_WHILE:
        return
    for field in _FIXED:
        if field in changes:
            raise Forbidden(
                f"{api_name(field)} is fixed while the image is {before.upper()}.",
                (*path, api_name(field)),
            )


def cleared(given: Mapping[str, Any], stored: Mapping[str, Any], path: InputPath) -> dict[str, None]:
    """What an image loses that goes back to QUEUED; raises BAD_USER_INPUT for what is given there."""
    for field in OF_THE_DATA:
        if given.get(field) not in (None, stored[field]):
            raise BadUserInput(f"Going back to QUEUED clears {api_name(field)}.", (*path, api_name(field)))
    return {field: None for field in OF_THE_DATA if stored[field] is not None}
