"""How long events are kept: by their number and by their age."""

from datetime import datetime, timedelta

import pytest

from db.events.log import BATCH_SIZE, Author, EventToRecord, prune, record_events
from resolvers.clock import utc_now
from resolvers.event_retention import Retention, prune_events
from tests.support.databases.builders import image
from tests.support.databases.protocol import TestDatabase
from tests.support.event_documents import EVENTS, FOLLOW, created, events
from tests.support.http.in_process_client import AskingAs, P

pytestmark = pytest.mark.all_databases

OLD = datetime(2020, 1, 1)


def record(asking: AskingAs, database: TestDatabase, *times: datetime) -> None:
    """An event at each of the times."""
    database.insert(made := image(visibility="public"))

    async def all_of_them() -> None:
        happened = [EventToRecord(made.id, "updated", at, ("public", "p"), ("public", "p")) for at in times]
        async with asking.store.begin() as tx:
            await record_events(tx, happened, author=Author())
        await asking.feed.position_events()

    asking.loop.run(all_of_them())


def kept(asking: AskingAs, retention: Retention) -> list[str]:
    """The cursors of what is left, newest first."""
    asking.loop.run(prune_events(asking.store, retention))
    return [event["cursor"] for event in events(asking)]


def test_zero_keeps_events_of_any_number_and_age(asking: AskingAs, database: TestDatabase) -> None:
    record(asking, database, OLD, OLD, utc_now())
    assert kept(asking, Retention(0)) == ["e3", "e2", "e1"]
    assert kept(asking, Retention(2)) == ["e3", "e2"]


def test_events_are_kept_by_their_age(asking: AskingAs, database: TestDatabase) -> None:
    now = utc_now()
    record(asking, database, OLD, now - timedelta(hours=2), now, OLD, now)
    assert kept(asking, Retention(0, max_age=3 * 3600)) == ["e5", "e4", "e3", "e2"]
    # An old event behind a newer one stays, because no gap may arise.
    assert kept(asking, Retention(0, max_age=3600)) == ["e5", "e4", "e3"]
    assert kept(asking, Retention(2, max_age=3600)) == ["e5", "e4"]


def test_the_newest_event_stays_however_old_it_is(asking: AskingAs, database: TestDatabase) -> None:
    record(asking, database, OLD, OLD)
    assert kept(asking, Retention(0, max_age=1)) == ["e2"]
    created(asking, name="a")
    assert [event["cursor"] for event in events(asking)] == ["e3", "e2"]


def test_a_batch_ends_before_the_events_that_are_kept(asking: AskingAs, database: TestDatabase) -> None:
    record(asking, database, *[OLD] * (BATCH_SIZE + 5), utc_now())

    async def pruned() -> bool:
        async with asking.store.begin() as tx:
            return await prune(tx, 0, OLD + timedelta(days=1))

    assert asking.loop.run(pruned())
    assert not asking.loop.run(pruned())
    assert [event["cursor"] for event in events(asking)] == [f"e{BATCH_SIZE + 6}"]


def test_behind_the_events_that_are_kept_a_page_is_empty(asking: AskingAs, database: TestDatabase) -> None:
    record(asking, database, *[OLD] * 4)
    assert kept(asking, Retention(2)) == ["e4", "e3"]
    assert events(asking, after="e3") == events(asking, after="e2") == []
    found = asking.ask(P, EVENTS, before="e1", last=1)["imageEvents"]
    assert [node["cursor"] for node in found["nodes"]] == ["e3"]
    assert not found["pageInfo"]["hasNextPage"]
    # A subscriber would miss events, so it is told.
    assert asking.not_followed(P, FOLLOW, after="e1") == ("CURSOR_EXPIRED", ["after"])
