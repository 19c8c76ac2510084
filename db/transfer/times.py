"""Times in the forms that databases and tools write."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

_TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d(:\d\d([.,]\d+)?)?) ?(?P<offset>Z|[+-]\d\d:?\d\d)?",
    re.ASCII | re.IGNORECASE,
)
_EPOCH = datetime(1970, 1, 1)


def parse_time(value: Any) -> Any:
    """A time in UTC without an offset; any other value stays as it is.

    A time is a text with or without a fraction, a T or a blank, an offset or a Z, or seconds since 1970.
    """
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _EPOCH + timedelta(seconds=value)
        found = _TIME.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            return value
        day, time, offset = found["day"], found["time"].replace(",", "."), found["offset"] or ""
        parsed = datetime.fromisoformat(f"{day}T{time}{offset.upper()}")
        return parsed if parsed.tzinfo is None else parsed.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return value
