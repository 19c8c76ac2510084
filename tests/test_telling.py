"""When requests that have ended are logged and counted: soon, and in a busy server together with others."""

import asyncio
from collections.abc import Awaitable, Callable
from io import StringIO

import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.logged import logged
from web import watch
from web.metrics import Metrics
from web.watch import Watch


@pytest.fixture(autouse=True)
def long_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """So long that a machine that is busy does not take it for a turn."""
    monkeypatch.setattr(watch, "_PAUSE", 0.5)


async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


async def nothing() -> Message:
    return {"type": "http.request"}


async def nowhere(_: Message) -> None:
    return None


def scope(path: str = "/graphql") -> Scope:
    return {"type": "http", "method": "GET", "path": path, "headers": []}


async def a_turn() -> None:
    """Two of the event loop's: one for the requests, one for what they left to be done."""
    await asyncio.sleep(0)
    await asyncio.sleep(0)


def told(test: Callable[[Watch, Callable[[int], Awaitable[int]], StringIO], Awaitable[None]]) -> None:
    """The test gets what asks so many times in one turn, and says how many lines the log has then."""

    async def run(log: StringIO) -> None:
        watched = Watch(app, Metrics("test"))

        async def ask(times: int) -> int:
            for _ in range(times):
                asyncio.get_running_loop().create_task(watched(scope(), nothing, nowhere))
            await a_turn()
            return len(log.getvalue().splitlines())

        await test(watched, ask, log)

    with logged() as log:
        asyncio.run(run(log))


def test_a_request_is_told_when_the_turn_of_the_event_loop_ends() -> None:
    async def test(_: Watch, ask: Callable[[int], Awaitable[int]], __: StringIO) -> None:
        assert [await ask(1) for _ in range(3)] == [1, 2, 3]

    told(test)


def test_after_many_in_a_turn_the_next_are_told_together_after_a_pause() -> None:
    async def test(_: Watch, ask: Callable[[int], Awaitable[int]], log: StringIO) -> None:
        assert [await ask(4), await ask(1), await ask(1)] == [4, 4, 4]
        # Its end comes after that of the pause, which began before.
        await asyncio.sleep(watch._PAUSE)
        # Those were few.
        assert [len(log.getvalue().splitlines()), await ask(1)] == [6, 7]

    told(test)


@pytest.mark.parametrize("path", sorted(watch.QUIET))
def test_who_asks_for_numbers_gets_those_of_all_who_were_answered_before(path: str) -> None:
    async def test(watched: Watch, ask: Callable[[int], Awaitable[int]], log: StringIO) -> None:
        assert [await ask(4), await ask(3)] == [4, 4]
        asking = asyncio.ensure_future(watched(scope(path), nothing, nowhere))
        await asyncio.sleep(0)
        assert len(log.getvalue().splitlines()) == 7
        await asking

    told(test)


def test_at_the_end_of_serving_nobody_is_left() -> None:
    async def test(watched: Watch, ask: Callable[[int], Awaitable[int]], log: StringIO) -> None:
        assert [await ask(4), await ask(3)] == [4, 4]
        await watched({"type": "lifespan"}, nothing, nowhere)
        assert len(log.getvalue().splitlines()) == 7

    told(test)
