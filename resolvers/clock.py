"""The clock."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The current time in UTC, naive as it is stored."""
    return datetime.now(UTC).replace(tzinfo=None)
