"""Times in the forms that databases and tools write."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

_TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d(:\d\d([.,]\d+)?)?) ?(?P<offset>Z|[+-]\d\d:?\d\d)?",
    re.ASCII | re.IGNORECASE,
)
_EPOCH = datetime(1970, 1, 1)

# A change needs a later time. PostgreSQL's driver writes the first and the last one as infinite.
_FIRST, _LAST = datetime(1, 1, 2), datetime(9999, 12, 30)


def parse_time(value: Any) -> Any:
    """A time in UTC without an offset; any other value stays as it is.

    A time is a text with or without a fraction, a T or a blank, an offset or a Z, or seconds since 1970. Not
    taken are times before 0001-01-02 and after 9999-12-30T00:00.
    """
    try:
        time = _parse(value)
    except (ValueError, OverflowError):
        return value
    return time if time is not None and _FIRST <= time <= _LAST else value


def _parse(value: Any) -> datetime | None:
    """The time in UTC, or None; raises ValueError or OverflowError."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _EPOCH + timedelta(seconds=value)
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    day, time, offset = found["day"], found["time"].replace(",", "."), found["offset"] or ""
    parsed = datetime.fromisoformat(f"{day}T{time}{offset.upper()}")
    return parsed if parsed.tzinfo is None else parsed.astimezone(UTC).replace(tzinfo=None)
