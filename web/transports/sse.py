"""Subscriptions as server-sent events: GraphQL over SSE in distinct connections mode."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import orjson
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from resolvers.context import Context
from resolvers.subscriptions.response_stream import ResponseStream, SubscriptionError
from web.auth.base import AuthenticationError, Authenticator
from web.auth.reauthentication import Reauthenticator
from web.graphql.operations import OperationRunner, ResolvedRequest, allowed_operations
from web.graphql.response import error_codes, format_errors, response_map
from web.http.graceful_shutdown import ShutdownSignal
from web.request_record import current_record
from web.transports.tasks import cancel_and_wait

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"vary", b"Accept"),
    # Otherwise nginx would buffer events.
    (b"x-accel-buffering", b"no"),
]
_KEEP_ALIVE = b":\n\n"
_COMPLETE = b"event: complete\ndata:\n\n"

# Seconds between two checks for a shutdown.
_SHUTDOWN_CHECK_INTERVAL = 1.0


def next_event(response: bytes, id_: str | None = None) -> bytes:
    """An event `next`; JSON from orjson has no line breaks, so it fits in one line of data."""
    line = b"" if id_ is None else f"id: {id_}\n".encode()
    return b"".join((line, b"event: next\ndata: ", response, b"\n\n"))


def error_event(message: str, code: str) -> bytes:
    errors = [{"message": message, "extensions": {"code": code}}]
    return next_event(orjson.dumps({"errors": errors}))


class EventStream:
    """A response that lasts as long as the subscription; times are in seconds.

    It ends with an error code when the credentials expire, when the server stops, or when the client stops
    reading. The client can resume after its last event.
    """

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
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        if scope["method"] == "HEAD":
            await self._responses.aclose()
            await send({"type": "http.response.body", "body": b""})
            return
        telling = asyncio.ensure_future(self._send_events(send))
        leaving = asyncio.ensure_future(_wait_for_disconnect(receive))
        try:
            await asyncio.wait((telling, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            await cancel_and_wait((telling, leaving))
            await self._responses.aclose()
        if telling.done() and not telling.cancelled():
            telling.result()

    async def _send_events(self, send: Send) -> None:
        last = await self._events_until_end(_sender(send, self._send_timeout))
        await self._responses.aclose()
        # Without a timeout: the server keeps nothing else for this client any more.
        await send(_body(last + _COMPLETE, more=False))

    async def _events_until_end(self, send: Callable[[bytes], Awaitable[None]]) -> bytes:
        """Sends events until the stream ends; returns the last event, with an error if there is one."""
        waiting: asyncio.Future[bytes] | None = None
        try:
            # Sent immediately, so that the client knows that it is subscribed.
            await send(_KEEP_ALIVE)
            said = monotonic()
            while True:
                waiting = waiting or asyncio.ensure_future(anext(self._responses))
                done, _ = await asyncio.wait(
                    (waiting,), timeout=min(_SHUTDOWN_CHECK_INTERVAL, self._keep_alive)
                )
                if self._shutdown.has_begun:
                    return error_event(
                        "The server is shutting down; resume after the last cursor.", "UNAVAILABLE"
                    )
                await self._reauthenticator.check()
                if done:
                    response, waiting = waiting.result(), None
                    await send(next_event(response, self._responses.cursor))
                    said = monotonic()
                elif monotonic() - said >= self._keep_alive:
                    await send(_KEEP_ALIVE)
                    said = monotonic()
        except StopAsyncIteration:
            return b""
        except SubscriptionError as failure:
            current_record().record_error_codes(error_codes(failure.errors))
            return next_event(orjson.dumps({"errors": format_errors(failure.errors)}))
        except AuthenticationError as refused:
            current_record().record_error_codes([refused.code])
            return error_event(refused.message, refused.code)
        except TimeoutError:
            current_record().record_error_codes(["TOO_SLOW"])
            return error_event("The client reads too slowly; resume after the last cursor.", "TOO_SLOW")
        finally:
            if waiting is not None:
                await cancel_and_wait((waiting,))


def _sender(send: Send, slow: float) -> Callable[[bytes], Awaitable[None]]:
    """A function that sends, and raises TimeoutError if the client stops reading."""

    async def sent(body: bytes) -> None:
        async with asyncio.timeout(slow):
            await send(_body(body, more=True))

    return sent


def _body(body: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@dataclass(frozen=True, slots=True)
class EventStreams:
    """Creates event streams; times are in seconds."""

    operations: OperationRunner
    authenticator_of: Callable[[Scope], Authenticator]
    shutdown: ShutdownSignal
    keep_alive: float
    send_timeout: float
    reauth_interval: float

    async def respond(self, request: Request, resolved: ResolvedRequest, context: Context) -> EventStream:
        """The response to a client that accepts events; raises RequestError."""
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
            except SubscriptionError as failure:
                responses = ResponseStream(_once({"errors": format_errors(failure.errors)}))
        else:
            with self.operations.concurrency_limit:
                result = await self.operations.run(resolved, context, allowed_operations(request.method))
            responses = ResponseStream(_once(response_map(result)))
        return EventStream(
            responses,
            reauthenticator,
            self.shutdown,
            keep_alive=self.keep_alive,
            send_timeout=self.send_timeout,
        )


async def _once(response: dict[str, Any]) -> AsyncGenerator[tuple[None, bytes], None]:
    yield None, orjson.dumps(response)
