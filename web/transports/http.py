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
from web.graphql.operations import QUERIES, Operations, allowed_by, errors_of, response_to
from web.graphql.request import Asked, Bounds, asked_by_get, asked_by_post
from web.http.content_negotiation import EVENTS, GRAPHQL, JSON, negotiated, takes_events
from web.http.errors import (
    MEDIA_TYPE,
    NOT_STORED,
    OfDocument,
    RequestRefused,
    UnknownDocument,
    document_refusal,
    refusal,
)
from web.http.etag import entity_tag, has
from web.transports.conditional_get import Polled, Polls
from web.transports.disconnect import Hangups
from web.transports.sse import EventStream, Streams

_KEPT = {"Cache-Control": "private, no-cache", "Vary": "Accept"}
_ALLOWED = "GET, HEAD, POST"

_VARY = (b"vary", b"Accept")
_JSON_TYPE = (b"content-type", MEDIA_TYPE.encode())
_NOT_STORED = (b"cache-control", NOT_STORED["Cache-Control"].encode())

_JSON_CONTENT = re.compile(
    rb"""application/json\s*(?:;\s*charset\s*=\s*(?:utf-8|"utf-8")\s*)?;?\s*""", re.IGNORECASE
)

logger = logging.getLogger("glimpse.web")


class Endpoint:
    """`contexts` makes the context of each request, `streams` what is answered as events."""

    def __init__(
        self,
        operations: Operations,
        contexts: Callable[[Scope], Context],
        bounds: Bounds,
        streams: Streams,
    ) -> None:
        self._operations = operations
        self._contexts = contexts
        self._bounds = bounds
        self._streams = streams
        self._hangups = Hangups()
        self._polls = Polls(operations)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        accept = b",".join([value for name, value in scope["headers"] if name == b"accept"])
        accepted, events = _accepted(accept)
        try:
            if accepted is None and not events:
                response: Response | EventStream = refusal(
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
        elif isinstance(response, OfDocument) and response.status_code == 400:
            # Older clients take any other status for one that a proxy sent.
            response.status_code = 200

    def _once(self, asking: Headers, answer: "_Answer") -> Response:
        """The answer, or that the client has it already."""
        tag = entity_tag(answer.headers["content-type"].encode(), bytes(answer.body))
        if answer.polled is not None:
            self._polls.remember(answer.polled, tag)
        if has(asking, tag):
            return _not_modified(tag)
        answer.headers.update({**_KEPT, "ETag": tag})
        return answer

    async def _answer(
        self, scope: Scope, receive: Receive, accepted: str | None, *, events: bool
    ) -> Response | EventStream:
        try:
            self._check_head(scope)
            if scope["method"] == "POST":
                asked = asked_by_post(await self._body(receive), self._bounds)
            else:
                asked = asked_by_get(scope["query_string"], self._bounds)
            context = self._contexts(scope)
            one = None if isinstance(asked, list) else asked
            if events and one and (not accepted or self._operations.is_subscription(one)):
                return await self._streams.of(Request(scope), one, context)
            # Counted from here, so that a body that is slow to come takes no place.
            with self._operations.place, self._hangups.of(receive):
                if scope["method"] != "POST" and one and accepted:
                    return await self._polled(one, context, Headers(scope=scope), accepted)
                return await self._executed(asked, context, allowed_by(scope["method"]))
        except UnknownDocument as error:
            return document_refusal(error)
        except RequestRefused as error:
            return refusal(error.status_code, error.reason, error.code, error.headers)
        except ClientDisconnect:
            raise
        except Exception as error:
            return refusal(
                500, INTERNAL_ERROR_MESSAGE, "INTERNAL_SERVER_ERROR", id=log_internal_error(error, logger)
            )

    async def _polled(self, asked: Asked, context: Context, headers: Headers, media_type: str) -> Response:
        polled = await self._polls.polled(asked, context, media_type)
        if polled and (tag := self._polls.tag_of_unchanged(polled, headers)):
            return _not_modified(tag)
        answer = await self._executed(asked, context, QUERIES)
        answer.polled = polled
        return answer

    async def _executed(
        self, asked: Asked | list[Asked], context: Context, allowed: set[OperationType]
    ) -> "_Answer":
        if isinstance(asked, Asked):
            result = response_to(await self._operations.run(asked, context, allowed))
            status = 200 if "data" in result else _status_of_request_error(result)
            return _Answer(result, status, complete="errors" not in result)
        # One after the other: what a list asks for is no more at a time than what one asks for.
        return _Answer([await self._run_in_list(each, context, allowed) for each in asked])

    async def _run_in_list(
        self, asked: Asked, context: Context, allowed: set[OperationType]
    ) -> dict[str, Any]:
        try:
            return response_to(await self._operations.run(asked, context, allowed))
        except RequestRefused as error:
            return response_to(ExecutionResult(None, errors_of(error)))

    def _check_head(self, scope: Scope) -> None:
        method, most = scope["method"], self._bounds.max_request_bytes
        if method not in ("GET", "HEAD", "POST"):
            raise RequestRefused(405, "GraphQL is asked with GET or POST.", headers={"Allow": _ALLOWED})
        if len(scope["query_string"]) > most:
            raise RequestRefused(414, f"The address is longer than {most} bytes.", code="LIMIT_EXCEEDED")
        if method != "POST":
            return
        # Of a header that is there twice, the first.
        given = dict(reversed(scope["headers"]))
        if not _is_json(given.get(b"content-type", b"")):
            raise RequestRefused(415, "The content type must be application/json in UTF-8.")
        if given.get(b"content-encoding", b"identity").lower() != b"identity":
            raise RequestRefused(415, "A compressed body is not accepted.")
        length = given.get(b"content-length", b"")
        # Python itself refuses to read a number of thousands of digits.
        if length.isdigit() and (len(length) > 18 or int(length) > most):
            raise self._too_large()

    async def _body(self, receive: Receive) -> bytes:
        """Raises RequestRefused as soon as it is too large, or ClientDisconnect."""
        pieces: list[bytes] = []
        left = self._bounds.max_request_bytes
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

    def _too_large(self) -> RequestRefused:
        most = self._bounds.max_request_bytes
        return RequestRefused(413, f"The request is larger than {most} bytes.", code="LIMIT_EXCEEDED")


# Clients send one of a few; a header is never longer than the server takes.
@lru_cache(maxsize=128)
def _accepted(accept: bytes) -> tuple[str | None, bool]:
    """The media type to answer with, None if the client takes none; and whether it takes events."""
    text = accept.decode("latin-1")
    return negotiated(text), takes_events(text)


@lru_cache(maxsize=128)
def _is_json(content_type: bytes) -> bool:
    return _JSON_CONTENT.fullmatch(content_type.strip()) is not None


class _Answer(OfDocument):
    """What executing gave; `complete` if without any error."""

    polled: Polled | None = None

    def __init__(self, result: object, status: int = 200, *, complete: bool = True) -> None:
        # What Starlette's own does, without making texts of bytes first.
        self.body = orjson.dumps(result)
        self.status_code = status
        self.background = None
        self.raw_headers = [_JSON_TYPE, (b"content-length", b"%d" % len(self.body)), _NOT_STORED]
        self.complete = complete


def _not_modified(tag: str) -> Response:
    return Response(status_code=304, headers={**_KEPT, "ETag": tag})


def _status_of_request_error(result: dict[str, Any]) -> int:
    codes = [error["extensions"]["code"] for error in result["errors"]]
    return 500 if "INTERNAL_SERVER_ERROR" in codes else 400
