"""GraphQL over HTTP: the stages of a request, and the status of its response."""

import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson
from graphql import ExecutionResult, OperationType
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from resolvers.context import Context
from resolvers.execution.result import RefusedResult
from web.graphql.http_request import read_request
from web.graphql.operations import QUERIES, OperationRunner, allowed_operations
from web.graphql.request import GraphQLRequest, RequestLimits
from web.graphql.response import graphql_errors, response_map
from web.http.compression import MIN_BYTES, compress
from web.http.content_negotiation import (
    EVENTS,
    GRAPHQL,
    JSON,
    MULTIPART,
    negotiate_media_type,
    negotiate_stream,
)
from web.http.errors import (
    MEDIA_TYPE,
    GraphQLResponse,
    RequestError,
    UnknownDocumentError,
    document_error_response,
    error_response,
    internal_error_response,
)
from web.http.etag import entity_tag, matches_if_none_match
from web.transports.conditional_get import CacheProbe, ConditionalCache
from web.transports.disconnect import DisconnectMonitor
from web.transports.multipart import MultipartStream
from web.transports.sse import EventStream
from web.transports.subscription_stream import SubscriptionStream, SubscriptionStreams

_VARIES_BY = "Accept, Accept-Encoding"

_PRIVATE_CACHE = {"Cache-Control": "private, no-cache", "Vary": _VARIES_BY}

_FRAMINGS: dict[str, type[SubscriptionStream]] = {EVENTS: EventStream, MULTIPART: MultipartStream}

_VARY = (b"vary", _VARIES_BY.encode())

_ANSWER_HEADERS = ((b"content-type", MEDIA_TYPE.encode()), (b"cache-control", b"no-store"))


class GraphQLEndpoint:
    """`create_context` makes the context of each request, `streams` the responses of subscriptions.

    With `is_compressing`, long answers are compressed for clients that accept it; streams never are.
    """

    def __init__(
        self,
        operations: OperationRunner,
        create_context: Callable[[Scope], Context],
        limits: RequestLimits,
        streams: SubscriptionStreams,
        *,
        is_compressing: bool,
    ) -> None:
        self._operations = operations
        self._create_context = create_context
        self._limits = limits
        self._streams = streams
        self._min_compressed_bytes = MIN_BYTES if is_compressing else sys.maxsize
        self._disconnect_monitor = DisconnectMonitor()
        self._conditional_cache = ConditionalCache()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._respond(scope, receive)
        except ClientDisconnect:
            return
        if isinstance(response, _Answer) and len(response.body) >= self._min_compressed_bytes:
            await compress(response, scope)
        await response(scope, receive, send)

    async def _respond(self, scope: Scope, receive: Receive) -> Response | SubscriptionStream:
        """Negotiates, reads, resolves, executes and encodes; turns errors into responses."""
        accept = b",".join([value for name, value in scope["headers"] if name == b"accept"])
        media_type, framing = _negotiate(accept)
        try:
            if media_type is None and framing is None:
                raise RequestError(
                    406,
                    f"`Accept` must allow {GRAPHQL}, {JSON}, {EVENTS} or {MULTIPART};subscriptionSpec=1.0.",
                )
            request = await read_request(scope, receive, self._limits)
            response = await self._answer(scope, receive, request, media_type, framing)
        except UnknownDocumentError as error:
            response = document_error_response(error)
        except RequestError as error:
            response = error_response(error.status_code, error.reason, error.code, error.headers)
        except ClientDisconnect:
            raise
        except Exception as error:
            response = internal_error_response(error)
        if isinstance(response, Response):
            _finish(response, media_type)
            if isinstance(response, _Answer) and response.is_complete and scope["method"] != "POST":
                return self._validated(Headers(scope=scope), response)
        return response

    async def _answer(
        self,
        scope: Scope,
        receive: Receive,
        request: GraphQLRequest | list[GraphQLRequest],
        media_type: str | None,
        framing: type[SubscriptionStream] | None,
    ) -> Response | SubscriptionStream:
        context, method = self._create_context(scope), scope["method"]
        if framing is not None and isinstance(request, GraphQLRequest):
            resolved = self._operations.resolve(request)
            if media_type is None or resolved.is_subscription:
                return await self._streams.respond(Request(scope), resolved, context, framing)
        # Counted from here, so that slow request bodies do not use up the limit.
        with self._operations.concurrency_limit, self._disconnect_monitor.watch(receive):
            if isinstance(request, list):
                return await self._execute_batch(request, context, allowed_operations(method))
            if method == "POST" or media_type is None:
                return await self._execute(request, context, allowed_operations(method))
            return await self._execute_get(request, context, Headers(scope=scope), media_type)

    async def _execute(
        self, request: GraphQLRequest, context: Context, allowed: frozenset[OperationType]
    ) -> "_Answer":
        resolved = self._operations.resolve(request)
        return _encode(await self._operations.run(resolved, context, allowed))

    async def _execute_get(
        self, request: GraphQLRequest, context: Context, headers: Headers, media_type: str
    ) -> Response:
        """The response, or 304 if the client has it and nothing was committed since."""
        resolved = self._operations.resolve(request)
        probe = None
        if self._operations.is_store_dependent_only(resolved):
            probe = await self._conditional_cache.probe(request, context, media_type)
        if probe is not None and (tag := self._conditional_cache.find_fresh_tag(probe, headers)):
            return _not_modified(tag)
        answer = _encode(await self._operations.run(resolved, context, QUERIES))
        answer.probe = probe
        return answer

    async def _execute_batch(
        self, requests: list[GraphQLRequest], context: Context, allowed: frozenset[OperationType]
    ) -> "_Answer":
        # One after the other: a batch must not use more at a time than one request.
        return _Answer([await self._execute_in_batch(each, context, allowed) for each in requests])

    async def _execute_in_batch(
        self, request: GraphQLRequest, context: Context, allowed: frozenset[OperationType]
    ) -> dict[str, Any]:
        try:
            resolved = self._operations.resolve(request)
            return response_map(await self._operations.run(resolved, context, allowed))
        except RequestError as error:
            return response_map(RefusedResult(graphql_errors(error)))

    def _validated(self, headers: Headers, answer: "_Answer") -> Response:
        """The response with its entity tag, or 304 if the client has it."""
        tag = entity_tag(answer.headers["content-type"].encode(), bytes(answer.body))
        if answer.probe is not None:
            self._conditional_cache.remember(answer.probe, tag)
        if matches_if_none_match(headers, tag):
            return _not_modified(tag)
        answer.headers.update({**_PRIVATE_CACHE, "ETag": tag})
        return answer


class _Answer(GraphQLResponse):
    """The response of an execution; `is_complete` if it has no errors."""

    probe: CacheProbe | None = None

    def __init__(self, result: object, status: int = 200, *, is_complete: bool = True) -> None:
        super().__init__(orjson.dumps(result), status)
        self.is_complete = is_complete

    def init_headers(self, headers: object = None) -> None:
        self.raw_headers = [(b"content-length", b"%d" % len(self.body)), *_ANSWER_HEADERS]


def _encode(result: ExecutionResult) -> _Answer:
    response = response_map(result)
    status = 200 if "data" in response else _status_of_request_error(response)
    return _Answer(response, status, is_complete="errors" not in response)


def _status_of_request_error(response: dict[str, Any]) -> int:
    codes = [error["extensions"]["code"] for error in response["errors"]]
    return 500 if "INTERNAL_SERVER_ERROR" in codes else 400


def _finish(response: Response, media_type: str | None) -> None:
    if response.status_code != 304:
        response.raw_headers.append(_VARY)
    if media_type == GRAPHQL:
        response.headers["content-type"] = f"{GRAPHQL}; charset=utf-8"
    elif isinstance(response, GraphQLResponse) and response.status_code == 400:
        # With application/json, clients treat any other status as a proxy's error.
        response.status_code = 200


def _not_modified(tag: str) -> Response:
    return Response(status_code=304, headers={**_PRIVATE_CACHE, "ETag": tag})


# Clients send a few different values; the server bounds their length.
@lru_cache(maxsize=128)
def _negotiate(accept: bytes) -> tuple[str | None, type[SubscriptionStream] | None]:
    """The media type of a response and the framing of a subscription; None where the client accepts none."""
    text = accept.decode("latin-1")
    stream = negotiate_stream(text)
    return negotiate_media_type(text), None if stream is None else _FRAMINGS[stream]
