"""The histogram: the latest intervals, oldest first, empty ones included, by a clock that the test holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.caller import ADMINISTRATOR, Caller
from resolvers.plan.interval import latest_starts
from schema.aggregate import TimeInterval
from tests.reference.executor import Reference
from tests.support.databases.builders import image
from tests.support.databases.filled_database import CALLERS, VIEWERS, Place
from tests.support.databases.protocol import TestDatabase
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.databases.statement_recorder import RecordingStore
from tests.support.golden import GOLDEN, TIMED, compare, json_text, query_of, sql_text
from tests.support.http.in_process_client import AskingAs, asking_as
from tests.support.hypothesis_profile import drawn

pytestmark = pytest.mark.all_databases

QUERY = """
query($interval: TimeInterval!, $last: Int!, $includeDeleted: Boolean! = false) {
  imagesAggregate(includeDeleted: $includeDeleted) {
    byCreatedAt(interval: $interval, last: $last) { from count totalSize }
  }
}
"""

QUICK = drawn(50)

# A Wednesday, between two months and two years.
NOW = datetime(2026, 12, 30, 17, 45, 0, 1)
INTERVALS = ("HOUR", "DAY", "WEEK", "MONTH")


@pytest.mark.parametrize(
    ("interval", "now", "starts"),
    [
        ("HOUR", NOW, ["2026-12-30 15:00", "2026-12-30 16:00", "2026-12-30 17:00"]),
        ("HOUR", datetime(2026, 3, 1, 0, 0), ["2026-02-28 22:00", "2026-02-28 23:00", "2026-03-01 00:00"]),
        ("DAY", NOW, ["2026-12-28 00:00", "2026-12-29 00:00", "2026-12-30 00:00"]),
        ("DAY", datetime(2024, 3, 1, 23, 59), ["2024-02-28 00:00", "2024-02-29 00:00", "2024-03-01 00:00"]),
        ("WEEK", NOW, ["2026-12-14 00:00", "2026-12-21 00:00", "2026-12-28 00:00"]),
        # A Monday and the Sunday before it.
        ("WEEK", datetime(2026, 6, 1), ["2026-05-18 00:00", "2026-05-25 00:00", "2026-06-01 00:00"]),
        ("WEEK", datetime(2026, 5, 31, 23, 59), ["2026-05-11 00:00", "2026-05-18 00:00", "2026-05-25 00:00"]),
        ("MONTH", NOW, ["2026-10-01 00:00", "2026-11-01 00:00", "2026-12-01 00:00"]),
        ("MONTH", datetime(2026, 1, 31), ["2025-11-01 00:00", "2025-12-01 00:00", "2026-01-01 00:00"]),
    ],
)
def test_the_latest_intervals_end_with_the_one_that_holds_now(
    interval: str, now: datetime, starts: list[str]
) -> None:
    latest = latest_starts(TimeInterval[interval], 3, now)
    assert [f"{start:%Y-%m-%d %H:%M}" for start in latest] == starts


def asked_at(asking: AskingAs, now: datetime) -> AskingAs:
    return replace(asking, now=lambda: now)


@st.composite
def times(draw: st.DrawFn) -> datetime:
    """Times around those where intervals meet, some later than now."""
    whole = draw(st.sampled_from([start for each in TimeInterval for start in latest_starts(each, 5, NOW)]))
    return whole + timedelta(microseconds=draw(st.sampled_from((-1, 0, 1, 10**9, 10**11))))


ASKED = {
    "created": st.lists(times(), max_size=12),
    "caller": CALLERS,
    "interval": st.sampled_from(INTERVALS),
    "last": st.integers(1, 40),
    "now": times(),
}


def check(
    place: Place, created: list[datetime], caller: Caller, interval: str, last: int, now: datetime
) -> None:
    place.hold(
        [
            image(
                created_at=time.isoformat(" ", "microseconds"),
                size=2**62 if at % 3 else None,
                visibility="public" if at % 2 else "shared",
                deleted_at="2027-02-01 00:00:00.000000" if at % 5 == 4 else None,
            )
            for at, time in enumerate(created)
        ]
    )
    reference = Reference(place.file.path, VIEWERS[caller], now.replace(tzinfo=UTC))
    for deleted in (False, True):
        asked = {"interval": interval, "last": last, "includeDeleted": deleted}
        assert asked_at(place.asking, now).ask(caller, QUERY, **asked) == reference.ask(QUERY, asked)


@pytest.mark.slow
@QUICK
@given(**ASKED)
def test_each_image_is_counted_in_the_interval_of_its_creation(own: Place, **drawn: Any) -> None:
    check(own, **drawn)


@pytest.mark.slow
@drawn(12)
@given(**ASKED)
def test_on_a_server_too(on_server: Place, **drawn: Any) -> None:
    check(on_server, **drawn)


def test_images_before_and_after_the_intervals_are_not_counted(
    asking: AskingAs, database: TestDatabase
) -> None:
    times = ("2026-12-28 23:59:59.999999", "2026-12-29 00:00:00.000000", "2026-12-30 23:59:59.999999")
    database.insert(*(image(created_at=time, size=1) for time in (*times, "2026-12-31 00:00:00.000000")))
    answered = asked_at(asking, NOW).ask(ADMINISTRATOR, QUERY, interval="DAY", last=2)
    assert answered["imagesAggregate"]["byCreatedAt"] == [
        {"from": "2026-12-29T00:00:00.000000Z", "count": 1, "totalSize": 1},
        {"from": "2026-12-30T00:00:00.000000Z", "count": 1, "totalSize": 1},
    ]


def test_thirty_days_are_the_default(asking: AskingAs) -> None:
    answered = asked_at(asking, NOW).ask(ADMINISTRATOR, "{ imagesAggregate { byCreatedAt { from count } } }")
    days = answered["imagesAggregate"]["byCreatedAt"]
    assert len(days) == 30
    assert days[0] == {"from": "2026-12-01T00:00:00.000000Z", "count": 0}
    assert days[-1] == {"from": "2026-12-30T00:00:00.000000Z", "count": 0}


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("last", "code"),
    [(0, "BAD_USER_INPUT"), (-1, "BAD_USER_INPUT"), (1001, "LIMIT_EXCEEDED"), (100_000, "LIMIT_EXCEEDED")],
)
@pytest.mark.parametrize("interval", INTERVALS)
def test_too_few_or_too_many_intervals_are_refused(
    asking: AskingAs, interval: str, last: int, code: str
) -> None:
    refused = asking.refused(ADMINISTRATOR, QUERY, interval=interval, last=last)
    assert refused == (code, ["byCreatedAt", "last"])
    assert asking.ask(ADMINISTRATOR, QUERY, interval=interval, last=1000)


def test_several_histograms_share_one_clock(asking: AskingAs) -> None:
    ticks = iter(NOW + timedelta(hours=hours) for hours in range(9))
    histograms = "a: byCreatedAt(interval: HOUR) { from } b: byCreatedAt(interval: HOUR) { from }"
    ticking = replace(asking, now=lambda: next(ticks))
    answered = ticking.ask(ADMINISTRATOR, f"{{ imagesAggregate {{ {histograms} }} }}")["imagesAggregate"]
    assert answered["a"] == answered["b"]


def test_a_histogram_becomes_this_sql_and_this_answer(glance_database: SqliteDatabase) -> None:
    query, variables = query_of(TIMED)
    now = datetime(2026, 11, 24, 3)
    with asking_as(glance_database) as asking:
        store = RecordingStore(asking.store)
        data = replace(asking, store=store, now=lambda: now).ask(ADMINISTRATOR, query, **variables)
    compare(GOLDEN / f"{TIMED}.sql", sql_text(store.asked))
    compare(GOLDEN / f"{TIMED}.json", json_text(data))
    assert data == Reference(glance_database.path, now=now.replace(tzinfo=UTC)).ask(query, variables)
