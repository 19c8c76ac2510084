"""A page that is built from `frontend/`: its HTML and the files that it loads, stored compressed.

Neither holds data, so they need no authentication: a browser that opens a page cannot send a token.
"""

import asyncio
import gzip
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.http.content_negotiation import accepts_gzip
from web.http.errors import error_response
from web.http.etag import entity_tag, matches_if_none_match

# `make dashboard` and `make graphiql` write their pages here.
STATIC = Path(__file__).parent.parent / "static"

# Fixed, because the types known to the operating system differ between machines.
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
}

# A worker obeys the policy of its own file, not that of the page.
_ASSET_POLICY = "default-src 'none'; script-src 'self'"


class BuiltPage:
    """The page of a folder, and the files that it loads: they are in `assets` below its relative address.

    `policy` is the page's Content-Security-Policy, and `headers` are further headers of the page.
    """

    def __init__(
        self, folder: Path, address: str, policy: str, headers: Mapping[str, str] | None = None
    ) -> None:
        self._body = gzip.decompress((folder / "index.html.gz").read_bytes())
        self._headers = {
            "Cache-Control": "no-cache",
            "Content-Security-Policy": policy,
            "ETag": entity_tag(self._body),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            **(headers or {}),
        }
        self._path = f"/{address}/assets"
        files = folder / address / "assets"
        self._assets = {file.name.removesuffix(".gz"): file for file in files.iterdir()}

    def respond(self, request: Request) -> Response:
        """The page, or 304 if the client has it."""
        if matches_if_none_match(request.headers, self._headers["ETag"]):
            return Response(status_code=304, headers=self._headers)
        return Response(self._body, headers=self._headers, media_type="text/html; charset=utf-8")

    def assets_route(self) -> Route:
        """The files that the page loads."""
        return Route(f"{self._path}/{{name}}", self._respond_with_asset)

    async def _respond_with_asset(self, request: Request) -> Response:
        file = self._assets.get(request.path_params["name"])
        compressed = await asyncio.to_thread(_read, file) if file is not None else None
        if file is None or compressed is None:
            return error_response(404, "The page has no file of this name.", "NOT_FOUND")
        headers = {
            # The name changes with the content.
            "Cache-Control": "public, max-age=31536000, immutable",
            "Content-Security-Policy": _ASSET_POLICY,
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
        media_type = _MEDIA_TYPES[Path(file.stem).suffix]
        if accepts_gzip(",".join(request.headers.getlist("accept-encoding"))):
            encoded = {"Content-Encoding": "gzip", **headers}
            return Response(compressed, headers=encoded, media_type=media_type)
        body = await asyncio.to_thread(gzip.decompress, compressed)
        return Response(body, headers=headers, media_type=media_type)


def _read(path: Path) -> bytes | None:
    """None if another version was installed while this one is served."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
