"""The time intervals of histograms."""

from datetime import datetime, timedelta
from typing import assert_never

from schema.aggregate import TimeInterval


def latest_starts(interval: TimeInterval, count: int, now: datetime) -> list[datetime]:
    """The starts of the latest intervals, oldest first; the last interval contains `now`."""
    return [_start(interval, back, now) for back in reversed(range(count))]


def _start(interval: TimeInterval, back: int, now: datetime) -> datetime:
    hour = now.replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0)
    match interval:
        case TimeInterval.HOUR:
            return hour - timedelta(hours=back)
        case TimeInterval.DAY:
            return day - timedelta(days=back)
        case TimeInterval.WEEK:
            return day - timedelta(days=day.weekday(), weeks=back)
        case TimeInterval.MONTH:
            years, month = divmod(day.year * 12 + day.month - 1 - back, 12)
            return day.replace(year=years, month=month + 1, day=1)
        case _:
            assert_never(interval)
