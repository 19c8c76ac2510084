"""Scalars, where no answer passes through them: the read engine writes its own."""

from datetime import datetime

from schema.scalars import serialize_datetime


def test_a_time_is_written_in_utc_with_microseconds() -> None:
    assert serialize_datetime(datetime(2026, 11, 23, 20, 6)) == "2026-11-23T20:06:00.000000Z"
