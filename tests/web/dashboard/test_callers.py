"""Who may see the dashboard's images: each way of authentication, as a person meets it."""

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.browser import Page
from tests.support.http.dashboard import foreign_requests, served_dashboard, until_listed

SECRET = "0123456789abcdef"


def identifying(app: ASGIApp) -> ASGIApp:
    """A proxy that knows who its clients are."""
    identity = {
        "x-proxy-secret": SECRET,
        "x-identity-status": "Confirmed",
        "x-user-id": "ada",
        "x-roles": "admin",
    }
    added = [(name.encode(), value.encode()) for name, value in identity.items()]

    async def proxy(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            scope = {**scope, "headers": [*scope["headers"], *added]}
        await app(scope, receive, send)

    return proxy


@pytest.fixture
def page(unwatched_page: Page) -> Page:
    """Refused requests stand in its console."""
    return unwatched_page


def test_a_proxy_identifies_the_person(page: Page, catalogue: SqliteDatabase) -> None:
    settings = {"AUTH": "headers", "PROXY_SECRET": SECRET}
    with served_dashboard(catalogue, settings, proxy=identifying) as dashboard:
        page.open(dashboard.address)
        until_listed(page)
        page.until("document.querySelector('header').innerText.includes('ada')")
        assert page.complaints() == []
        assert foreign_requests(page, dashboard.root) == []
