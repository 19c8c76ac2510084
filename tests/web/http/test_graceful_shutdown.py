"""An application that notices the signal to stop: it refuses what comes, and finishes what it has begun."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from types import FrameType

import httpx2
import pytest
from starlette.types import Message, Receive, Scope, Send

from app import create_app
from settings import Settings
from tests.support.databases.sqlite_file import SqliteDatabase
from web.http.graceful_shutdown import ShutdownMiddleware, ShutdownSignal
from web.observability.access_log import AccessLog
from web.observability.middleware import ObservabilityMiddleware

REFUSAL = {
    "errors": [{"message": "The server is shutting down; retry.", "extensions": {"code": "UNAVAILABLE"}}]
}


@contextmanager
def a_server_that_ends_by(number: signal.Signals) -> Iterator[list[int]]:
    """The signals that came to the server itself."""
    came = list[int]()

    def handle(number: int, _: FrameType | None) -> None:
        came.append(number)

    before = signal.signal(number, handle)
    try:
        yield came
        assert signal.getsignal(number) is handle
    finally:
        signal.signal(number, before)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_signal_to_stop_is_noticed_and_comes_to_the_server(number: signal.Signals) -> None:
    stopping = ShutdownSignal()
    with a_server_that_ends_by(number) as came:
        with stopping.watch_signals():
            assert not stopping.has_begun
            signal.raise_signal(number)
            assert stopping.has_begun
        signal.raise_signal(number)
        assert came == [number, number]


def test_where_no_signal_comes_none_is_waited_for() -> None:
    stopping = ShutdownSignal()
    handlers = list[object]()

    def elsewhere() -> None:
        with stopping.watch_signals():
            handlers.append(signal.getsignal(signal.SIGTERM))

    with a_server_that_ends_by(signal.SIGTERM):
        handlers.append(signal.getsignal(signal.SIGTERM))
        thread = Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert handlers[0] is handlers[1]


def test_a_signal_that_no_server_handles_is_left_as_it_is() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with (stopping := ShutdownSignal()).watch_signals():
            signal.raise_signal(signal.SIGTERM)
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
        assert not stopping.has_begun
    finally:
        signal.signal(signal.SIGTERM, before)


def test_an_application_that_was_told_to_stop_is_ready_for_nothing(database: SqliteDatabase) -> None:
    url = database.url
    app = create_app(Settings.from_environment({"GLIMPSE_DATABASE_URL": url}))

    async def ask() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
        ):
            ready = await client.get("/readyz")
            signal.raise_signal(signal.SIGTERM)
            question = client.post(
                "/graphql", json={"query": "mutation { createImage(input: {}) { __typename } }"}
            )
            return [ready, await client.get("/readyz"), await question]

    with a_server_that_ends_by(signal.SIGTERM):
        ready, unready, refused = asyncio.run(ask())
    assert (ready.status_code, ready.json()) == (200, {"status": "ok"})
    for response in (unready, refused):
        assert (response.status_code, response.headers["connection"]) == (503, "close")
    assert unready.json() == {"status": "unavailable", "reason": "stopping"}
    assert refused.json() == REFUSAL


@pytest.mark.parametrize("second", [None, signal.SIGTERM, signal.SIGINT])
def test_a_delayed_stop_is_announced_and_begins_later_or_by_a_second_signal(
    second: signal.Signals | None, database: SqliteDatabase
) -> None:
    delay = "0.2" if second is None else "3600"
    environ = {"GLIMPSE_DATABASE_URL": database.url, "GLIMPSE_SHUTDOWN_DELAY": delay}
    app = create_app(Settings.from_environment(environ))

    async def ask(came: list[int]) -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
        ):
            signal.raise_signal(signal.SIGTERM)
            answers = [await client.get("/readyz"), await client.get("/healthz")]
            answers.append(await client.post("/graphql", json={"query": "{ __typename }"}))
            assert came == []
            if second is not None:
                signal.raise_signal(second)
            while not came:  # noqa: ASYNC110 - a signal handler sets no event
                await asyncio.sleep(0.01)
            return [*answers, await client.get("/readyz")]

    with a_server_that_ends_by(second or signal.SIGTERM) as came:
        if second is signal.SIGINT:
            with a_server_that_ends_by(signal.SIGTERM) as others:
                answers = asyncio.run(ask(came))
            assert others == []
        else:
            answers = asyncio.run(ask(came))
    unready, alive, answered, refused = answers
    assert (unready.status_code, unready.json()) == (503, {"status": "unavailable", "reason": "stopping"})
    assert alive.status_code == 200
    assert (answered.status_code, answered.json()) == (200, {"data": {"__typename": "Query"}})
    assert (refused.status_code, refused.json()) == (503, unready.json())
    assert came == [second or signal.SIGTERM]


def test_the_end_of_the_delay_changes_nothing_after_a_second_signal() -> None:
    async def stop(came: list[int]) -> None:
        with (stopping := ShutdownSignal(0.05)).watch_signals():
            signal.raise_signal(signal.SIGTERM)
            await asyncio.sleep(0)
            signal.raise_signal(signal.SIGTERM)
            assert stopping.has_begun
            await asyncio.sleep(0.2)
            assert came == [signal.SIGTERM]

    with a_server_that_ends_by(signal.SIGTERM) as came:
        asyncio.run(stop(came))


@pytest.mark.parametrize("begun", [False, True])
def test_a_request_that_is_cut_is_refused_unless_its_answer_has_begun(begun: bool) -> None:
    sent = list[Message]()

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise asyncio.CancelledError

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    async def ask() -> None:
        watched = ObservabilityMiddleware(ShutdownMiddleware(app, ShutdownSignal()), AccessLog(None))
        await watched({"type": "http", "method": "GET", "path": "/", "headers": []}, receive, send)

    if begun:
        with pytest.raises(asyncio.CancelledError):
            asyncio.run(ask())
    else:
        asyncio.run(ask())
    assert [message.get("status") for message in sent] == ([200] if begun else [503, None])
