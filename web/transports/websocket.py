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
from resolvers.execution.result import RefusedResult
from resolvers.subscriptions.response_stream import SubscriptionError
from web.auth.authenticator import AuthenticationError, Authenticator
from web.auth.reauthentication import Reauthenticator
from web.graphql.operations import QUERIES_AND_MUTATIONS, OperationRunner
from web.graphql.request import GraphQLRequest, RequestLimits, parse_request
from web.graphql.response import (
    error_codes,
    format_errors,
    graphql_errors,
    response_map,
)
from web.http.errors import RequestError, error_response
from web.observability.access_log import AccessLog
from web.request_record import current_record
from web.transports.tasks import cancel_and_wait
from web.transports.websocket_origin import Origins
from web.transports.websocket_protocol import (
    ALREADY_EXISTS,
    BAD_REQUEST,
    FORBIDDEN,
    INIT_TIMEOUT,
    INTERNAL,
    MAX_REASON_BYTES,
    NOT_ACCEPTABLE,
    TOO_MANY_INITS,
    TOO_SLOW,
    UNAUTHORIZED,
    CloseSocketError,
    message_id,
    message_payload,
    parse_message,
    with_credentials,
)

logger = logging.getLogger("glimpse.web")

PROTOCOL = "graphql-transport-ws"


@dataclass(frozen=True, slots=True)
class WebSocketEndpoint:
    """The endpoint for WebSockets; times are in seconds."""

    operations: OperationRunner
    create_context: Callable[[Scope, Caller], Context]
    authenticator_of: Callable[[Scope], Authenticator]
    origins: Origins
    limits: RequestLimits
    init_timeout: float
    send_timeout: float
    reauth_interval: float
    max_operations: int
    access_log: AccessLog

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        if not self.origins.is_allowed(socket.headers):
            # Browsers let any page open a WebSocket to any server: only the server can refuse it.
            await socket.send_denial_response(
                error_response(
                    403, "`Origin` must be the server's own or one of `GLIMPSE_CORS_ORIGINS`.", "FORBIDDEN"
                )
            )
            return
        known = PROTOCOL in socket.scope["subprotocols"]
        await socket.accept(subprotocol=PROTOCOL if known else None)
        connection = _Connection(self, socket)
        try:
            if not known:
                raise CloseSocketError(NOT_ACCEPTABLE, "Subprotocol not acceptable")
            await connection.serve()
        except CloseSocketError as closed:
            await connection.close(closed)
        except WebSocketDisconnect:
            pass
        except Exception as error:
            log_internal_error(error, logger)
            await connection.close(CloseSocketError(INTERNAL, INTERNAL_ERROR_MESSAGE))


class _Connection:
    def __init__(self, endpoint: WebSocketEndpoint, socket: WebSocket) -> None:
        self._endpoint = endpoint
        self._socket = socket
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._is_initialised = False
        self._authenticated = asyncio.Event()
        self._caller: Caller | None = None
        self._reauthenticator: Reauthenticator | None = None
        # An operation's failure that must close the connection.
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def serve(self) -> None:
        """Serves until the client disconnects; raises CloseSocketError."""
        reading = asyncio.ensure_future(self._receive_messages())
        checking = asyncio.ensure_future(self._check_authentication())
        try:
            await asyncio.wait((reading, checking, self._failure), return_when=asyncio.FIRST_COMPLETED)
            for each in (self._failure, checking, reading):
                if each.done():
                    each.result()
        finally:
            await cancel_and_wait([reading, checking, self._failure, *self._operations.values()])

    async def close(self, closed: CloseSocketError) -> None:
        """Closes the socket; a client that does not read gets no more time than for a message."""
        reason = closed.reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")
        try:
            async with asyncio.timeout(self._endpoint.send_timeout):
                await self._socket.close(closed.code, reason)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            # The client has disconnected meanwhile, or never reads.
            pass

    async def _check_authentication(self) -> None:
        try:
            async with asyncio.timeout(self._endpoint.init_timeout):
                await self._authenticated.wait()
        except TimeoutError as error:
            raise CloseSocketError(INIT_TIMEOUT, "Connection initialisation timeout") from error
        assert self._reauthenticator is not None
        try:
            while True:
                await asyncio.sleep(self._endpoint.reauth_interval)
                await self._reauthenticator.check()
        except AuthenticationError as refused:
            raise CloseSocketError(FORBIDDEN, refused.message) from refused

    async def _receive_messages(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            await self._handle_message(
                parse_message(message.get("text"), self._endpoint.limits.max_request_bytes)
            )

    async def _handle_message(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "connection_init":
                await self._initialise(message_payload(message))
            case "ping":
                message_payload(message)
                await self._send({"type": "pong"})
            case "pong":
                message_payload(message)
            case "subscribe":
                self._start_operation(message_id(message), message.get("payload"))
            case "complete":
                task = self._operations.pop(message_id(message), None)
                if task is not None:
                    task.cancel()
            case _:
                raise CloseSocketError(BAD_REQUEST, "Invalid message: its type is unknown")

    async def _initialise(self, payload: dict[str, Any]) -> None:
        if self._is_initialised:
            raise CloseSocketError(TOO_MANY_INITS, "Too many initialisation requests")
        self._is_initialised = True
        headers = with_credentials(self._socket.headers, payload)
        endpoint = self._endpoint
        authenticator = endpoint.authenticator_of(self._socket.scope)
        try:
            self._caller = await authenticator.authenticate(headers, self._socket.client)
        except AuthenticationError as refused:
            raise CloseSocketError(FORBIDDEN, refused.message) from refused
        self._reauthenticator = Reauthenticator(
            authenticator, headers, self._socket.client, self._caller, endpoint.reauth_interval
        )
        self._authenticated.set()
        await self._send({"type": "connection_ack"})

    def _start_operation(self, id_: str, payload: object) -> None:
        if self._caller is None:
            raise CloseSocketError(UNAUTHORIZED, "Unauthorized")
        if not isinstance(payload, dict):
            raise CloseSocketError(BAD_REQUEST, "Invalid message: its payload must be an object")
        if id_ in self._operations:
            raise CloseSocketError(ALREADY_EXISTS, f"Subscriber for {id_} already exists")
        task = asyncio.ensure_future(self._run_operation(id_, payload, self._caller))
        self._operations[id_] = task
        task.add_done_callback(lambda _: self._on_operation_done(id_, task))

    def _on_operation_done(self, id_: str, task: "asyncio.Task[None]") -> None:
        if self._operations.get(id_) is task:
            del self._operations[id_]
        if not task.cancelled() and (failure := task.exception()) and not self._failure.done():
            self._failure.set_exception(failure)

    async def _run_operation(self, id_: str, payload: dict[str, Any], caller: Caller) -> None:
        with self._endpoint.access_log.operation(caller.project, caller.user) as record:
            errors: Sequence[GraphQLError]
            try:
                if len(self._operations) > self._endpoint.max_operations:
                    raise RequestError(
                        400,
                        f"At most {self._endpoint.max_operations} operations may be in progress "
                        "on this connection.",
                        "LIMIT_EXCEEDED",
                    )
                await self._answer(id_, parse_request(payload, self._endpoint.limits), caller)
            except SubscriptionError as ended:
                errors = ended.errors
            except RequestError as refused:
                errors = graphql_errors(refused)
            except (CloseSocketError, WebSocketDisconnect):
                raise
            except Exception as error:
                extensions = {"code": "INTERNAL_SERVER_ERROR", "id": log_internal_error(error, logger)}
                errors = [GraphQLError(INTERNAL_ERROR_MESSAGE, extensions=extensions)]
            else:
                await self._send({"id": id_, "type": "complete"})
                return
            record.record_error_codes(error_codes(errors))
            await self._send({"id": id_, "type": "error", "payload": format_errors(list(errors))})

    async def _answer(self, id_: str, request: GraphQLRequest, caller: Caller) -> None:
        """Executes an operation, in a context of its own, and sends its responses."""
        operations = self._endpoint.operations
        context = self._endpoint.create_context(self._socket.scope, caller)
        resolved = operations.resolve(request)
        if not resolved.is_subscription:
            with operations.concurrency_limit:
                result = await operations.run(resolved, context, QUERIES_AND_MUTATIONS)
            if isinstance(result, RefusedResult):
                raise SubscriptionError(list(result.errors or ()))
            await self._send_next(id_, orjson.dumps(response_map(result)))
            return
        responses = await operations.subscribe(resolved, context)
        try:
            async for body in responses:
                await self._send_next(id_, body)
        finally:
            await responses.aclose()

    async def _send_next(self, id_: str, response: bytes) -> None:
        head = orjson.dumps({"id": id_, "type": "next"})
        await self._send_text(b"".join((head[:-1], b',"payload":', response, b"}")))

    async def _send(self, message: dict[str, Any]) -> None:
        await self._send_text(orjson.dumps(message))

    async def _send_text(self, text: bytes) -> None:
        try:
            async with asyncio.timeout(self._endpoint.send_timeout):
                await self._socket.send_text(text.decode())
            current_record().bytes_sent += len(text)
        except TimeoutError as error:
            raise CloseSocketError(
                TOO_SLOW, "The client reads too slowly; resume after the last cursor"
            ) from error
