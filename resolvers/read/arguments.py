"""The arguments of selected fields: judged, and made operands of the statement."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from resolvers.errors import BadUserInput, InputPath, LimitExceeded
from resolvers.interval import latest_starts
from resolvers.text import require_text
from schema.scalars import serialize_datetime

# Of a facet or a histogram.
MOST_BUCKETS = 1000


def operands(field: str, given: Mapping[str, Any], path: InputPath, now: datetime) -> dict[str, object]:
    """What the SQL of a field takes, by name; `path` holds the keys of the answer down to the field.

    Raises BAD_USER_INPUT or LIMIT_EXCEEDED with the argument's place.
    """
    for name, value in given.items():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str):
                require_text(text, f"The argument {name}", (*path, name))
    if "first" in given:
        _require_number(given["first"], 0, (*path, "first"))
    if field != "byCreatedAt":
        return dict(given)
    _require_number(given["last"], 1, (*path, "last"))
    starts = latest_starts(given["interval"], given["last"], now)
    return {
        "interval": given["interval"].value,
        "starts": [serialize_datetime(start) for start in starts],
        "since": starts[0],
    }


def _require_number(buckets: int, least: int, path: InputPath) -> None:
    if buckets < least:
        raise BadUserInput(f"{path[-1]} must be at least {least}.", path)
    if buckets > MOST_BUCKETS:
        raise LimitExceeded(f"{path[-1]} is more than {MOST_BUCKETS}.", path)
