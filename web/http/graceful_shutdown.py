"""The end of serving: what has begun is finished, and what comes after is refused."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from web.http.errors import error_response
from web.request_record import CLIENT_CLOSED_REQUEST, current_record

# What servers end by: Ctrl+C, and `kill`.
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class ShutdownSignal:
    """Whether this process was told to stop."""

    def __init__(self) -> None:
        self.has_begun = False

    @contextmanager
    def watch_signals(self) -> Iterator[None]:
        """Within it, `begun` turns true as soon as a signal tells the server to stop.

        A server tells an application only when its requests have ended: too late to refuse any.
        """
        with ExitStack() as stack:
            # Only there may signals be handled, and only there does a server that ends by them run.
            if threading.current_thread() is threading.main_thread():
                for number in _SIGNALS:
                    stack.enter_context(self._watch_signal(number))
            yield

    @contextmanager
    def _watch_signal(self, number: signal.Signals) -> Iterator[None]:
        server = signal.getsignal(number)
        if not callable(server):
            # The process ends at once, or lets the signal pass.
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
        def handle(number: int, frame: FrameType | None) -> object:
            self.has_begun = True
            return server(number, frame)

        return handle


class ShutdownMiddleware:
    """The whole application, until `stopping` has begun; what it has begun until then it may finish.

    Within `web.observability.middleware`, whose report tells whether an answer has begun.
    """

    def __init__(self, app: ASGIApp, stopping: ShutdownSignal) -> None:
        self._app = app
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            # The server itself ends its WebSockets.
            await self._app(scope, receive, send)
        elif self._stopping.has_begun:
            await _shutdown_response()(scope, receive, send)
        else:
            try:
                await self._app(scope, receive, send)
            except asyncio.CancelledError:
                # Only a shutdown that waits no longer cancels a request.
                if current_record().status != CLIENT_CLOSED_REQUEST:
                    raise
                await _shutdown_response()(scope, receive, send)


def _shutdown_response() -> Response:
    return error_response(
        503, "The server is shutting down; try again.", "UNAVAILABLE", headers={"Connection": "close"}
    )
