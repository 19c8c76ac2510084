"""Ids of images: UUIDs with dashes, the same in upper and in lower case."""

import re
from collections.abc import Sequence

from resolvers.errors import LimitExceededError

_UUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")


def is_image_id(text: str) -> bool:
    """Whether the text is a UUID with dashes, the only form of an id."""
    return _UUID.fullmatch(text) is not None


def stored_id(text: str) -> str:
    """The id as Glimpse stores it, in lower case; a malformed id stays as it is."""
    return text.lower() if is_image_id(text) else text


def known_ids(ids: Sequence[str], limit: int) -> list[str]:
    """The argument `ids`: each id once, as Glimpse stores it, and no malformed ones, which match nothing.

    Raises LIMIT_EXCEEDED.
    """
    if len(ids) > limit:
        raise LimitExceededError(f"`ids` must have at most {limit} items.", ("ids",))
    return [id_ for id_ in dict.fromkeys(map(stored_id, ids)) if is_image_id(id_)]
