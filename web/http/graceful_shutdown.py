"""Graceful shutdown: requests in progress are finished, new ones are refused."""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from web.http.errors import error_response
from web.observability.health import unready_response
from web.request_record import CLIENT_CLOSED_REQUEST, current_record

# The signals that stop a server: Ctrl+C, and `kill`.
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


logger = logging.getLogger("glimpse.web")


class ShutdownSignal:
    """Whether this process has received a signal to stop, and whether the shutdown has begun.

    After SIGTERM they are `delay` seconds apart, in which load balancers notice `/readyz` and send
    requests elsewhere.
    """

    def __init__(self, delay: float = 0.0) -> None:
        self.is_announced = False
        self.has_begun = False
        self._delay = delay

    @contextmanager
    def watch_signals(self) -> Iterator[None]:
        """Inside the block, a signal to stop sets `has_begun`, immediately or after the delay.

        With a delay, a second signal begins the shutdown, and the block must be inside an event loop.
        uvicorn notifies an application only after its requests have ended: too late to refuse any.
        """
        with ExitStack() as stack:
            # Python allows signal handlers in the main thread only, and uvicorn runs there.
            if threading.current_thread() is threading.main_thread():
                for number in _SIGNALS:
                    stack.enter_context(self._watch_signal(number))
            yield

    @contextmanager
    def _watch_signal(self, number: signal.Signals) -> Iterator[None]:
        server = signal.getsignal(number)
        if not callable(server):
            # The default action: the process ends immediately, or ignores the signal.
            yield
            return
        signal.signal(number, self._handler(server))
        try:
            yield
        finally:
            signal.signal(number, server)

    def _handler(
        self, server: Callable[[int, FrameType | None], object]
    ) -> Callable[[int, FrameType | None], object]:
        def begin(number: int, frame: FrameType | None) -> object:
            self.is_announced = self.has_begun = True
            return server(number, frame)

        if not self._delay:
            return begin
        loop = asyncio.get_running_loop()

        def begin_after_delay(number: int) -> None:
            if not self.has_begun:
                begin(number, None)

        def wait(number: int) -> None:
            logger.info("Stopping in %g seconds; requests are served until then.", self._delay)
            loop.call_later(self._delay, begin_after_delay, number)

        def handle(number: int, frame: FrameType | None) -> object:
            if number != signal.SIGTERM or self.is_announced:
                return begin(number, frame)
            self.is_announced = True
            # A signal handler may interrupt the event loop anywhere, or the writing of a log line.
            return loop.call_soon_threadsafe(wait, number)

        return handle


class ShutdownMiddleware:
    """Refuses new requests after `stopping` has begun; requests in progress may finish.

    Stands inside ObservabilityMiddleware, whose record shows whether a response has started.
    """

    def __init__(self, app: ASGIApp, stopping: ShutdownSignal) -> None:
        self._app = app
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            # uvicorn itself closes WebSockets.
            await self._app(scope, receive, send)
        elif self._stopping.has_begun:
            await (_unready_response() if current_record().is_probe else _shutdown_response())(
                scope, receive, send
            )
        else:
            try:
                await self._app(scope, receive, send)
            except asyncio.CancelledError:
                # uvicorn cancels requests only when the shutdown timeout is over.
                if current_record().status != CLIENT_CLOSED_REQUEST:
                    raise
                await _shutdown_response()(scope, receive, send)


def _unready_response() -> Response:
    response = unready_response("stopping")
    response.headers["Connection"] = "close"
    return response


def _shutdown_response() -> Response:
    return error_response(
        503, "The server is shutting down; retry.", "UNAVAILABLE", headers={"Connection": "close"}
    )
