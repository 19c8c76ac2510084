"""Text that every database can hold."""

import re

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def is_text(text: str) -> bool:
    """Whether it has no NUL, and no half of a surrogate pair (which is no character of Unicode)."""
    return "\0" not in text and _LONE_SURROGATE.search(text) is None
