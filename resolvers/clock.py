"""What time it is."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Naive, as it is stored."""
    return datetime.now(UTC).replace(tzinfo=None)
