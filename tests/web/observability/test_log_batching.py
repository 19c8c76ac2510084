"""When requests that have ended are logged and counted: soon, and in a busy server together with others."""

import asyncio
from collections.abc import Awaitable, Callable
from io import StringIO

import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.support.http.asgi import nothing, nowhere
from tests.support.log_capture import logged
from web.observability import middleware as watch
from web.observability.metrics import Metrics
from web.observability.middleware import ObservabilityMiddleware
from web.request_record import RequestRecord, set_current_record


@pytest.fixture(autouse=True)
def long_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """So long that a machine that is busy does not take it for a turn."""
    monkeypatch.setattr(watch, "_PAUSE", 0.5)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await receive()
        return
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


def scope(path: str = "/graphql") -> Scope:
    return {"type": "http", "method": "GET", "path": path, "headers": []}


async def a_turn() -> None:
    """Two of the event loop's: one for the requests, one for what they left to be done."""
    await asyncio.sleep(0)
    await asyncio.sleep(0)


Ask = Callable[[int], Awaitable[int]]


def told(
    test: Callable[[ObservabilityMiddleware, Ask, StringIO], Awaitable[None]],
    *,
    line_format: str = "text",
    root_path: str = "",
) -> str:
    """The test gets what asks so many times in one turn, and says how many lines the log has then.

    The log at the end, when serving was ended by force.
    """

    async def run(log: StringIO) -> None:
        watched = ObservabilityMiddleware(app, Metrics("test"), root_path)
        forever = asyncio.get_running_loop().create_future()

        async def told_to_stop() -> Message:
            await forever
            raise AssertionError

        serving = asyncio.ensure_future(watched({"type": "lifespan"}, told_to_stop, nowhere))
        await asyncio.sleep(0)

        async def ask(times: int) -> int:
            for _ in range(times):
                asyncio.get_running_loop().create_task(watched(scope(), nothing, nowhere))
            await a_turn()
            return len(log.getvalue().splitlines())

        await test(watched, ask, log)
        assert not serving.done()

    with logged(line_format) as log:
        asyncio.run(run(log))
        return log.getvalue()


def test_a_request_is_told_when_the_turn_of_the_event_loop_ends() -> None:
    async def test(_: ObservabilityMiddleware, ask: Ask, __: StringIO) -> None:
        assert [await ask(1) for _ in range(3)] == [1, 2, 3]

    told(test)


def test_after_many_in_a_turn_the_next_are_told_together_after_a_pause() -> None:
    async def test(_: ObservabilityMiddleware, ask: Ask, log: StringIO) -> None:
        assert [await ask(4), await ask(1), await ask(1)] == [4, 4, 4]
        # Its end comes after that of the pause, which began before.
        await asyncio.sleep(watch._PAUSE)
        # Those were few.
        assert [len(log.getvalue().splitlines()), await ask(1)] == [6, 7]

    told(test)


@pytest.mark.parametrize("root_path", ["", "/our/images"])
@pytest.mark.parametrize("path", sorted(watch.PROBE_PATHS))
def test_who_asks_for_numbers_gets_those_of_all_who_were_answered_before(path: str, root_path: str) -> None:
    async def test(watched: ObservabilityMiddleware, ask: Ask, log: StringIO) -> None:
        assert [await ask(4), await ask(3)] == [4, 4]
        await watched(scope(root_path + path), nothing, nowhere)
        assert len(log.getvalue().splitlines()) == 7

    # Nor is that itself told, unless for debugging.
    assert len(told(test, root_path=root_path).splitlines()) == 7


def test_they_are_not_told_as_if_they_were_who_asks() -> None:
    async def test(watched: ObservabilityMiddleware, ask: Ask, _: StringIO) -> None:
        assert [await ask(4), await ask(3)] == [4, 4]
        # As in a task of a request that came behind another one.
        set_current_record(RequestRecord("another", trace_id="another trace"))
        await watched(scope("/healthz"), nothing, nowhere)

    assert "another" not in told(test, line_format="json")


def test_at_the_end_of_serving_nobody_is_left() -> None:
    async def test(watched: ObservabilityMiddleware, ask: Ask, log: StringIO) -> None:
        assert [await ask(4), await ask(3)] == [4, 4]
        await watched({"type": "lifespan"}, nothing, nowhere)
        assert len(log.getvalue().splitlines()) == 7
        # Whoever still comes is not told after a pause, at whose end nothing runs any more.
        assert [await ask(4), await ask(3)] == [11, 14]

    told(test)


def test_nor_if_serving_is_ended_by_force() -> None:
    async def test(_: ObservabilityMiddleware, ask: Ask, __: StringIO) -> None:
        assert [await ask(4), await ask(3)] == [4, 4]

    assert len(told(test).splitlines()) == 7
