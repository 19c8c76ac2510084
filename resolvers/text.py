"""Checks of texts that every database can store."""

import re

from resolvers.errors import BadUserInputError, InputPath

# The limit of Glance's TEXT columns on MariaDB, in UTF-8.
MAX_TEXT_BYTES = 65_535

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def is_storable_text(text: str) -> bool:
    """Whether the text has no NUL and no unpaired surrogate, which is not a character."""
    return "\0" not in text and _LONE_SURROGATE.search(text) is None


def require_text(text: str, what: str, path: InputPath) -> None:
    """Raises BAD_USER_INPUT; `what` is the subject of the message."""
    if not is_storable_text(text):
        raise BadUserInputError(f"{what} must not contain NUL or unpaired surrogates.", path)


def require_text_bytes(text: str, what: str, path: InputPath) -> None:
    """Raises BAD_USER_INPUT; `what` is the subject of the message."""
    # A character has at most four bytes, so most texts need not be encoded.
    if len(text) * 4 > MAX_TEXT_BYTES and len(text.encode()) > MAX_TEXT_BYTES:
        raise BadUserInputError(f"{what} must have at most {MAX_TEXT_BYTES} bytes of UTF-8.", path)
