"""The life-cycle of an image: where it may start, and what may follow (behaviour §3)."""

from collections.abc import Mapping
from typing import Any

from resolvers.caller import Caller
from resolvers.errors import BadUserInputError, ConflictError, ForbiddenError, InputPath
from resolvers.names import api_name

INITIAL_STATUSES = frozenset({"queued", "saving", "uploading", "importing", "active"})

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

_FORMAT_FIELDS = ("disk_format", "container_format")
_STATUSES_WITH_FORMATS = frozenset({"saving", "active", "importing"})

# Known once the data is there: lost when the image waits for data again.
DATA_FIELDS = ("size", "virtual_size", "checksum", "hash_algorithm", "hash_value")

_FIXED_WHILE = frozenset({"active", "deactivated"})
_FIXED = (*_FORMAT_FIELDS, *DATA_FIELDS)


def require_initial_status(status: str, caller: Caller, path: InputPath) -> None:
    if status == "deleted" or not (caller.is_administrator or status in INITIAL_STATUSES):
        raise BadUserInputError(f"An image cannot start {status.upper()}.", (*path, "status"))


def require_transition(before: str, after: str, caller: Caller, path: InputPath) -> None:
    """Raises CONFLICT if the one status cannot follow the other."""
    if after == "deleted":
        raise ConflictError("An image becomes DELETED by deleting it only.", (*path, "status"))
    if not caller.is_administrator and after not in TRANSITIONS[before]:
        raise ConflictError(f"{after.upper()} cannot follow {before.upper()}.", (*path, "status"))


def require_formats(values: Mapping[str, Any], path: InputPath) -> None:
    """An image whose data comes or is there has both formats, by whoever it is changed."""
    if values["status"] not in _STATUSES_WITH_FORMATS:
        return
    for field in _FORMAT_FIELDS:
        if values[field] is None:
            raise BadUserInputError(
                f"An image that is {values['status'].upper()} needs a {api_name(field)}.",
                (*path, api_name(field)),
            )


def require_unlocked(before: str, changes: Mapping[str, Any], caller: Caller, path: InputPath) -> None:
    """What describes the data is fixed while it is in use, but for administrators."""
    if caller.is_administrator or before not in _FIXED_WHILE:
        return
    for field in _FIXED:
        if field in changes:
            raise ForbiddenError(
                f"{api_name(field)} is fixed while the image is {before.upper()}.",
                (*path, api_name(field)),
            )


def cleared_data_fields(
    given: Mapping[str, Any], stored: Mapping[str, Any], path: InputPath
) -> dict[str, None]:
    """What an image loses that goes back to QUEUED; raises BAD_USER_INPUT for what is given there."""
    for field in DATA_FIELDS:
        if given.get(field) not in (None, stored[field]):
            raise BadUserInputError(
                f"Going back to QUEUED clears {api_name(field)}.", (*path, api_name(field))
            )
    return {field: None for field in DATA_FIELDS if stored[field] is not None}
