"""Metadata of a location, as Glimpse's tables keep it: a JSON object without blanks."""

from typing import Any

import orjson

from db.json_text import RepeatedKeyError, TooDeepError, parse_json

# As many as `GLIMPSE_MAX_JSON_DEPTH` can allow to clients.
_MAX_LEVELS = 200

_NO_OBJECT = "is not a JSON object"
_TOO_DEEP = f"has more than {_MAX_LEVELS} levels of nesting"


def normalize_metadata(stored: Any) -> tuple[str, str | None]:
    """The metadata, and the reason why it is another value than the stored one; `{}` if it cannot be kept."""
    if stored is None:
        return "{}", None
    if not isinstance(stored, str | bytes):
        return "{}", _NO_OBJECT
    reason = None
    try:
        held = parse_json(stored.encode() if isinstance(stored, str) else stored)
    except TooDeepError:
        return "{}", _TOO_DEEP
    except RepeatedKeyError:
        held, reason = orjson.loads(stored), "repeats a key"
    except ValueError:
        return "{}", _NO_OBJECT
    if not isinstance(held, dict):
        return "{}", _NO_OBJECT
    if _has_more_levels(held, _MAX_LEVELS):
        return "{}", _TOO_DEEP
    try:
        return orjson.dumps(held).decode(), reason
    except orjson.JSONEncodeError:
        return orjson.dumps(orjson.loads(stored)).decode(), "has an integer beyond 64 bits"


def _has_more_levels(value: object, most: int) -> bool:
    """Whether lists and objects nest beyond `most` levels; scalars have none."""
    level = [value]
    for _ in range(most + 1):
        containers = [each for each in level if isinstance(each, dict | list)]
        if not containers:
            return False
        level = [item for each in containers for item in (each.values() if isinstance(each, dict) else each)]
    return True
