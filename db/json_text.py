"""JSON from outside: text in UTF-8 in which no object has a key twice, with a bound of its nesting."""

import json

import orjson

# orjson writes no value with more. `GLIMPSE_MAX_JSON_DEPTH` is at most 200.
MAX_LEVELS = 254

# Found faster than by a regular expression: every digit becomes a zero, every other byte a blank.
_DIGITS_AS_ZEROS = bytes(48 if chr(byte) in "0123456789" else 32 for byte in range(256))
_MANY_DIGITS = b"0" * 19


class TooDeepError(ValueError):
    """The JSON has more than MAX_LEVELS levels of nesting; the message completes a sentence about it."""

    def __init__(self) -> None:
        super().__init__(f"must have at most {MAX_LEVELS} levels of nesting")


class NumberOutOfRangeError(ValueError):
    """The JSON has a number such as 1e400; the message completes a sentence about it."""

    def __init__(self) -> None:
        super().__init__("must not have a number out of range, such as 1e400")


class RepeatedKeyError(ValueError):
    """An object of the JSON has a key twice."""


def parse_json(text: bytes) -> object:
    """The value, with integers of any size; `orjson.dumps` refuses one with an integer beyond 64 bits.

    Raises orjson.JSONDecodeError, TooDeepError, NumberOutOfRangeError or RepeatedKeyError.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        # Beyond 1024 levels orjson reads no further.
        if error.msg.startswith("depth limit exceeded"):
            raise TooDeepError from error
        if error.msg.startswith("number is infinity"):
            raise NumberOutOfRangeError from error
        raise
    try:
        written = orjson.dumps(value)
    except orjson.JSONEncodeError as error:
        # Nothing else that was read cannot be written.
        raise TooDeepError from error
    # orjson keeps only the last pair of a key. The colons of the others are missing when it is written again.
    if _count_colons(text) != written.count(b":"):
        raise RepeatedKeyError
    # orjson makes a float of an integer beyond 64 bits.
    return json.loads(text.decode()) if _MANY_DIGITS in text.translate(_DIGITS_AS_ZEROS) else value


def _count_colons(text: bytes) -> int:
    """The colons of valid JSON, in strings too, where they may be escaped."""
    count = text.count(b":")
    if b"\\u003" in text:
        # What remains of `\\` must not be read as the start of another escape.
        escapes = text.replace(rb"\\", b"")
        count += escapes.count(b"\\u003a") + escapes.count(b"\\u003A")
    return count
