"""Reads a GraphQL request from HTTP, and checks its method, headers and size."""

from functools import lru_cache

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from web.graphql.request import GraphQLRequest, RequestLimits, parse_get, parse_post
from web.http.connection_deadlines import BODY_TIMED_OUT
from web.http.content_negotiation import JSON
from web.http.errors import RequestError
from web.http.header_values import parse_value

_ALLOWED_METHODS = "GET, HEAD, POST"


async def read_request(
    scope: Scope, receive: Receive, limits: RequestLimits
) -> GraphQLRequest | list[GraphQLRequest]:
    """The request, or several if the body is a list; raises RequestError or ClientDisconnect."""
    _check_head(scope, limits)
    if scope["method"] == "POST":
        return parse_post(await _read_body(scope, receive, limits), limits)
    return parse_get(scope["query_string"], limits)


def _check_head(scope: Scope, limits: RequestLimits) -> None:
    method, most = scope["method"], limits.max_request_bytes
    if method not in ("GET", "HEAD", "POST"):
        raise RequestError(405, "The method must be GET or POST.", headers={"Allow": _ALLOWED_METHODS})
    if len(scope["query_string"]) > most:
        raise RequestError(414, f"The query string must have at most {most} bytes.", code="LIMIT_EXCEEDED")
    if method != "POST":
        return
    # Of a repeated header the first counts.
    given = dict(reversed(scope["headers"]))
    if not _is_json(given.get(b"content-type", b"")):
        raise RequestError(415, "`Content-Type` must be application/json in UTF-8.")
    # An empty header says as much as none.
    if given.get(b"content-encoding", b"").lower() not in (b"", b"identity"):
        raise RequestError(415, "The body must not be compressed.")
    length = given.get(b"content-length", b"")
    # `int` raises for thousands of digits.
    if length.isdigit() and (len(length) > 18 or int(length) > most):
        raise _too_large(limits)


async def _read_body(scope: Scope, receive: Receive, limits: RequestLimits) -> bytes:
    """The whole body; raises RequestError as soon as it is too large or late, or ClientDisconnect."""
    pieces: list[bytes] = []
    left = limits.max_request_bytes
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        pieces.append(message.get("body", b""))
        left -= len(pieces[-1])
        if left < 0:
            raise _too_large(limits)
        more = message.get("more_body", False)
        if more and BODY_TIMED_OUT in scope:
            raise RequestError(
                408, "The body did not arrive in time.", "TIMEOUT", headers={"Connection": "close"}
            )
    return b"".join(pieces)


def _too_large(limits: RequestLimits) -> RequestError:
    most = limits.max_request_bytes
    return RequestError(413, f"The body must have at most {most} bytes.", code="LIMIT_EXCEEDED")


# Clients send a few different values; the server bounds their length.
@lru_cache(maxsize=128)
def _is_json(content_type: bytes) -> bool:
    """Whether it is JSON in UTF-8; other parameters are ignored."""
    given = parse_value(content_type.decode("latin-1"))
    return given.value == JSON and given.is_utf8
