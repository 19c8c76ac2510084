"""GraphiQL for browsers: the page at the endpoint itself, and the files that it loads.

Neither holds data, so they need no authentication: a browser that opens a page cannot send a token.
`make graphiql` builds them from `frontend/graphiql/`; they are stored compressed.
"""

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import QueryParams
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from web.http.content_negotiation import accepts_gzip, prefers_html
from web.http.errors import error_response
from web.http.etag import entity_tag, matches_if_none_match

BUILT = Path(__file__).parent.parent / "static" / "graphiql"

# The page loads only Glimpse's files and connects only to Glimpse, so a token that is typed into it stays
# here. Styles may be inline because the editor, Monaco, writes each line with style attributes,
# and its colours into <style> elements.
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

# A worker obeys the policy of its own file, not that of the page.
_ASSET_POLICY = "default-src 'none'; script-src 'self'"

# Fixed, because the types known to the operating system differ between machines.
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
}


# With one of these parameters and no `query`, the URL names a document that the page cannot show.
_DOCUMENT_NAMES = ("documentId", "extensions")


@dataclass(frozen=True)
class GraphiqlRoutes:
    """Middleware that answers browsers, and the routes of the page's files."""

    at_the_root: list[Middleware]
    at_the_endpoint: list[Middleware]
    assets: list[Route]


def graphiql_routes(*, is_shown: bool) -> GraphiqlRoutes:
    """The routes; without `is_shown`, browsers get the same answers as other clients."""
    if not is_shown:
        return GraphiqlRoutes([], [], [])
    return GraphiqlRoutes(
        [Middleware(_BrowserMiddleware, answer=_to_the_page)],
        [Middleware(_BrowserMiddleware, answer=_page())],
        [Route("/graphql/assets/{name}", _assets())],
    )


class _BrowserMiddleware:
    """Answers a browser that opens the URL, also one with a query: the page shows it in a tab.

    Other requests pass, also those of browsers.
    """

    def __init__(self, app: ASGIApp, answer: Callable[[Request], Response]) -> None:
        self._app = app
        self._answer = answer

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["method"] in ("GET", "HEAD") and _is_opened(request := Request(scope)):
            return self._answer(request)(scope, receive, send)
        return self._app(scope, receive, send)


def _is_opened(request: Request) -> bool:
    return prefers_html(",".join(request.headers.getlist("accept"))) and _is_for_the_page(
        request.query_params
    )


def _is_for_the_page(parameters: QueryParams) -> bool:
    """An empty parameter is an absent one."""
    return bool(parameters.get("query")) or not any(parameters.get(name) for name in _DOCUMENT_NAMES)


def _to_the_page(request: Request) -> Response:
    # Relative, because a proxy may serve Glimpse below a path of its own.
    query = request.url.query
    return RedirectResponse(f"graphql?{query}" if query else "graphql", headers={"Vary": "Accept"})


def _page() -> Callable[[Request], Response]:
    body = _decompressed(BUILT / "index.html.gz")
    headers = {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": _PAGE_POLICY,
        "ETag": entity_tag(body),
        "Referrer-Policy": "no-referrer",
        "Vary": "Accept",
        "X-Content-Type-Options": "nosniff",
    }

    def page(request: Request) -> Response:
        if matches_if_none_match(request.headers, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type="text/html; charset=utf-8")

    return page


def _assets() -> Callable[[Request], Awaitable[Response]]:
    compressed = {path.name.removesuffix(".gz"): path for path in (BUILT / "graphql" / "assets").iterdir()}
    headers = {
        # The name changes with the content.
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Security-Policy": _ASSET_POLICY,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }

    async def asset(request: Request) -> Response:
        path = compressed.get(request.path_params["name"])
        if path is None:
            return error_response(404, "GraphiQL has no file of this name.", "NOT_FOUND")
        media_type = _MEDIA_TYPES[Path(path.stem).suffix]
        if accepts_gzip(",".join(request.headers.getlist("accept-encoding"))):
            body = await asyncio.to_thread(path.read_bytes)
            return Response(body, headers={"Content-Encoding": "gzip", **headers}, media_type=media_type)
        body = await asyncio.to_thread(_decompressed, path)
        return Response(body, headers=headers, media_type=media_type)

    return asset


def _decompressed(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())
