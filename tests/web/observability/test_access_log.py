"""Ended requests are counted and logged soon, in one write; probes, a stop and /metrics miss none of them."""

import asyncio
from collections.abc import Awaitable, Callable
from io import StringIO
from typing import Any

import pytest

from tests.support.http.asgi import nothing, nowhere
from tests.support.log_capture import logged
from web.observability.access_log import AccessLog
from web.observability.metrics import Metrics
from web.observability.middleware import PROBE_PATHS, ObservabilityMiddleware
from web.request_record import RequestRecord, set_current_record

# So long that no timer ends within a test, and so short that one ends soon.
LONG, SHORT = 60.0, 0.001


async def app(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


class Requests:
    """Requests through the middleware, and the log that they leave."""

    def __init__(self, access_log: AccessLog, log: StringIO, root_path: str) -> None:
        self.access_log = access_log
        self._log = log
        self._app = ObservabilityMiddleware(app, access_log, root_path)

    async def send(self, count: int = 1, path: str = "/graphql") -> None:
        for _ in range(count):
            scope = {"type": "http", "method": "GET", "path": path, "headers": []}
            await self._app(scope, nothing, nowhere)

    @property
    def lines(self) -> int:
        return len(self._log.getvalue().splitlines())


def run(
    test: Callable[[Requests], Awaitable[None]],
    *,
    interval: float = LONG,
    line_format: str = "text",
    root_path: str = "",
) -> str:
    """What is logged until serving has ended."""

    async def serve(log: StringIO) -> None:
        access_log = AccessLog(Metrics("test"), flush_interval=interval)
        with access_log.serving():
            await test(Requests(access_log, log, root_path))

    with logged(line_format) as log:
        asyncio.run(serve(log))
        return log.getvalue()


def test_lines_wait_for_each_other_and_are_written_when_the_interval_ends() -> None:
    async def test(requests: Requests) -> None:
        await requests.send(3)
        assert requests.lines == 0
        # Behind the timer of the lines, which began before.
        await asyncio.sleep(SHORT)
        assert requests.lines == 3

    run(test, interval=SHORT)


def test_lines_of_one_interval_are_one_write() -> None:
    writes = list[str]()

    class Recorded(StringIO):
        def write(self, text: str) -> int:
            writes.append(text)
            return len(text)

    async def serve() -> None:
        access_log = AccessLog(None, flush_interval=LONG)
        with access_log.serving():
            await Requests(access_log, StringIO(), "").send(5)

    with logged(stream=Recorded()):
        asyncio.run(serve())
    assert [text.count("\n") for text in writes] == [5]


@pytest.mark.parametrize("root_path", ["", "/our/images"])
@pytest.mark.parametrize("path", sorted(PROBE_PATHS))
def test_a_probe_finds_all_earlier_requests_counted(path: str, root_path: str) -> None:
    async def test(requests: Requests) -> None:
        await requests.send(7)
        await requests.send(path=root_path + path)
        assert requests.lines == 7

    # Nor is the probe itself logged, unless for debugging.
    assert len(run(test, root_path=root_path).splitlines()) == 7


def test_lines_are_not_written_in_the_context_of_the_request_that_flushes() -> None:
    async def test(requests: Requests) -> None:
        await requests.send(3)
        # As in a task of a request that came behind another one.
        set_current_record(RequestRecord("another", trace_id="another trace"))
        await requests.send(path="/healthz")

    assert "another" not in run(test, line_format="json")


def test_the_end_of_serving_writes_all_lines_and_later_ones_at_once() -> None:
    async def serve(log: StringIO) -> None:
        access_log = AccessLog(None, flush_interval=LONG)
        requests = Requests(access_log, log, "")
        with access_log.serving():
            await requests.send(4)
        assert requests.lines == 4
        await requests.send()
        assert requests.lines == 5

    with logged() as log:
        asyncio.run(serve(log))


def test_a_forced_end_of_serving_writes_all_lines() -> None:
    async def serve(log: StringIO) -> None:
        access_log = AccessLog(None, flush_interval=LONG)
        with access_log.serving():
            await Requests(access_log, log, "").send(4)
            raise KeyboardInterrupt

    with logged() as log:
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(serve(log))
        assert len(log.getvalue().splitlines()) == 4
