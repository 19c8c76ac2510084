"""How a process learns of commits, and what it does when it cannot."""

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime

import pytest

from db.events.log import (
    Author,
    EventRange,
    EventToRecord,
    assign_positions,
    event_range_statement,
    prune,
    record_events,
)
from db.server.store import ServerStore
from db.sqlite.store import SqliteStore
from db.store import (
    StatementTimeoutError,
    StoreUnavailableError,
    StoreUnreachableError,
)
from resolvers.event_feed import EventFeed, FeedTiming
from resolvers.event_retention import Retention, prune_events_forever
from tests.support.databases.builders import MADE, image
from tests.support.databases.connections import cut_connections
from tests.support.databases.servers import ServerDatabase
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.databases.statement_recorder import Failing
from tests.support.event_documents import FOLLOW, created
from tests.support.http.in_process_client import AskingAs, P

# Seconds.
PATIENCE = 30
IMPATIENT = FeedTiming(failure_pause=0.01, batch_retries=2, batch_retry_pause=0.01)


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(test(), PATIENCE))


def test_a_commit_of_ones_own_and_one_of_another_are_noticed_in_a_file(database: SqliteDatabase) -> None:
    async def test() -> None:
        store = await SqliteStore.open(database.path)
        watch = store.watch_commits()
        # Whatever was until now it has not seen.
        await watch.wait()
        async with store.begin():
            pass
        await watch.wait()
        noticing = asyncio.ensure_future(watch.wait())
        with closing(sqlite3.connect(database.path)) as other:
            other.execute("UPDATE images SET name = 'x'")
            other.commit()
        # It changed nothing, and yet was a commit if it wrote; else the next one is.
        await asyncio.to_thread(database.insert, image())
        await noticing
        done, _ = await asyncio.wait([asyncio.ensure_future(watch.wait())], timeout=0.3)
        # One more at most; then nothing happens, and nothing is told.
        done, waiting = await asyncio.wait([asyncio.ensure_future(watch.wait())], timeout=0.3)
        assert not done
        for each in waiting:
            each.cancel()
        await asyncio.wait(waiting)
        await watch.close()
        await store.close()

    run(test)


def test_a_watch_of_a_file_takes_no_thread(database: SqliteDatabase) -> None:
    """One would be left behind by who leaves while it is opened."""

    async def test() -> None:
        store = await SqliteStore.open(database.path)
        before = threading.active_count()
        watch = store.watch_commits()
        await watch.wait()
        assert threading.active_count() == before
        await watch.close()
        await store.close()

    run(test)


def test_a_watch_that_never_looked_is_closed(database: SqliteDatabase) -> None:
    async def test() -> None:
        store = await SqliteStore.open(database.path)
        await store.watch_commits().close()
        await store.close()

    run(test)


def test_a_server_is_asked_or_tells_and_a_cut_is_mended(server: ServerDatabase) -> None:
    async def test() -> None:
        store = await ServerStore.open(server.address)
        watch = store.watch_commits()
        for _ in range(2):
            await watch.wait()
            await asyncio.to_thread(cut_connections, server)
        await watch.wait()
        async with store.begin():
            pass
        await watch.wait()
        await watch.close()
        await store.close()

    run(test)


def test_where_nobody_can_listen_time_passes(server: ServerDatabase) -> None:
    async def test() -> None:
        store = await ServerStore.open(server.address, busy_timeout=1)
        watch = store.watch_commits()
        await asyncio.to_thread(server.execute_on_server, *refusing(server, refused=True))
        try:
            await watch.wait()
        finally:
            await asyncio.to_thread(server.execute_on_server, *refusing(server, refused=False))
        await watch.wait()
        await watch.close()
        await store.close()

    run(test)


def refusing(server: ServerDatabase, *, refused: bool) -> list[str]:
    """MariaDB has no such switch, and its watch needs no connection."""
    allowed = "false" if refused else "true"
    return (
        [f"ALTER DATABASE {server.name} ALLOW_CONNECTIONS {allowed}"]
        if server.dialect == "postgresql"
        else []
    )


def test_who_follows_waits_until_the_database_is_back(
    database: SqliteDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        store = await SqliteStore.open(database.path)
        logged_before = StoreUnreachableError("not again")
        failing = Failing(store, logged_before, StoreUnavailableError("away"), KeyError("ours"))
        feed = EventFeed(failing, limit=1, timing=IMPATIENT)
        with feed.subscribe():
            moved = asyncio.ensure_future(feed.wait_for_events(-1, lambda _: True))
            assert await moved == (-1, 0)
        await store.close()

    run(test)
    assert "Events cannot be read at the moment: away" in caplog.text
    assert "not again" not in caplog.text
    assert "KeyError: 'ours'" in caplog.text


def test_a_file_that_goes_while_somebody_follows_is_waited_for(
    database: SqliteDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        store = await SqliteStore.open(database.path)
        feed = EventFeed(store, limit=1, timing=IMPATIENT)
        database.path.rename(database.path.with_name("away.db"))
        with feed.subscribe():
            while "Commits cannot be watched at the moment: unable to open" not in caplog.text:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            database.path.with_name("away.db").rename(database.path)
            async with store.begin() as tx:
                told = EventToRecord(
                    there.id, "updated", datetime(2026, 1, 2), ("public", "p"), ("public", "p")
                )
                await record_events(tx, [told], author=Author())
            assert await feed.wait_for_events(0, lambda _: True) == (0, 1)
        await store.close()

    database.insert(there := image())
    run(test)


def test_old_events_are_forgotten_now_and_then(
    database: SqliteDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    database.insert(made := image())
    with database.connect() as connection:
        connection.executemany(
            """INSERT INTO image_events (position, image_id, type, changed_fields, occurred_at,
               visibility, members) VALUES (?, ?, 'updated', '[]', ?, 'public', '')""",
            [(at, made.id, MADE) for at in range(1, 2501)],
        )
        connection.commit()

    async def test() -> None:
        store = await SqliteStore.open(database.path)
        failing = Failing(store, StoreUnavailableError("away"), KeyError("ours"))
        feed = EventFeed(failing, limit=1)
        keeping = asyncio.ensure_future(prune_events_forever(failing, feed, Retention(10), interval=0.01))
        kept = EventRange(1, 2500)
        while kept == EventRange(1, 2500) or kept.newest - kept.oldest > 9:
            await asyncio.sleep(0.01)
            kept = EventRange.of(await store.read(event_range_statement("sqlite"), {}))
        assert kept == EventRange(2491, 2500)
        keeping.cancel()
        await asyncio.wait([keeping])
        await store.close()

    run(test)
    assert "Old events cannot be deleted at the moment: away" in caplog.text
    assert "KeyError: 'ours'" in caplog.text


def test_who_leaves_leaves_the_others_following(database: SqliteDatabase) -> None:
    async def test() -> None:
        store = await SqliteStore.open(database.path)
        feed = EventFeed(store, limit=2)
        with feed.subscribe():
            with feed.subscribe():
                assert feed.subscribers == 2
            moved = asyncio.ensure_future(feed.wait_for_events(-1, lambda _: True))
            assert await moved == (-1, 0)
        assert feed.subscribers == 0
        await store.close()

    run(test)


def test_of_no_events_none_is_forgotten_or_put_in_order(database: SqliteDatabase) -> None:
    async def test() -> None:
        store = await SqliteStore.open(database.path)
        async with store.begin() as tx:
            assert not await prune(tx, 1)
            assert not await assign_positions(tx)
        await store.close()

    run(test)


def test_a_glance_databases_events_are_left_alone(glance_database: SqliteDatabase) -> None:
    async def test() -> None:
        store = await SqliteStore.open(glance_database.path)
        await prune_events_forever(store, EventFeed(store, limit=1), Retention(1))
        await store.close()

    run(test)


def test_a_batch_is_asked_for_anew_until_the_database_is_back(asking: AskingAs) -> None:
    created(asking, name="a")
    asking = replace(asking, feed=EventFeed(asking.store, limit=2, timing=IMPATIENT))
    away = [StoreUnavailableError("away"), StatementTimeoutError("long")]
    following = replace(asking, store=Failing(asking.store, *away)).following(P, FOLLOW, after="e0")
    assert following.next()[0]["image"] == {"name": "a"}
    lost = replace(asking, store=Failing(asking.store, *away, StoreUnavailableError("still away")))
    assert lost.not_followed(P, FOLLOW, after="e0") == ("UNAVAILABLE", None)
