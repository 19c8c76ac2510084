"""Names of fields in the API and in Python."""

import re
from functools import lru_cache

from db.fields.selection import TYPENAME


@lru_cache(maxsize=256)
def field_name(api_name: str) -> str:
    """`min_disk` for `minDisk`; `__typename` stays as it is."""
    if api_name == TYPENAME:
        return api_name
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", api_name).lower()


@lru_cache(maxsize=256)
def api_name(field: str) -> str:
    """`minDisk` for `min_disk`, and `in` for `in_`, because `in` is a keyword of Python."""
    first, *others = field.rstrip("_").split("_")
    return first + "".join(other.capitalize() for other in others)
