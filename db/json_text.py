"""JSON from outside: text in UTF-8 in which no object has a key twice."""

import orjson


class RepeatedKeyError(ValueError):
    """An object of the JSON has a key twice."""


def parse_json(text: bytes) -> object:
    """The value; raises orjson.JSONDecodeError, or RepeatedKeyError for an object with a key twice."""
    value = orjson.loads(text)
    # orjson keeps only the last pair of a key. The colons of the others are missing when it is written again.
    if _count_colons(text) != orjson.dumps(value).count(b":"):
        raise RepeatedKeyError
    return value


def _count_colons(text: bytes) -> int:
    """The colons of valid JSON, in strings too, where they may be escaped."""
    count = text.count(b":")
    if b"\\u003" in text:
        # What remains of `\\` must not be read as the start of another escape.
        escapes = text.replace(rb"\\", b"")
        count += escapes.count(b"\\u003a") + escapes.count(b"\\u003A")
    return count
