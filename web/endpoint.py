"""GraphQL over HTTP: what a request must look like, and which status its answer has."""

import logging
import re
from collections.abc import Callable
from typing import Any, cast

import orjson
from cross_web import HTTPException, StarletteRequestAdapter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.http.base import BaseRequestProtocol
from strawberry.types import ExecutionResult

from resolvers.context import Context
from resolvers.errors import MASKED, logged
from web.etag import entity_tag, has
from web.event_stream import EventStream, Streams
from web.hangup import Hangup
from web.negotiation import EVENTS, GRAPHQL, JSON, negotiated, takes_events
from web.operations import Operations, allowed_by, errors_of, response_to
from web.refusal import (
    MEDIA_TYPE,
    NOT_STORED,
    OfDocument,
    RequestRefused,
    UnknownDocument,
    document_refusal,
    refusal,
)
from web.request import Asked, Bounds, asked_by_get, asked_by_post

_ALLOWED = "GET, HEAD, POST"

_JSON_CONTENT = re.compile(
    r"""application/json\s*(?:;\s*charset\s*=\s*(?:utf-8|"utf-8")\s*)?;?\s*""", re.IGNORECASE
)

logger = logging.getLogger("glimpse.web")


class _RequestAdapter(StarletteRequestAdapter):
    @property
    def query_string(self) -> bytes:
        text: bytes = self._request.scope["query_string"]
        return text


class Endpoint(GraphQL[object, None]):
    """`contexts` makes the context of each request, `streams` what is answered as events."""

    request_adapter_class = _RequestAdapter

    def __init__(
        self,
        operations: Operations,
        contexts: Callable[[Request], Context],
        bounds: Bounds,
        streams: Streams,
    ) -> None:
        super().__init__(operations.schema, graphql_ide=None, subscription_protocols=())
        self._operations = operations
        self._contexts = contexts
        self._bounds = bounds
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, self._bounded(receive))
        accept = ",".join(request.headers.getlist("accept"))
        accepted, events = negotiated(accept or None), takes_events(accept)
        try:
            if accepted is None and not events:
                response: Response | EventStream = refusal(
                    406, f"The answer is {GRAPHQL}, {JSON} or {EVENTS}.", "BAD_USER_INPUT"
                )
            else:
                response = await self._answer(request, json=accepted is not None, events=events)
        except ClientDisconnect:
            return
        if isinstance(response, EventStream):
            await response(scope, receive, send)
            return
        response.headers["vary"] = "Accept"
        if accepted == GRAPHQL:
            response.headers["content-type"] = f"{GRAPHQL}; charset=utf-8"
        elif isinstance(response, OfDocument) and response.status_code == 400:
            # Older clients take any other status for one that a proxy sent.
            response.status_code = 200
        if isinstance(response, _Answer) and response.complete and request.method != "POST":
            response = _once(request, response)
        await response(scope, receive, send)

    async def _answer(self, request: Request, *, json: bool, events: bool) -> Response | EventStream:
        try:
            self._check_head(request)
            if events:
                asked = await self.parse_http_body(_RequestAdapter(request))
                if isinstance(asked, Asked) and (not json or self._operations.is_subscription(asked)):
                    return await self._streams.of(request, asked, self._contexts(request))
            return await self.run(request)
        except UnknownDocument as error:
            return document_refusal(error)
        except HTTPException as error:
            # Ours says its code; Strawberry's own are all about the request.
            code, headers = getattr(error, "code", "BAD_USER_INPUT"), getattr(error, "headers", None)
            return refusal(error.status_code, error.reason, code, headers)
        except ClientDisconnect:
            raise
        except Exception as error:
            return refusal(500, MASKED, "INTERNAL_SERVER_ERROR", id=logged(error, logger))

    def _check_head(self, request: Request) -> None:
        if request.method not in ("GET", "HEAD", "POST"):
            raise RequestRefused(405, "GraphQL is asked with GET or POST.", headers={"Allow": _ALLOWED})
        most = self._bounds.max_request_bytes
        if len(request.scope["query_string"]) > most:
            raise RequestRefused(414, f"The address is longer than {most} bytes.", code="LIMIT_EXCEEDED")
        if request.method != "POST":
            return
        if not _JSON_CONTENT.fullmatch(request.headers.get("content-type", "").strip()):
            raise RequestRefused(415, "The content type must be application/json in UTF-8.")
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            raise RequestRefused(415, "A compressed body is not accepted.")
        length = request.headers.get("content-length", "")
        # Python itself refuses to read a number of thousands of digits.
        if length.isdecimal() and (len(length) > 18 or int(length) > most):
            raise self._too_large()

    def _too_large(self) -> RequestRefused:
        most = self._bounds.max_request_bytes
        return RequestRefused(413, f"The request is larger than {most} bytes.", code="LIMIT_EXCEEDED")

    def _bounded(self, receive: Receive) -> Receive:
        # Starlette has such a limit too, but its answer is plain text.
        left = self._bounds.max_request_bytes

        async def bounded() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise self._too_large()
            return message

        return bounded

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> object:
        assert isinstance(request, Request)  # Only a Route is mounted.
        return self._contexts(request)

    def is_request_allowed(self, request: BaseRequestProtocol) -> bool:
        return True  # As `_check_head` found before.

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        return False

    async def parse_http_body(  # type: ignore[override]
        self, request: _RequestAdapter
    ) -> Asked | list[Asked]:
        if request.method == "POST":
            return asked_by_post(await request.get_body(), self._bounds)
        return asked_by_get(request.query_string, self._bounds)

    async def execute_operation(  # type: ignore[override]
        self, request: Request, *, request_data: Asked | list[Asked], context: object, **_: Any
    ) -> ExecutionResult | list[ExecutionResult]:
        # Counted from here, so that a body that is slow to come takes no place.
        with self._operations.place(), Hangup(request.receive):
            if isinstance(request_data, Asked):
                return await self._run(request, request_data, context)
            # One after the other: what a list asks for is no more at a time than what one asks for.
            return [await self._run_in_list(request, each, context) for each in request_data]

    async def _run_in_list(self, request: Request, asked: Asked, context: object) -> ExecutionResult:
        try:
            return await self._run(request, asked, context)
        except RequestRefused as error:
            return ExecutionResult(None, errors_of(error))

    async def _run(self, request: Request, asked: Asked, context: object) -> ExecutionResult:
        return await self._operations.run(asked, context, allowed_by(request.method))

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        return cast("GraphQLHTTPResponse", response_to(result))

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        body, status = self.encode_json(response_data), 200
        if isinstance(response_data, dict) and "data" not in response_data:
            status = _status_of_request_error(response_data)
        response = _Answer(body, status, NOT_STORED, MEDIA_TYPE)
        response.complete = "errors" not in response_data
        return response

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


class _Answer(OfDocument):
    """What executing gave; `complete` if without any error."""

    complete: bool


def _once(request: Request, answer: Response) -> Response:
    """The answer, or that the client has it already."""
    tag = entity_tag(answer.headers["content-type"].encode(), bytes(answer.body))
    kept = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": answer.headers["vary"]}
    if has(request.headers, tag):
        return Response(status_code=304, headers=kept)
    answer.headers.update(kept)
    return answer


def _status_of_request_error(response: GraphQLHTTPResponse) -> int:
    for error in response.get("errors") or ():
        assert isinstance(error, dict)
        if error.get("extensions", {}).get("code") == "INTERNAL_SERVER_ERROR":
            return 500
    return 400
