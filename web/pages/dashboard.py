"""The dashboard, the page on which people browse and change images, and the documents that it sends."""

import gzip
from collections.abc import Mapping
from pathlib import Path

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.pages.browsers import redirection
from web.pages.built import STATIC, BuiltPage

BUILT = STATIC / "dashboard"

# The page's address, relative to the root.
PATH = "ui"

# The page loads only Glimpse's files and connects only to Glimpse, over HTTP and WebSockets, so a token
# that is typed into it stays here. Nothing is inline: neither script nor style.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def dashboard_routes(built: Path) -> list[Route]:
    """The page of this folder and the files that it loads; `/ui/` leads to the page."""
    page = BuiltPage(built, PATH, _POLICY)

    async def respond(request: Request) -> Response:
        return page.respond(request)

    async def redirect(request: Request) -> Response:
        return redirection(f"../{PATH}")(request)

    return [Route(f"/{PATH}", respond), Route(f"/{PATH}/", redirect), page.assets_route()]


def dashboard_documents(built: Path) -> Mapping[str, str]:
    """The documents that the page sends, by their hash: the manifest of its build, which tests validate."""
    documents: dict[str, str] = orjson.loads(gzip.decompress((built / "documents.json.gz").read_bytes()))
    # GraphQL Code Generator writes the hash with this prefix.
    return {hash_.removeprefix("sha256:"): text for hash_, text in documents.items()}
