"""Changing where the copies of an image's data are stored: for administrators."""

from collections.abc import Mapping, Sequence
from math import isfinite

import orjson

from db.store import Transaction
from db.write.child import Times
from db.write.location import StoredLocation, add_locations, remove_locations
from resolvers.caller import Caller
from resolvers.errors import BadUserInputError, ForbiddenError, InputPath, LimitExceededError
from resolvers.mutations.field_rules import checked_text
from resolvers.text import MAX_TEXT_BYTES, is_storable_text, require_text_bytes
from schema.location import ImageLocationInput


def require_can_set_locations(caller: Caller, path: InputPath) -> None:
    if not caller.is_administrator:
        raise ForbiddenError("Only administrators may set locations.", path)


def new_locations(given: Sequence[ImageLocationInput], limit: int, path: InputPath) -> list[StoredLocation]:
    """Raises BAD_USER_INPUT with the place of a location, LIMIT_EXCEEDED beyond `most`."""
    if len(given) > limit:
        raise LimitExceededError(f"An image may have at most {limit} locations.", path)
    return [
        StoredLocation(
            _checked_url(each.url, (*path, at, "url")),
            _metadata_text(each.metadata or {}, (*path, at, "metadata")),
            each.status.value,
        )
        for at, each in enumerate(given)
    ]


def _checked_url(url: str, path: InputPath) -> str:
    checked_text(url, path, min_characters=1, max_characters=MAX_TEXT_BYTES)
    require_text_bytes(url, "url", path)
    return url


def _metadata_text(metadata: object, path: InputPath) -> str:
    try:
        text = orjson.dumps(metadata, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        # A lone surrogate, a number beyond 64 bits, or too many levels.
        raise BadUserInputError("metadata is no JSON that can be stored.", path) from error
    if len(text) > MAX_TEXT_BYTES:
        raise BadUserInputError(f"metadata is longer than {MAX_TEXT_BYTES} bytes.", path)
    if not _is_storable_json(metadata):
        raise BadUserInputError("metadata holds a NUL, or a number that is none.", path)
    return text.decode()


def _is_storable_json(value: object) -> bool:
    if isinstance(value, dict):
        return all(is_storable_text(key) and _is_storable_json(each) for key, each in value.items())
    if isinstance(value, list):
        return all(map(_is_storable_json, value))
    if isinstance(value, float):
        # JSON cannot say infinity; a whole number beyond 64 bits has become a float on its way here.
        return isfinite(value) and not (value.is_integer() and abs(value) >= 2**63)
    return not isinstance(value, str) or is_storable_text(value)


async def write_locations(
    tx: Transaction, lists: Mapping[str, Sequence[StoredLocation]], times: Times
) -> None:
    """By images; each list is written anew, for its order is that of its rows."""
    if lists:
        await remove_locations(tx, lists, times)
        await add_locations(tx, lists, times)
