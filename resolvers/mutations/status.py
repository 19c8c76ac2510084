"""The life-cycle of an image: initial statuses and transitions (rules §3)."""

from collections.abc import Collection, Mapping
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

FORMAT_FIELDS = ("disk_format", "container_format")
_STATUSES_WITH_FORMATS = frozenset({"saving", "active", "importing"})

# Known once there is data; cleared when the image waits for data again.
DATA_FIELDS = ("size", "virtual_size", "checksum", "hash_algorithm", "hash_value")

_FIXED_WHILE = frozenset({"active", "deactivated"})
_FIXED = (*FORMAT_FIELDS, *DATA_FIELDS)


def require_initial_status(status: str, caller: Caller, path: InputPath) -> None:
    if status == "deleted" or not (caller.is_administrator or status in INITIAL_STATUSES):
        raise BadUserInputError(f"`status` of a new image must not be {status.upper()}.", (*path, "status"))


def require_transition(before: str, after: str, caller: Caller, path: InputPath) -> None:
    """Raises CONFLICT for an illegal transition."""
    if after == "deleted":
        raise ConflictError("`status` must not be DELETED: use `deleteImage`.", (*path, "status"))
    if not caller.is_administrator and after not in TRANSITIONS[before]:
        raise ConflictError(
            f"`status` cannot change from {before.upper()} to {after.upper()}.", (*path, "status")
        )


def require_formats(
    values: Mapping[str, Any],
    path: InputPath,
    *,
    has_locations: bool,
    fields: Collection[str] = FORMAT_FIELDS,
) -> None:
    """Requires both formats of an image that has or receives data, from every caller (rules §3).

    An active image without data needs none: a snapshot of volumes is nothing but its properties.
    """
    status = values["status"]
    has_data = bool(values["size"]) or has_locations
    if status not in _STATUSES_WITH_FORMATS or (status == "active" and not has_data):
        return
    for field in FORMAT_FIELDS:
        if field in fields and values[field] is None:
            raise BadUserInputError(
                f"An image that is {status.upper()} needs a {api_name(field)}.", (*path, api_name(field))
            )


def require_formats_after(
    stored: Mapping[str, Any], changes: Mapping[str, Any], path: InputPath, *, has_locations: bool
) -> None:
    """Like `require_formats` for an update; stored formats are checked only if the status changes.

    A return from DEACTIVATED, where formats are fixed, checks none.
    """
    before, after = stored["status"], changes.get("status", stored["status"])
    comes_in = before != after and (before, after) != ("deactivated", "active")
    fields = FORMAT_FIELDS if comes_in else [field for field in FORMAT_FIELDS if field in changes]
    require_formats({**stored, **changes}, path, has_locations=has_locations, fields=fields)


def require_unlocked(before: str, changes: Mapping[str, Any], caller: Caller, path: InputPath) -> None:
    """While the data is in use, only administrators may change the fields that describe it."""
    if caller.is_administrator or before not in _FIXED_WHILE:
        return
    for field in _FIXED:
        if field in changes:
            raise ForbiddenError(
                f"Only administrators may change `{api_name(field)}` while `status` is {before.upper()}.",
                (*path, api_name(field)),
            )


def cleared_data_fields(
    given: Mapping[str, Any], stored: Mapping[str, Any], path: InputPath
) -> dict[str, None]:
    """The fields that a return to QUEUED clears; raises BAD_USER_INPUT if one of them is given."""
    for field in DATA_FIELDS:
        if given.get(field) not in (None, stored[field]):
            raise BadUserInputError(
                f"`{api_name(field)}` must not be set: a return to QUEUED clears it.",
                (*path, api_name(field)),
            )
    return {field: None for field in DATA_FIELDS if stored[field] is not None}
