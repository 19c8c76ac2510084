"""One idea, one word: how a field is called in the API and how it is called here."""

import re
from functools import lru_cache

from db.fields.selection import TYPENAME


@lru_cache(maxsize=256)
def field_name(api_name: str) -> str:
    """`min_disk` of `minDisk`; GraphQL's own names stay."""
    if api_name == TYPENAME:
        return api_name
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", api_name).lower()


@lru_cache(maxsize=256)
def api_name(field: str) -> str:
    """`minDisk` of `min_disk`, and `in` of `in_`, which Python keeps for itself."""
    first, *others = field.rstrip("_").split("_")
    return first + "".join(other.capitalize() for other in others)
