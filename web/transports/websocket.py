"""GraphQL over WebSockets: the protocol `graphql-transport-ws`."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from resolvers.caller import Caller
from resolvers.context import Context
from resolvers.errors import INTERNAL_ERROR_MESSAGE, log_internal_error
from resolvers.subscriptions.response_stream import SubscriptionError
from web.auth.base import CallerRefused, Identity
from web.auth.reauthentication import Standing
from web.graphql.operations import ALL, Operations, codes_of, errors_of, executed, formatted, response_to
from web.graphql.request import Asked, Bounds, asked_of
from web.http.errors import RequestRefused, refusal
from web.observability.metrics import Metrics
from web.observability.middleware import watched_operation
from web.transports.tasks import ended
from web.transports.websocket_origin import Origins
from web.transports.websocket_protocol import (
    ALREADY_EXISTS,
    BAD_REQUEST,
    FORBIDDEN,
    INIT_TIMEOUT,
    INTERNAL,
    LONGEST_REASON,
    NOT_ACCEPTABLE,
    TOO_MANY_INITS,
    TOO_SLOW,
    UNAUTHORIZED,
    Closed,
    id_of,
    message_of,
    payload_of,
    with_credentials,
)

logger = logging.getLogger("glimpse.web")

PROTOCOL = "graphql-transport-ws"


@dataclass(frozen=True, slots=True)
class Sockets:
    """The endpoint for WebSockets; times are in seconds."""

    operations: Operations
    contexts: Callable[[Caller], Context]
    identity: Callable[[], Identity]
    origins: Origins
    bounds: Bounds
    init_timeout: float
    slow: float
    recheck: float
    most: int
    metrics: Metrics | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        if not self.origins.allow(socket.headers):
            # A page elsewhere can open a WebSocket to any address, with no leave but ours.
            await socket.send_denial_response(
                refusal(403, "Pages of this origin may not ask here: see GLIMPSE_CORS_ORIGINS.", "FORBIDDEN")
            )
            return
        known = PROTOCOL in socket.scope["subprotocols"]
        await socket.accept(subprotocol=PROTOCOL if known else None)
        connection = _Connection(self, socket)
        try:
            if not known:
                raise Closed(NOT_ACCEPTABLE, "Subprotocol not acceptable")
            await connection.serve()
        except Closed as closed:
            await connection.close(closed)
        except WebSocketDisconnect:
            pass
        except Exception as error:
            log_internal_error(error, logger)
            await connection.close(Closed(INTERNAL, INTERNAL_ERROR_MESSAGE))


class _Connection:
    def __init__(self, sockets: Sockets, socket: WebSocket) -> None:
        self._sockets = sockets
        self._socket = socket
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._initialised = False
        self._known = asyncio.Event()
        self._caller: Caller | None = None
        self._standing: Standing | None = None
        # What an operation ends the connection with.
        self._broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def serve(self) -> None:
        """Until the client leaves; raises Closed."""
        reading = asyncio.ensure_future(self._read())
        checking = asyncio.ensure_future(self._check())
        try:
            await asyncio.wait((reading, checking, self._broken), return_when=asyncio.FIRST_COMPLETED)
            for each in (self._broken, checking, reading):
                if each.done():
                    each.result()
        finally:
            await ended([reading, checking, self._broken, *self._under_way.values()])

    async def close(self, closed: Closed) -> None:
        """However long the client takes to read: it gets no more time than for a message."""
        reason = closed.reason.encode()[:LONGEST_REASON].decode(errors="ignore")
        try:
            async with asyncio.timeout(self._sockets.slow):
                await self._socket.close(closed.code, reason)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            # It has left meanwhile, or never reads.
            pass

    async def _check(self) -> None:
        try:
            async with asyncio.timeout(self._sockets.init_timeout):
                await self._known.wait()
        except TimeoutError as error:
            raise Closed(INIT_TIMEOUT, "Connection initialisation timeout") from error
        assert self._standing is not None
        try:
            while True:
                await asyncio.sleep(self._sockets.recheck)
                await self._standing.check()
        except CallerRefused as refused:
            raise Closed(FORBIDDEN, refused.message) from refused

    async def _read(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            await self._take(message_of(message.get("text"), self._sockets.bounds.max_request_bytes))

    async def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "connection_init":
                await self._initialise(payload_of(message))
            case "ping":
                payload_of(message)
                await self._send({"type": "pong"})
            case "pong":
                payload_of(message)
            case "subscribe":
                self._begin(id_of(message), message.get("payload"))
            case "complete":
                task = self._under_way.pop(id_of(message), None)
                if task is not None:
                    task.cancel()
            case _:
                raise Closed(BAD_REQUEST, "Invalid message: its type is not known")

    async def _initialise(self, payload: dict[str, Any]) -> None:
        if self._initialised:
            raise Closed(TOO_MANY_INITS, "Too many initialisation requests")
        self._initialised = True
        headers = with_credentials(self._socket.headers, payload)
        sockets = self._sockets
        try:
            self._caller = await sockets.identity().identify(headers, self._socket.client)
        except CallerRefused as refused:
            raise Closed(FORBIDDEN, refused.message) from refused
        self._standing = Standing(
            sockets.identity, headers, self._socket.client, self._caller, sockets.recheck
        )
        self._known.set()
        await self._send({"type": "connection_ack"})

    def _begin(self, id_: str, payload: object) -> None:
        if self._caller is None:
            raise Closed(UNAUTHORIZED, "Unauthorized")
        if not isinstance(payload, dict):
            raise Closed(BAD_REQUEST, "Invalid message: a subscribe's payload is an object")
        if id_ in self._under_way:
            raise Closed(ALREADY_EXISTS, f"Subscriber for {id_} already exists")
        task = asyncio.ensure_future(self._operate(id_, payload, self._caller))
        self._under_way[id_] = task
        task.add_done_callback(lambda _: self._done(id_, task))

    def _done(self, id_: str, task: "asyncio.Task[None]") -> None:
        if self._under_way.get(id_) is task:
            del self._under_way[id_]
        if not task.cancelled() and (failure := task.exception()) and not self._broken.done():
            self._broken.set_exception(failure)

    async def _operate(self, id_: str, payload: dict[str, Any], caller: Caller) -> None:
        with watched_operation(caller.project, caller.user, self._sockets.metrics) as report:
            errors: Sequence[GraphQLError]
            try:
                if len(self._under_way) > self._sockets.most:
                    raise RequestRefused(
                        400,
                        f"More than {self._sockets.most} operations are under way on this connection.",
                        "LIMIT_EXCEEDED",
                    )
                await self._answer(id_, asked_of(payload, self._sockets.bounds), caller)
            except SubscriptionError as ended:
                errors = ended.errors
            except RequestRefused as refused:
                errors = errors_of(refused)
            except (Closed, WebSocketDisconnect):
                raise
            except Exception as error:
                extensions = {"code": "INTERNAL_SERVER_ERROR", "id": log_internal_error(error, logger)}
                errors = [GraphQLError(INTERNAL_ERROR_MESSAGE, extensions=extensions)]
            else:
                await self._send({"id": id_, "type": "complete"})
                return
            report.note_codes(codes_of(errors))
            await self._send({"id": id_, "type": "error", "payload": formatted(list(errors))})

    async def _answer(self, id_: str, asked: Asked, caller: Caller) -> None:
        """Each operation has a context of its own: nothing that one learns is kept for the next."""
        operations, context = self._sockets.operations, self._sockets.contexts(caller)
        if not operations.is_subscription(asked):
            with operations.place:
                result = await operations.run(asked, context, ALL)
            if not executed(result):
                raise SubscriptionError(list(result.errors or ()))
            await self._next(id_, orjson.dumps(response_to(result)))
            return
        responses = await operations.follow(asked, context)
        try:
            async for body in responses:
                await self._next(id_, body)
        finally:
            await responses.aclose()

    async def _next(self, id_: str, response: bytes) -> None:
        head = orjson.dumps({"id": id_, "type": "next"})
        await self._send_text(b"".join((head[:-1], b',"payload":', response, b"}")))

    async def _send(self, message: dict[str, Any]) -> None:
        await self._send_text(orjson.dumps(message))

    async def _send_text(self, text: bytes) -> None:
        try:
            async with asyncio.timeout(self._sockets.slow):
                await self._socket.send_text(text.decode())
        except TimeoutError as error:
            raise Closed(TOO_SLOW, "The client reads too slowly: follow on after its last cursor") from error
