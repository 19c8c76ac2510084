"""Text that every database can hold."""

import re

from resolvers.errors import BadUserInputError, InputPath

# Of UTF-8: what MariaDB's TEXT holds.
MAX_TEXT_BYTES = 65_535

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def is_storable_text(text: str) -> bool:
    """Whether it has no NUL, and no half of a surrogate pair (which is no character of Unicode)."""
    return "\0" not in text and _LONE_SURROGATE.search(text) is None


def require_text(text: str, what: str, path: InputPath) -> None:
    """Raises BAD_USER_INPUT, whose sentence begins with `what`."""
    if not is_storable_text(text):
        raise BadUserInputError(f"{what} holds a NUL or half a character.", path)


def require_text_bytes(text: str, what: str, path: InputPath) -> None:
    """Raises BAD_USER_INPUT, whose sentence begins with `what`."""
    # A character has at most four bytes: most texts need not be encoded to be measured.
    if len(text) * 4 > MAX_TEXT_BYTES and len(text.encode()) > MAX_TEXT_BYTES:
        raise BadUserInputError(f"{what} is longer than {MAX_TEXT_BYTES} bytes of UTF-8.", path)
