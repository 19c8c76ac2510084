"""Changes of an image's locations, which only administrators may make."""

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
        raise ForbiddenError("Only administrators may set `locations`.", path)


def new_locations(given: Sequence[ImageLocationInput], limit: int, path: InputPath) -> list[StoredLocation]:
    """Of a new image; raises as `_checked_location`, and LIMIT_EXCEEDED beyond `limit`."""
    require_location_limit(given, limit, path)
    return [_checked_location(each, (*path, at)) for at, each in enumerate(given)]


def changed_locations(
    given: Sequence[ImageLocationInput],
    stored: Sequence[StoredLocation],
    caller: Caller,
    limit: int,
    path: InputPath,
) -> list[StoredLocation] | None:
    """The list to be stored; null if it is what stands. Locations that the image has are not judged.

    Raises FORBIDDEN for all but administrators, and as `new_locations`.
    """
    known = {_stored_key(each): each for each in stored}
    keys = [_given_key(each) for each in given]
    if keys == [_stored_key(each) for each in stored]:
        return None
    require_can_set_locations(caller, path)
    if not known.keys() >= set(keys):
        require_location_limit(given, limit, path)
    return [
        known[key] if key in known else _checked_location(each, (*path, at))
        for at, (key, each) in enumerate(zip(keys, given, strict=True))
    ]


# The url, the metadata as JSON with its keys in order (null if it is none), and the status.
_Key = tuple[str, bytes | None, str]


def _given_key(location: ImageLocationInput) -> _Key:
    return location.url, _sorted_json(location.metadata or {}), location.status.value


def _stored_key(location: StoredLocation) -> _Key:
    return location.url, _sorted_json(read_metadata(location.metadata)), location.status


def read_metadata(text: str) -> object:
    """As it is answered: what is no JSON object is an empty one."""
    try:
        metadata = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return metadata if isinstance(metadata, dict) else {}


def _sorted_json(value: object) -> bytes | None:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        return None


def require_location_limit(given: Sequence[object], limit: int, path: InputPath) -> None:
    if len(given) > limit:
        raise LimitExceededError(f"An image may have at most {limit} locations.", path)


def _checked_location(location: ImageLocationInput, path: InputPath) -> StoredLocation:
    """Raises BAD_USER_INPUT with the place in the location."""
    url = _checked_url(location.url, (*path, "url"))
    metadata = _metadata_text(location.metadata or {}, (*path, "metadata"))
    return StoredLocation(url, metadata, location.status.value)


def _checked_url(url: str, path: InputPath) -> str:
    checked_text(url, path, min_characters=1, max_characters=MAX_TEXT_BYTES)
    require_text_bytes(url, "`url`", path)
    return url


def _metadata_text(metadata: object, path: InputPath) -> str:
    try:
        text = orjson.dumps(metadata, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        # An unpaired surrogate, a number beyond 64 bits, or too many levels.
        raise BadUserInputError(
            "`metadata` must not contain unpaired surrogates, integers beyond 64 bits or too many levels.",
            path,
        ) from error
    if len(text) > MAX_TEXT_BYTES:
        raise BadUserInputError(f"`metadata` must have at most {MAX_TEXT_BYTES} bytes.", path)
    if not _is_storable_json(metadata):
        raise BadUserInputError("`metadata` must not contain NUL or numbers too large for JSON.", path)
    return text.decode()


def _is_storable_json(value: object) -> bool:
    if isinstance(value, dict):
        return all(is_storable_text(key) and _is_storable_json(each) for key, each in value.items())
    if isinstance(value, list):
        return all(map(_is_storable_json, value))
    if isinstance(value, float):
        # JSON has no infinity. A whole number beyond 64 bits in the variables was parsed as a float.
        return isfinite(value)
    return not isinstance(value, str) or is_storable_text(value)


async def write_locations(
    tx: Transaction, lists: Mapping[str, Sequence[StoredLocation]], times: Times
) -> None:
    """Replaces each image's list, because the order of its rows is the order of locations."""
    if lists:
        await remove_locations(tx, lists, times)
        await add_locations(tx, lists, times)
