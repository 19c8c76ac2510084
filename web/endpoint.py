"""GraphQL over HTTP: what a request must look like, and which status its answer has."""

import logging
import re
from collections.abc import Callable
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

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


class Endpoint:
    """`contexts` makes the context of each request, `streams` what is answered as events."""

    def __init__(
        self,
        operations: Operations,
        contexts: Callable[[Request], Context],
        bounds: Bounds,
        streams: Streams,
    ) -> None:
        self._operations = operations
        self._contexts = contexts
        self._bounds = bounds
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, self._bounded(receive))
        accept = ",".join(request.headers.getlist("accept"))
        accepted, events = negotiated(accept), takes_events(accept)
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
            asked = await self._asked(request)
            if events and isinstance(asked, Asked) and (not json or self._operations.is_subscription(asked)):
                return await self._streams.of(request, asked, self._contexts(request))
            return await self._executed(request, asked, self._contexts(request))
        except UnknownDocument as error:
            return document_refusal(error)
        except RequestRefused as error:
            return refusal(error.status_code, error.reason, error.code, error.headers)
        except ClientDisconnect:
            raise
        except Exception as error:
            return refusal(500, MASKED, "INTERNAL_SERVER_ERROR", id=logged(error, logger))

    async def _asked(self, request: Request) -> Asked | list[Asked]:
        if request.method == "POST":
            return asked_by_post(await request.body(), self._bounds)
        return asked_by_get(request.scope["query_string"], self._bounds)

    async def _executed(self, request: Request, asked: Asked | list[Asked], context: Context) -> Response:
        allowed = allowed_by(request.method)
        # Counted from here, so that a body that is slow to come takes no place.
        with self._operations.place(), Hangup(request.receive):
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


class _Answer(OfDocument):
    """What executing gave; `complete` if without any error."""

    def __init__(self, result: object, status: int = 200, *, complete: bool = True) -> None:
        super().__init__(orjson.dumps(result), status, NOT_STORED, MEDIA_TYPE)
        self.complete = complete


def _once(request: Request, answer: Response) -> Response:
    """The answer, or that the client has it already."""
    tag = entity_tag(answer.headers["content-type"].encode(), bytes(answer.body))
    kept = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": answer.headers["vary"]}
    if has(request.headers, tag):
        return Response(status_code=304, headers=kept)
    answer.headers.update(kept)
    return answer


def _status_of_request_error(result: dict[str, Any]) -> int:
    codes = [error["extensions"]["code"] for error in result["errors"]]
    return 500 if "INTERNAL_SERVER_ERROR" in codes else 400
