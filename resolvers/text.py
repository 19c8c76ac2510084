"""Text that every database can hold."""

import re

from resolvers.errors import BadUserInput, InputPath

# Of UTF-8: what MariaDB's TEXT holds.
MOST_BYTES = 65_535

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def is_text(text: str) -> bool:
    """Whether it has no NUL, and no half of a surrogate pair (which is no character of Unicode)."""
    return "\0" not in text and _LONE_SURROGATE.search(text) is None


def require_text(text: str, what: str, path: InputPath) -> None:
    """Raises BAD_USER_INPUT, whose sentence begins with `what`."""
    if not is_text(text):
        raise BadUserInput(f"{what} holds a NUL or half a character.", path)


def require_few_bytes(text: str, what: str, path: InputPath) -> None:
    """Raises BAD_USER_INPUT, whose sentence begins with `what`."""
    # A character has at most four bytes: most texts need not be encoded to be measured.
    if len(text) * 4 > MOST_BYTES and len(text.encode()) > MOST_BYTES:
        raise BadUserInput(f"{what} is longer than {MOST_BYTES} bytes of UTF-8.", path)
