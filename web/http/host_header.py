"""Answers 400 to a request whose Host header is missing, repeated or malformed (RFC 9112, section 3.2).

HTTP/1.0 needs no Host.
"""

import re
from collections.abc import Awaitable
from functools import lru_cache

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from web.http.errors import error_response

# RFC 3986: a name or an IPv4 address, which may be empty, or another address in brackets; then a port.
_HOST = re.compile(rb"(?:[\w.~!$&'()*+,;=%-]*|\[[\w.:~%-]+\])(?::[0-9]*)?", re.ASCII)


class HostMiddleware:
    """The whole application, for requests whose Host is well formed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "lifespan":
            hosts = tuple([value for name, value in scope["headers"] if name == b"host"])
            if not (_is_well_formed(hosts) or (scope["http_version"] == "1.0" and not hosts)):
                return _refusal()(scope, receive, send)
        return self._app(scope, receive, send)


def _refusal() -> Response:
    return error_response(
        400, "A request must have one `Host` header: a name or address, and a port.", "BAD_USER_INPUT"
    )


# A server has few names; a header is never longer than it takes.
@lru_cache(maxsize=128)
def _is_well_formed(hosts: tuple[bytes, ...]) -> bool:
    return len(hosts) == 1 and _HOST.fullmatch(hosts[0]) is not None
