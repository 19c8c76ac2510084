"""Subscriptions as server-sent events: GraphQL over SSE, in its mode of distinct connections."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import orjson
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from resolvers.context import Context
from resolvers.subscriptions.response_stream import SubscriptionError
from web.auth.base import CallerRefused, Identity
from web.auth.reauthentication import Standing
from web.graphql.operations import Operations, allowed_by, codes_of, formatted, response_to
from web.graphql.request import Asked
from web.http.graceful_shutdown import Stopping
from web.request_record import noted
from web.transports.tasks import ended

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"vary", b"Accept"),
    # nginx would keep events until it has enough of them.
    (b"x-accel-buffering", b"no"),
]
_SIGN_OF_LIFE = b":\n\n"
_COMPLETE = b"event: complete\ndata:\n\n"

# Seconds between two looks at whether the server stops.
_GLANCE = 1.0


def next_event(response: bytes) -> bytes:
    """JSON has no ends of lines, so one line of data holds it."""
    return b"event: next\ndata: " + response + b"\n\n"


def error_event(message: str, code: str) -> bytes:
    errors = [{"message": message, "extensions": {"code": code}}]
    return next_event(orjson.dumps({"errors": errors}))


class EventStream:
    """An answer for as long as there are responses; times are in seconds.

    It ends, each with a code, when the caller's credentials do, when the server stops, and when the client
    does not read on: it can resume behind the last event that it has.
    """

    def __init__(
        self,
        responses: AsyncGenerator[bytes, None],
        standing: Standing,
        stopping: Stopping,
        *,
        keep_alive: float,
        slow: float,
    ) -> None:
        self._responses = responses
        self._standing = standing
        self._stopping = stopping
        self._keep_alive = keep_alive
        self._slow = slow

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        if scope["method"] == "HEAD":
            await self._responses.aclose()
            await send({"type": "http.response.body", "body": b""})
            return
        telling = asyncio.ensure_future(self._tell(send))
        leaving = asyncio.ensure_future(_left(receive))
        try:
            await asyncio.wait((telling, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            await ended((telling, leaving))
            await self._responses.aclose()
        if telling.done() and not telling.cancelled():
            telling.result()

    async def _tell(self, send: Send) -> None:
        last = await self._events(_sender(send, self._slow))
        await self._responses.aclose()
        # However long the client takes: nothing is kept for it any more but this.
        await send(_body(last + _COMPLETE, more=False))

    async def _events(self, send: Callable[[bytes], Awaitable[None]]) -> bytes:
        """What is left to be said when it ends."""
        waiting: asyncio.Future[bytes] | None = None
        try:
            # At once, so that the client knows that it follows.
            await send(_SIGN_OF_LIFE)
            said = monotonic()
            while True:
                waiting = waiting or asyncio.ensure_future(anext(self._responses))
                done, _ = await asyncio.wait((waiting,), timeout=min(_GLANCE, self._keep_alive))
                if self._stopping.begun:
                    return error_event("The server is shutting down; follow on.", "UNAVAILABLE")
                await self._standing.check()
                if done:
                    response, waiting = waiting.result(), None
                    await send(next_event(response))
                    said = monotonic()
                elif monotonic() - said >= self._keep_alive:
                    await send(_SIGN_OF_LIFE)
                    said = monotonic()
        except StopAsyncIteration:
            return b""
        except SubscriptionError as failure:
            noted().note_codes(codes_of(failure.errors))
            return next_event(orjson.dumps({"errors": formatted(failure.errors)}))
        except CallerRefused as refused:
            noted().note_codes([refused.code])
            return error_event(refused.message, refused.code)
        except TimeoutError:
            noted().note_codes(["TOO_SLOW"])
            return error_event("The client reads too slowly; follow on after its last cursor.", "TOO_SLOW")
        finally:
            if waiting is not None:
                await ended((waiting,))


def _sender(send: Send, slow: float) -> Callable[[bytes], Awaitable[None]]:
    """Raises TimeoutError if the client does not read on."""

    async def sent(body: bytes) -> None:
        async with asyncio.timeout(slow):
            await send(_body(body, more=True))

    return sent


def _body(body: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@dataclass(frozen=True, slots=True)
class Streams:
    """What streams have in common; times are in seconds."""

    operations: Operations
    identity: Callable[[], Identity]
    stopping: Stopping
    keep_alive: float
    slow: float
    recheck: float

    async def of(self, request: Request, asked: Asked, context: Context) -> EventStream:
        """The answer to a request whose client takes events; raises RequestRefused."""
        standing = Standing(self.identity, request.headers, request.client, context.caller, self.recheck)
        if self.operations.is_subscription(asked):
            try:
                responses = await self.operations.follow(asked, context)
            except SubscriptionError as refused:
                responses = _once({"errors": formatted(refused.errors)})
        else:
            with self.operations.place:
                result = await self.operations.run(asked, context, allowed_by(request.method))
            responses = _once(response_to(result))
        return EventStream(responses, standing, self.stopping, keep_alive=self.keep_alive, slow=self.slow)


async def _once(response: dict[str, Any]) -> AsyncGenerator[bytes, None]:
    yield orjson.dumps(response)
