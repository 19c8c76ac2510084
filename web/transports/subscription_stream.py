"""Subscriptions as a response of HTTP that lasts: what its framings have in common."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, ClassVar

import orjson
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from resolvers.context import Context
from resolvers.execution.result import RefusedResult
from resolvers.subscriptions.response_stream import ResponseStream, SubscriptionError
from web.auth.authenticator import AuthenticationError, Authenticator
from web.auth.reauthentication import Reauthenticator
from web.graphql.operations import OperationRunner, ResolvedRequest, allowed_operations
from web.graphql.response import error_codes, format_errors, response_map
from web.http.graceful_shutdown import ShutdownSignal
from web.request_record import current_record
from web.transports.tasks import cancel_and_wait

_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"vary", b"Accept"),
    # Otherwise nginx would buffer events.
    (b"x-accel-buffering", b"no"),
]

# Seconds between two checks for a shutdown.
_SHUTDOWN_CHECK_INTERVAL = 1.0


class SubscriptionStream(ABC):
    """A response that lasts as long as the subscription; times are in seconds.

    It ends with an error code when the credentials expire, when the server stops, or when the client stops
    reading. The client can resume after its last event.
    """

    content_type: ClassVar[bytes]
    # Sent immediately, so that the client knows that it is subscribed.
    opening: ClassVar[bytes]
    # Sent while there are no events.
    heartbeat: ClassVar[bytes]
    ending: ClassVar[bytes]

    @staticmethod
    @abstractmethod
    def frame(response: bytes, cursor: str | None) -> bytes:
        """A response as JSON, and the cursor of its event, if it has one."""

    @staticmethod
    @abstractmethod
    def frame_errors(errors: list[dict[str, Any]]) -> bytes:
        """The errors that end the stream."""

    def __init__(
        self,
        responses: ResponseStream,
        reauthenticator: Reauthenticator,
        shutdown: ShutdownSignal,
        *,
        keep_alive: float,
        send_timeout: float,
    ) -> None:
        self._responses = responses
        self._reauthenticator = reauthenticator
        self._shutdown = shutdown
        self._keep_alive = keep_alive
        self._send_timeout = send_timeout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", self.content_type), *_HEADERS]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if scope["method"] == "HEAD":
            await self._responses.aclose()
            await send({"type": "http.response.body", "body": b""})
            return
        sending = asyncio.ensure_future(self._send_events(send))
        disconnecting = asyncio.ensure_future(_wait_for_disconnect(receive))
        try:
            await asyncio.wait((sending, disconnecting), return_when=asyncio.FIRST_COMPLETED)
        finally:
            await cancel_and_wait((sending, disconnecting))
            await self._responses.aclose()
        if sending.done() and not sending.cancelled():
            sending.result()

    async def _send_events(self, send: Send) -> None:
        last = await self._events_until_end(_sender(send, self._send_timeout))
        await self._responses.aclose()
        # Without a timeout: the server keeps nothing else for this client any more.
        await send(_body(last + self.ending, more=False))

    async def _events_until_end(self, send: Callable[[bytes], Awaitable[None]]) -> bytes:
        """Sends events until the stream ends; returns the error that it ends with, if there is one."""
        waiting: asyncio.Future[bytes] | None = None
        try:
            await send(self.opening)
            last_sent = monotonic()
            while True:
                waiting = waiting or asyncio.ensure_future(anext(self._responses))
                done, _ = await asyncio.wait(
                    (waiting,), timeout=min(_SHUTDOWN_CHECK_INTERVAL, self._keep_alive)
                )
                if self._shutdown.has_begun:
                    return self._failure(
                        "The server is shutting down; resume after the last cursor.", "UNAVAILABLE"
                    )
                await self._reauthenticator.check()
                if done:
                    response, waiting = waiting.result(), None
                    await send(self.frame(response, self._responses.cursor))
                    last_sent = monotonic()
                elif monotonic() - last_sent >= self._keep_alive:
                    await send(self.heartbeat)
                    last_sent = monotonic()
        except StopAsyncIteration:
            return b""
        except SubscriptionError as error:
            current_record().record_error_codes(error_codes(error.errors))
            return self.frame_errors(format_errors(error.errors))
        except AuthenticationError as error:
            return self._failure(error.message, error.code)
        except TimeoutError:
            return self._failure("The client reads too slowly; resume after the last cursor.", "TOO_SLOW")
        finally:
            if waiting is not None:
                await cancel_and_wait((waiting,))

    def _failure(self, message: str, code: str) -> bytes:
        current_record().record_error_codes([code])
        return self.frame_errors([{"message": message, "extensions": {"code": code}}])


def _sender(send: Send, timeout: float) -> Callable[[bytes], Awaitable[None]]:
    """A function that sends, and raises TimeoutError if the client stops reading."""

    async def send_in_time(body: bytes) -> None:
        async with asyncio.timeout(timeout):
            await send(_body(body, more=True))

    return send_in_time


def _body(body: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@dataclass(frozen=True, slots=True)
class SubscriptionStreams:
    """Creates subscription streams; times are in seconds."""

    operations: OperationRunner
    authenticator_of: Callable[[Scope], Authenticator]
    shutdown: ShutdownSignal
    keep_alive: float
    send_timeout: float
    reauth_interval: float

    async def respond(
        self,
        request: Request,
        resolved: ResolvedRequest,
        context: Context,
        framing: type[SubscriptionStream],
    ) -> SubscriptionStream:
        """The response to a client that accepts this framing; raises RequestError."""
        reauthenticator = Reauthenticator(
            self.authenticator_of(request.scope),
            request.headers,
            request.client,
            context.caller,
            self.reauth_interval,
        )
        if resolved.is_subscription:
            # A client that has no last event sends none, or an empty one.
            context.last_event_id = request.headers.get("last-event-id") or None
            try:
                responses = await self.operations.subscribe(resolved, context)
            except SubscriptionError as error:
                responses = ResponseStream(_once(response_map(RefusedResult(error.errors))))
        else:
            with self.operations.concurrency_limit:
                result = await self.operations.run(resolved, context, allowed_operations(request.method))
            responses = ResponseStream(_once(response_map(result)))
        return framing(
            responses,
            reauthenticator,
            self.shutdown,
            keep_alive=self.keep_alive,
            send_timeout=self.send_timeout,
        )


async def _once(response: dict[str, Any]) -> AsyncGenerator[tuple[None, bytes], None]:
    yield None, orjson.dumps(response)
