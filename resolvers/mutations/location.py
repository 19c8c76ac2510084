"""Changing where the copies of an image's data are stored: for administrators."""

from collections.abc import Mapping, Sequence
from math import isfinite

import orjson

from db.store import Transaction
from db.write.child import Times
from db.write.location import StoredLocation, add_locations, remove_locations
from resolvers.caller import Caller
from resolvers.errors import BadUserInput, Forbidden, InputPath, LimitExceeded
from resolvers.mutations.field_rules import checked_text
from resolvers.text import MOST_BYTES, is_text, require_few_bytes
from schema.location import ImageLocationInput


def require_may_locate(caller: Caller, path: InputPath) -> None:
    if not caller.is_administrator:
        raise Forbidden("Only administrators may set locations.", path)


def new_locations(given: Sequence[ImageLocationInput], most: int, path: InputPath) -> list[StoredLocation]:
    """Raises BAD_USER_INPUT with the place of a location, LIMIT_EXCEEDED beyond `most`."""
    if len(given) > most:
        raise LimitExceeded(f"An image may have at most {most} locations.", path)
    return [
        StoredLocation(
            _checked_url(each.url, (*path, at, "url")),
            _metadata_text(each.metadata or {}, (*path, at, "metadata")),
            each.status.value,
        )
        for at, each in enumerate(given)
    ]


def _checked_url(url: str, path: InputPath) -> str:
    checked_text(url, path, least=1, most=MOST_BYTES)
    require_few_bytes(url, "url", path)
    return url


def _metadata_text(metadata: object, path: InputPath) -> str:
    try:
        text = orjson.dumps(metadata, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        # A lone surrogate, a number beyond 64 bits, or too many levels.
        raise BadUserInput("metadata is no JSON that can be stored.", path) from error
    if len(text) > MOST_BYTES:
        raise BadUserInput(f"metadata is longer than {MOST_BYTES} bytes.", path)
    if not _can_be_stored(metadata):
        raise BadUserInput("metadata holds a NUL, or a number that is none.", path)
    return text.decode()


def _can_be_stored(value: object) -> bool:
    if isinstance(value, dict):
        return all(is_text(key) and _can_be_stored(each) for key, each in value.items())
    if isinstance(value, list):
        return all(map(_can_be_stored, value))
    if isinstance(value, float):
        # JSON cannot say infinity; a whole number beyond 64 bits has become a float on its way here.
        return isfinite(value) and not (value.is_integer() and abs(value) >= 2**63)
    return not isinstance(value, str) or is_text(value)


async def write_locations(
    tx: Transaction, lists: Mapping[str, Sequence[StoredLocation]], times: Times
) -> None:
    """By images; each list is written anew, for its order is that of its rows."""
    if lists:
        await remove_locations(tx, lists, times)
        await add_locations(tx, lists, times)
