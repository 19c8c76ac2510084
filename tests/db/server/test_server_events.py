"""The log of events on servers, where ids are given before a change is committed."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from db.events.changes import FieldChange
from db.events.log import Author, EventRange, EventToRecord, event_range_statement, record_events
from db.query.event import ImageEvents
from db.server.store import ServerStore
from db.store import StoreUnavailableError
from resolvers.caller import ADMINISTRATOR
from resolvers.event_feed import EventFeed, FeedTiming
from resolvers.event_retention import Retention, prune_events
from tests.support.databases.builders import Row, image
from tests.support.databases.connections import cut_connections
from tests.support.databases.servers import ServerDatabase
from tests.support.databases.statement_recorder import Failing
from tests.support.event_documents import CREATE, FOLLOW, UPDATE, created
from tests.support.http.in_process_client import AskingAs, P, asking_store

WAITING = "SELECT count(*) FROM image_events WHERE position IS NULL"
NOW = datetime(2026, 1, 2, 3, 4, 5)


def happened(image_id: str) -> EventToRecord:
    return EventToRecord(image_id, "updated", NOW, ("shared", "p"), ("shared", "p"), ["name"])


def images(server: ServerDatabase, count: int) -> list[Row]:
    made = [image() for _ in range(count)]
    server.insert(*made)
    return made


@pytest.fixture
def asking(server: ServerDatabase) -> Any:
    server.clear()
    with asking_store(ServerStore.open(server.address)) as asking:
        yield asking


def test_a_change_that_commits_late_is_told_after_what_was_told(
    asking: AskingAs, server: ServerDatabase
) -> None:
    first, second = images(server, 2)

    async def both() -> None:
        async with asking.store.begin() as held:
            # It has its id already, which is less than that of the next.
            await record_events(held, [happened(first.id)], author=Author())
            await asking._answer(P, UPDATE, {"id": second.id, "input": {"name": "b"}})
            told.append(await following._next(1))
            # Who follows has read on, and who comes now too.
            assert EventRange.of(
                await asking.store.read(event_range_statement(asking.store.dialect), {})
            ) == EventRange(1, 1)

    told: list[Any] = []
    following = asking.following(P, FOLLOW, after="e0")
    asking.loop.run(both())
    ((of_second,),) = told
    (of_first,) = following.next()
    assert (of_second["imageId"], of_second["cursor"]) == (second.id, "e1")
    assert (of_first["imageId"], of_first["cursor"]) == (first.id, "e2")
    again = asking.following(P, FOLLOW, after="e0")
    assert [event["imageId"] for event in again.next(2)] == [second.id, first.id]


def test_a_change_that_is_undone_leaves_no_gap(asking: AskingAs, server: ServerDatabase) -> None:
    (kept,) = images(server, 1)

    async def undone() -> None:
        async with asking.store.begin() as tx:
            await record_events(tx, [happened(kept.id)], author=Author())
            raise KeyError

    for _ in range(3):
        with pytest.raises(KeyError):
            asking.loop.run(undone())
        created(asking, name="a")
    events = asking.following(P, FOLLOW, after="e0").next(3)
    assert [event["cursor"] for event in events] == ["e1", "e2", "e3"]


def test_several_who_put_events_in_order_give_each_place_once(server: ServerDatabase) -> None:
    """As the processes that serve do, each for itself and all at once."""
    server.clear()

    async def test() -> None:
        stores = [await ServerStore.open(server.address, pool_size=4) for _ in range(3)]
        made = await asyncio.to_thread(images, server, 4)
        try:
            async with asyncio.TaskGroup() as all_of_them:
                for at in range(40):
                    all_of_them.create_task(change(stores[at % 3], made[at % 4].id))
                for store in stores:
                    all_of_them.create_task(put_in_order(store))
            await EventFeed(stores[0], limit=1).position_events()
            kept = event_range_statement(server.dialect)
            assert EventRange.of(await stores[1].read(kept, {})) == EventRange(1, 40)
        finally:
            for store in stores:
                await store.close()

    async def change(store: ServerStore, image_id: str) -> None:
        async with store.begin() as tx:
            await record_events(tx, [happened(image_id)], author=Author())

    async def put_in_order(store: ServerStore) -> None:
        feed = EventFeed(store, limit=1)
        for _ in range(10):
            await feed.position_events()
            await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(test(), 60))
    rows = server.rows("SELECT position, image_id, id FROM image_events ORDER BY position")
    assert [row[0] for row in rows] == list(range(1, 41))
    for each in {row[1] for row in rows}:
        ids = [row[2] for row in rows if row[1] == each]
        assert len(ids) == 10


def test_old_events_go_in_portions(asking: AskingAs, server: ServerDatabase) -> None:
    made = created(asking, name="a")

    async def many() -> None:
        for _ in range(3):
            async with asking.store.begin() as tx:
                await record_events(tx, [happened(made["id"])] * 900, author=Author())
        await asking.feed.position_events()
        await prune_events(asking.store, Retention(100))

    asking.loop.run(many())
    assert server.rows("SELECT count(*), min(position), max(position) FROM image_events") == [
        (100, 2602, 2701)
    ]


def test_events_of_a_process_get_positions_soon_though_nobody_reads_them(
    asking: AskingAs, server: ServerDatabase
) -> None:
    async def changes() -> None:
        feed = EventFeed(asking.store, limit=1, timing=FeedTiming(position_pause=0.01))
        process = replace(asking, feed=feed)
        for name in "ab":
            await process._answer(P, CREATE, {"input": {"name": name}})
        async with asyncio.timeout(30):
            while await asyncio.to_thread(server.rows, WAITING) != [(0,)]:  # noqa: ASYNC110 - of a database
                await asyncio.sleep(0.01)
        await process._answer(P, CREATE, {"input": {"name": "c"}})
        # Of two that read at the same time, one assigns the position and the other waits for it.
        await asyncio.gather(feed.position_noted_events(), feed.position_noted_events())
        await process._answer(P, CREATE, {"input": {"name": "d"}})
        # Its event waits for the next process that reads or changes.
        await feed.close()

    asking.loop.run(changes())
    assert server.rows("SELECT max(position), count(*) FROM image_events") == [(3, 4)]
    asking.loop.run(asking.feed.position_events())
    assert server.rows("SELECT max(position), count(*) FROM image_events") == [(4, 4)]


def test_events_are_read_without_positions_while_none_can_be_assigned(
    asking: AskingAs, server: ServerDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    async def read() -> tuple[int, int]:
        feed = EventFeed(asking.store, limit=1)
        process = replace(asking, feed=feed)
        await process._answer(P, CREATE, {"input": {"name": "a"}})
        feed._store = Failing(asking.store, StoreUnavailableError("away"))
        found = [await process._answer(P, "{ imageEvents { nodes { type } } }", {}) for _ in range(2)]
        await feed.close()
        before, after = (len(each["data"]["imageEvents"]["nodes"]) for each in found)
        return before, after

    assert asking.loop.run(read()) == (0, 1)
    assert "New events cannot get positions at the moment: away" in caplog.text


def test_histories_that_are_longer_than_a_server_may_send_are_refused(
    asking: AskingAs, server: ServerDatabase
) -> None:
    (made,) = images(server, 1)
    changed = replace(happened(made.id), changes=[FieldChange("name", "a" * 60_000, "b" * 60_000)])

    async def record() -> None:
        async with asking.store.begin() as tx:
            await record_events(tx, [changed] * 150, author=Author())
        await asking.feed.position_events()

    asking.loop.run(record())
    within = "history(first: 1000) { changes { before after } }"
    for query, field in (
        (f"{{ images(scope: VISIBLE) {{ {within} }} }}", "images"),
        (f"{{ imageEvents(first: 1) {{ edges {{ node {{ image {{ {within} }} }} }} }} }}", "imageEvents"),
    ):
        answered = asking.answer(ADMINISTRATOR, query)
        if server.dialect == "postgresql":
            assert "errors" not in answered
            continue
        (error,) = answered["errors"]
        assert (error["extensions"]["code"], error["path"]) == ("LIMIT_EXCEEDED", [field])


def test_a_follower_lives_through_cut_connections(asking: AskingAs, server: ServerDatabase) -> None:
    following = asking.following(ADMINISTRATOR, FOLLOW)
    created(asking, name="before")
    assert [event["image"]["name"] for event in following.next()] == ["before"]
    cut_connections(server)
    asking.ask(P, CREATE, input={"name": "after"})
    assert [event["image"]["name"] for event in following.next()] == ["after"]
    following.leave()


def test_events_are_rows_of_one_statement_whatever_is_asked() -> None:
    """A shape can be the key of a plan."""
    sight = P.viewer_scope(include_deleted=True)
    assert ImageEvents(sight) == ImageEvents(sight)
    assert hash(ImageEvents(sight, has_ids=True)) != hash(ImageEvents(sight))
