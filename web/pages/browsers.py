"""Answers browsers differently from other clients of the same address."""

from collections.abc import Awaitable, Callable

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from web.http.content_negotiation import prefers_html


def for_browsers(
    answer: Callable[[Request], Response], *, unless: Callable[[Request], bool] = lambda _: False
) -> Middleware:
    """Middleware that answers a browser that opens the address.

    Other requests pass, also those of browsers, and so do those for which `unless` is true.
    """
    return Middleware(_BrowserMiddleware, answer=answer, unless=unless)


def redirection(target: str) -> Callable[[Request], Response]:
    """Sends a client to a relative address, with the request's query string.

    Relative, because a proxy may serve Glimpse below a path of its own.
    """

    def redirect(request: Request) -> Response:
        query = request.url.query
        return RedirectResponse(f"{target}?{query}" if query else target, headers={"Vary": "Accept"})

    return redirect


class _BrowserMiddleware:
    def __init__(
        self, app: ASGIApp, answer: Callable[[Request], Response], unless: Callable[[Request], bool]
    ) -> None:
        self._app = app
        self._answer = answer
        self._unless = unless

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["method"] in ("GET", "HEAD") and self._is_opened(request := Request(scope)):
            return self._answer(request)(scope, receive, send)
        return self._app(scope, receive, send)

    def _is_opened(self, request: Request) -> bool:
        return prefers_html(",".join(request.headers.getlist("accept"))) and not self._unless(request)
