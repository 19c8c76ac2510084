"""GraphQL over HTTP: what a request must look like, and which status its answer has."""

import logging
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from resolvers.context import Context
from resolvers.errors import INTERNAL_ERROR_MESSAGE, log_internal_error
from web.graphql.operations import QUERIES, OperationRunner, allowed_operations, graphql_errors, response_map
from web.graphql.request import GraphQLRequest, RequestLimits, parse_get, parse_post
from web.http.content_negotiation import EVENTS, GRAPHQL, JSON, accepts_event_stream, negotiate_media_type
from web.http.errors import (
    MEDIA_TYPE,
    NO_STORE,
    GraphQLResponse,
    RequestError,
    UnknownDocumentError,
    document_error_response,
    error_response,
)
from web.http.etag import entity_tag, matches_if_none_match
from web.transports.conditional_get import CacheProbe, ConditionalCache
from web.transports.disconnect import DisconnectMonitor
from web.transports.sse import EventStream, EventStreams

_PRIVATE_CACHE = {"Cache-Control": "private, no-cache", "Vary": "Accept"}
_ALLOWED_METHODS = "GET, HEAD, POST"

_VARY = (b"vary", b"Accept")
_JSON_TYPE = (b"content-type", MEDIA_TYPE.encode())
_NO_STORE = (b"cache-control", NO_STORE["Cache-Control"].encode())

_JSON_CONTENT = re.compile(
    rb"""application/json\s*(?:;\s*charset\s*=\s*(?:utf-8|"utf-8")\s*)?;?\s*""", re.IGNORECASE
)

logger = logging.getLogger("glimpse.web")


class GraphQLEndpoint:
    """`contexts` makes the context of each request, `streams` what is answered as events."""

    def __init__(
        self,
        operations: OperationRunner,
        create_context: Callable[[Scope], Context],
        limits: RequestLimits,
        streams: EventStreams,
    ) -> None:
        self._operations = operations
        self._create_context = create_context
        self._limits = limits
        self._streams = streams
        self._disconnect_monitor = DisconnectMonitor()
        self._conditional_cache = ConditionalCache(operations)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        accept = b",".join([value for name, value in scope["headers"] if name == b"accept"])
        accepted, events = _negotiate(accept)
        try:
            if accepted is None and not events:
                response: Response | EventStream = error_response(
                    406, f"The answer is {GRAPHQL}, {JSON} or {EVENTS}.", "BAD_USER_INPUT"
                )
            else:
                response = await self._answer(scope, receive, accepted, events=events)
        except ClientDisconnect:
            return
        if isinstance(response, Response):
            self._finish(response, accepted)
            if isinstance(response, _Answer) and response.complete and scope["method"] != "POST":
                response = self._once(Headers(scope=scope), response)
        await response(scope, receive, send)

    def _finish(self, response: Response, accepted: str | None) -> None:
        if response.status_code != 304:
            response.raw_headers.append(_VARY)
        if accepted == GRAPHQL:
            response.headers["content-type"] = f"{GRAPHQL}; charset=utf-8"
        elif isinstance(response, GraphQLResponse) and response.status_code == 400:
            # Older clients take any other status for one that a proxy sent.
            response.status_code = 200

    def _once(self, asking: Headers, answer: "_Answer") -> Response:
        """The answer, or that the client has it already."""
        tag = entity_tag(answer.headers["content-type"].encode(), bytes(answer.body))
        if answer.polled is not None:
            self._conditional_cache.remember(answer.polled, tag)
        if matches_if_none_match(asking, tag):
            return _not_modified(tag)
        answer.headers.update({**_PRIVATE_CACHE, "ETag": tag})
        return answer

    async def _answer(
        self, scope: Scope, receive: Receive, accepted: str | None, *, events: bool
    ) -> Response | EventStream:
        try:
            self._check_head(scope)
            if scope["method"] == "POST":
                asked = parse_post(await self._body(receive), self._limits)
            else:
                asked = parse_get(scope["query_string"], self._limits)
            context = self._create_context(scope)
            one = None if isinstance(asked, list) else asked
            if events and one and (not accepted or self._operations.is_subscription(one)):
                return await self._streams.respond(Request(scope), one, context)
            # Counted from here, so that a body that is slow to come takes no place.
            with self._operations.concurrency_limit, self._disconnect_monitor.watch(receive):
                if scope["method"] != "POST" and one and accepted:
                    return await self._polled(one, context, Headers(scope=scope), accepted)
                return await self._executed(asked, context, allowed_operations(scope["method"]))
        except UnknownDocumentError as error:
            return document_error_response(error)
        except RequestError as error:
            return error_response(error.status_code, error.reason, error.code, error.headers)
        except ClientDisconnect:
            raise
        except Exception as error:
            return error_response(
                500, INTERNAL_ERROR_MESSAGE, "INTERNAL_SERVER_ERROR", id=log_internal_error(error, logger)
            )

    async def _polled(
        self, asked: GraphQLRequest, context: Context, headers: Headers, media_type: str
    ) -> Response:
        polled = await self._conditional_cache.probe(asked, context, media_type)
        if polled and (tag := self._conditional_cache.find_fresh_tag(polled, headers)):
            return _not_modified(tag)
        answer = await self._executed(asked, context, QUERIES)
        answer.polled = polled
        return answer

    async def _executed(
        self, asked: GraphQLRequest | list[GraphQLRequest], context: Context, allowed: set[OperationType]
    ) -> "_Answer":
        if isinstance(asked, GraphQLRequest):
            result = response_map(await self._operations.run(asked, context, allowed))
            status = 200 if "data" in result else _status_of_request_error(result)
            return _Answer(result, status, complete="errors" not in result)
        # One after the other: what a list asks for is no more at a time than what one asks for.
        return _Answer([await self._run_in_list(each, context, allowed) for each in asked])

    async def _run_in_list(
        self, asked: GraphQLRequest, context: Context, allowed: set[OperationType]
    ) -> dict[str, Any]:
        try:
            return response_map(await self._operations.run(asked, context, allowed))
        except RequestError as error:
            return response_map(ExecutionResult(None, graphql_errors(error)))

    def _check_head(self, scope: Scope) -> None:
        method, most = scope["method"], self._limits.max_request_bytes
        if method not in ("GET", "HEAD", "POST"):
            raise RequestError(405, "GraphQL is asked with GET or POST.", headers={"Allow": _ALLOWED_METHODS})
        if len(scope["query_string"]) > most:
            raise RequestError(414, f"The address is longer than {most} bytes.", code="LIMIT_EXCEEDED")
        if method != "POST":
            return
        # Of a header that is there twice, the first.
        given = dict(reversed(scope["headers"]))
        if not _is_json(given.get(b"content-type", b"")):
            raise RequestError(415, "The content type must be application/json in UTF-8.")
        if given.get(b"content-encoding", b"identity").lower() != b"identity":
            raise RequestError(415, "A compressed body is not accepted.")
        length = given.get(b"content-length", b"")
        # Python itself refuses to read a number of thousands of digits.
        if length.isdigit() and (len(length) > 18 or int(length) > most):
            raise self._too_large()

    async def _body(self, receive: Receive) -> bytes:
        """Raises RequestError as soon as it is too large, or ClientDisconnect."""
        pieces: list[bytes] = []
        left = self._limits.max_request_bytes
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            pieces.append(message.get("body", b""))
            left -= len(pieces[-1])
            if left < 0:
                raise self._too_large()
            more = message.get("more_body", False)
        return b"".join(pieces)

    def _too_large(self) -> RequestError:
        most = self._limits.max_request_bytes
        return RequestError(413, f"The request is larger than {most} bytes.", code="LIMIT_EXCEEDED")


# Clients send one of a few; a header is never longer than the server takes.
@lru_cache(maxsize=128)
def _negotiate(accept: bytes) -> tuple[str | None, bool]:
    """The media type to answer with, None if the client takes none; and whether it takes events."""
    text = accept.decode("latin-1")
    return negotiate_media_type(text), accepts_event_stream(text)


@lru_cache(maxsize=128)
def _is_json(content_type: bytes) -> bool:
    return _JSON_CONTENT.fullmatch(content_type.strip()) is not None


class _Answer(GraphQLResponse):
    """What executing gave; `complete` if without any error."""

    polled: CacheProbe | None = None

    def __init__(self, result: object, status: int = 200, *, complete: bool = True) -> None:
        # What Starlette's own does, without making texts of bytes first.
        self.body = orjson.dumps(result)
        self.status_code = status
        self.background = None
        self.raw_headers = [_JSON_TYPE, (b"content-length", b"%d" % len(self.body)), _NO_STORE]
        self.complete = complete


def _not_modified(tag: str) -> Response:
    return Response(status_code=304, headers={**_PRIVATE_CACHE, "ETag": tag})


def _status_of_request_error(result: dict[str, Any]) -> int:
    codes = [error["extensions"]["code"] for error in result["errors"]]
    return 500 if "INTERNAL_SERVER_ERROR" in codes else 400
