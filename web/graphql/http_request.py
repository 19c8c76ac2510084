"""What an HTTP request must look like, before its document is looked at: method, headers, size."""

import re
from functools import lru_cache

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from web.graphql.request import GraphQLRequest, RequestLimits, parse_get, parse_post
from web.http.errors import RequestError

_ALLOWED_METHODS = "GET, HEAD, POST"

_JSON_CONTENT = re.compile(
    rb"""application/json\s*(?:;\s*charset\s*=\s*(?:utf-8|"utf-8")\s*)?;?\s*""", re.IGNORECASE
)


async def read_request(
    scope: Scope, receive: Receive, limits: RequestLimits
) -> GraphQLRequest | list[GraphQLRequest]:
    """One request, or several if the body is a list; raises RequestError or ClientDisconnect."""
    _check_head(scope, limits)
    if scope["method"] == "POST":
        return parse_post(await _read_body(receive, limits), limits)
    return parse_get(scope["query_string"], limits)


def _check_head(scope: Scope, limits: RequestLimits) -> None:
    method, most = scope["method"], limits.max_request_bytes
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
        raise _too_large(limits)


async def _read_body(receive: Receive, limits: RequestLimits) -> bytes:
    """Raises RequestError as soon as it is too large, or ClientDisconnect."""
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
    return b"".join(pieces)


def _too_large(limits: RequestLimits) -> RequestError:
    most = limits.max_request_bytes
    return RequestError(413, f"The request is larger than {most} bytes.", code="LIMIT_EXCEEDED")


# Clients send one of a few; a header is never longer than the server takes.
@lru_cache(maxsize=128)
def _is_json(content_type: bytes) -> bool:
    return _JSON_CONTENT.fullmatch(content_type.strip()) is not None
