"""Requests under way: no more than the limit at a time, and none for a client who has left."""

import asyncio
from contextlib import suppress

import orjson
import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message

from db.sqlite.store import SqliteStore
from db.store import Statement
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.endpoints import Sent, context_that_waits, endpoint, posting, sent_by
from web.transports.disconnect import DisconnectMonitor

ASKED = {"query": "{ images { id } }"}
FOREVER = Statement(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n", ()
)


async def no_wait() -> None:
    return None


def status(sent: Sent) -> int:
    code: int = sent[0]["status"]
    return code


def test_a_request_beyond_the_limit_is_refused_until_another_is_answered() -> None:
    async def ask_three_times() -> tuple[Sent, Sent, Sent]:
        entered, released = asyncio.Event(), asyncio.Event()

        async def wait() -> None:
            entered.set()
            await released.wait()

        app = endpoint(context=context_that_waits(wait), max_in_flight=1)
        first = asyncio.ensure_future(sent_by(app, posting(ASKED)))
        await entered.wait()
        second = await sent_by(app, posting(ASKED))
        released.set()
        return await first, second, await sent_by(app, posting(ASKED))

    first, second, third = asyncio.run(ask_three_times())
    assert [status(first), status(second), status(third)] == [200, 503, 200]
    assert (b"retry-after", b"1") in second[0]["headers"]
    assert orjson.loads(second[1]["body"])["errors"][0]["extensions"] == {"code": "LIMIT_EXCEEDED"}


def test_a_body_that_is_slow_to_come_takes_no_place() -> None:
    async def ask_while_another_sends() -> Sent:
        begun, never = asyncio.Event(), asyncio.Event()

        async def receive() -> Message:
            begun.set()
            await never.wait()
            raise AssertionError

        app = endpoint(context=context_that_waits(no_wait), max_in_flight=1)
        slow = asyncio.ensure_future(sent_by(app, receive))
        await begun.wait()
        sent = await sent_by(app, posting(ASKED))
        slow.cancel()
        with suppress(asyncio.CancelledError):
            await slow
        return sent

    assert status(asyncio.run(ask_while_another_sends())) == 200


def test_what_a_client_asked_who_left_is_neither_finished_nor_answered() -> None:
    async def ask_and_leave() -> tuple[Sent, Sent]:
        entered, forever = asyncio.Event(), asyncio.Event()

        async def wait_once() -> None:
            if not entered.is_set():
                entered.set()
                await forever.wait()

        app = endpoint(context=context_that_waits(wait_once), max_in_flight=1)
        left = await sent_by(app, posting(ASKED, entered.wait))
        # Its place is free again.
        return left, await sent_by(app, posting(ASKED))

    left, next_ = asyncio.run(ask_and_leave())
    assert left == []
    assert status(next_) == 200


def test_the_statement_of_a_client_who_left_is_stopped(database: SqliteDatabase) -> None:
    async def read_and_leave() -> None:
        store = await SqliteStore.open(database.path, statement_timeout=600.0)
        try:
            for _ in range(3):
                with pytest.raises(ClientDisconnect), DisconnectMonitor(interval=0).watch(posting({})):
                    await store.read(FOREVER, {})
            # There are two reading connections: those that were stopped are there for others.
            await asyncio.gather(store.ping(), store.ping())
        finally:
            await store.close()

    asyncio.run(read_and_leave())


def test_a_cancellation_from_elsewhere_is_no_client_who_left() -> None:
    async def cancelled() -> None:
        async def never() -> Message:
            await asyncio.Event().wait()
            raise AssertionError

        looking = asyncio.Event()

        async def wait() -> None:
            with DisconnectMonitor(interval=0).watch(never):
                looking.set()
                await asyncio.Event().wait()

        task = asyncio.ensure_future(wait())
        await looking.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
