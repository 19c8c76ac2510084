"""GraphQL over HTTP: what a request must look like, and which status its answer has."""

import asyncio
import logging
import re
from collections.abc import Callable
from typing import Any

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.base import BaseRequestProtocol
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from resolvers.errors import MASKED, logged
from resolvers.execution import ExecutableSchema
from web.negotiation import GRAPHQL, JSON, negotiated
from web.refusal import MEDIA_TYPE, NOT_STORED, RequestRefused, refusal
from web.request import asked, read_json

_QUERIES = {OperationType.QUERY}
_QUERIES_AND_MUTATIONS = {OperationType.QUERY, OperationType.MUTATION}

_JSON_CONTENT = re.compile(
    r"""application/json\s*(?:;\s*charset\s*=\s*(?:utf-8|"utf-8")\s*)?;?\s*""", re.IGNORECASE
)

logger = logging.getLogger("glimpse.web")


class _OfDocument(Response):
    """The request was well formed: what is wrong is in the document, or in its variables."""


class Endpoint(GraphQL[object, None]):
    """`contexts` makes the context of each request; a body has at most `max_request_bytes`."""

    def __init__(
        self,
        schema: ExecutableSchema,
        contexts: Callable[[Request], object],
        *,
        max_request_bytes: int,
    ) -> None:
        super().__init__(schema, graphql_ide=None, subscription_protocols=())
        self._contexts = contexts
        self._max_request_bytes = max_request_bytes
        self._documents = schema.documents

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, self._bounded(receive))
        accepted = negotiated(",".join(request.headers.getlist("accept")) or None)
        try:
            if accepted is None:
                response = refusal(406, f"The answer is {GRAPHQL} or {JSON}.", "BAD_USER_INPUT")
            else:
                response = await self._answer(request)
        except ClientDisconnect:
            return
        response.headers["vary"] = "Accept"
        if accepted == GRAPHQL:
            response.headers["content-type"] = f"{GRAPHQL}; charset=utf-8"
        elif isinstance(response, _OfDocument) and response.status_code == 400:
            # Older clients take any other status for one that a proxy sent.
            response.status_code = 200
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            self._check_head(request)
            return await self.run(request)
        except HTTPException as error:
            # Ours says its code; Strawberry's own are all about the request.
            code, headers = getattr(error, "code", "BAD_USER_INPUT"), getattr(error, "headers", None)
            return refusal(error.status_code, error.reason, code, headers)
        except ClientDisconnect:
            raise
        except asyncio.CancelledError:
            # Only a shutdown that waits no longer cancels a request.
            return refusal(503, "The server is shutting down; try again.", "UNAVAILABLE")
        except Exception as error:
            return refusal(500, MASKED, "INTERNAL_SERVER_ERROR", id=logged(error, logger))

    def _check_head(self, request: Request) -> None:
        if request.method not in ("GET", "POST"):
            raise RequestRefused(405, "GraphQL is asked with GET or POST.", headers={"Allow": "GET, POST"})
        if request.method == "GET":
            return
        if not _JSON_CONTENT.fullmatch(request.headers.get("content-type", "").strip()):
            raise RequestRefused(415, "The content type must be application/json in UTF-8.")
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            raise RequestRefused(415, "A compressed body is not accepted.")
        length = request.headers.get("content-length", "")
        # Python itself refuses to read a number of thousands of digits.
        if length.isdecimal() and (len(length) > 18 or int(length) > self._max_request_bytes):
            raise self._too_large()

    def _too_large(self) -> RequestRefused:
        return RequestRefused(
            413,
            f"The request is larger than {self._max_request_bytes} bytes.",
            code="LIMIT_EXCEEDED",
        )

    def _bounded(self, receive: Receive) -> Receive:
        # Starlette has such a limit too, but its answer is plain text.
        left = self._max_request_bytes

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

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        return False

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        if request.method == "GET":
            return asked(self.parse_query_params(request.query_params))
        return asked(read_json(await request.get_body()))

    async def execute_single(  # type: ignore[override]
        self, request: Request, *, context: object, request_data: GraphQLRequestData, **_: Any
    ) -> ExecutionResult:
        query = request_data.query or ""
        if request_data.operation_name is None and self._documents.operations(query) > 1:
            # Strawberry would run the first.
            raise RequestRefused(
                400, "The document has several operations: `operationName` must say which to run."
            )
        try:
            return await self.schema.execute(
                query,
                variable_values=request_data.variables,
                context_value=context,
                operation_name=request_data.operation_name,
                allowed_operation_types=(_QUERIES if request.method == "GET" else _QUERIES_AND_MUTATIONS),
            )
        except CannotGetOperationTypeError as error:
            raise RequestRefused(400, "The document has no operation of that name.") from error
        except InvalidOperationTypeError as error:
            if error.operation_type is OperationType.MUTATION:
                raise RequestRefused(
                    405, "A mutation must be sent with POST.", headers={"Allow": "POST"}
                ) from error
            raise RequestRefused(400, "Subscriptions are not served over HTTP.") from error

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        response = await super().process_result(request, result)
        if result.data is None and not any(error.path for error in result.errors or ()):
            # The specification: a request that was not executed has no data, not even null.
            response.pop("data")
        return response

    def create_response(
        self,
        response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse],
        sub_response: Response,
    ) -> Response:
        assert isinstance(response_data, dict)  # A batch is refused as no JSON object.
        status = 200 if "data" in response_data else _status_of_request_error(response_data)
        return _OfDocument(self.encode_json(response_data), status, NOT_STORED, MEDIA_TYPE)

    def parse_json(self, data: str | bytes) -> object:
        return read_json(data)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


def _status_of_request_error(response: GraphQLHTTPResponse) -> int:
    for error in response.get("errors") or ():
        assert isinstance(error, dict)
        if error.get("extensions", {}).get("code") == "INTERNAL_SERVER_ERROR":
            return 500
    return 400
