"""Who may see the dashboard's images: each way of authentication, as a person meets it."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.support.auth.fake_keystone import PASSWORD, StandIn
from tests.support.auth.token_issuer import AUDIENCE, NAME, pem_of, rsa_key, served, token
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.browser import Page
from tests.support.http.dashboard import ROWS, Dashboard, foreign_requests, served_dashboard, until_listed

SECRET = "0123456789abcdef"
FIELD = "input[type=password]"


def adding(headers: Mapping[str, str]) -> Callable[[ASGIApp], ASGIApp]:
    """A proxy that adds headers to each request."""
    added = [(name.encode(), value.encode()) for name, value in headers.items()]

    def proxy(app: ASGIApp) -> ASGIApp:
        async def proxied(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] in ("http", "websocket"):
                scope = {**scope, "headers": [*scope["headers"], *added]}
            await app(scope, receive, send)

        return proxied

    return proxy


IDENTITY = {
    "x-proxy-secret": SECRET,
    "x-identity-status": "Confirmed",
    "x-user-id": "ada",
    "x-roles": "admin",
}


@pytest.fixture
def page(unwatched_page: Page) -> Page:
    """Refused requests stand in its console."""
    return unwatched_page


def sign_in(page: Page, text: str) -> None:
    page.until(f"document.querySelector('{FIELD}')")
    # The page may still learn how it is refused.
    page.happened(lambda: not page.pending())
    page.evaluate(f"(document.querySelector('{FIELD}').focus(), document.querySelector('{FIELD}').select())")
    page.type(text)
    page.press("Enter")


def places(page: Page, secret: str) -> list[str]:
    """Where the browser keeps the secret."""
    return [
        place
        for place in ("sessionStorage", "localStorage")
        if page.evaluate(f"JSON.stringify(Object.entries({place})).includes({json.dumps(secret)})")
    ]


def sent_on_sockets(page: Page) -> str:
    frames = [each["params"] for each in page.events if each["method"] == "Network.webSocketFrameSent"]
    return "".join(each["response"]["payloadData"] for each in frames)


@pytest.fixture
def jwt(catalogue: SqliteDatabase, tmp_path: Path) -> Iterator[Dashboard]:
    key = tmp_path / "issuer.pub.pem"
    key.write_bytes(pem_of(rsa_key()))
    settings = {"JWT_KEY_FILE": f"{key}", "JWT_ISSUER": NAME, "JWT_AUDIENCE": AUDIENCE}
    with served_dashboard(catalogue, {"AUTH": "jwt", **settings}) as dashboard:
        yield dashboard


@pytest.fixture
def keystone(catalogue: SqliteDatabase) -> Iterator[Dashboard]:
    with served(StandIn().app) as address:
        service = {"KEYSTONE_USER": "glimpse", "KEYSTONE_PASSWORD": PASSWORD, "KEYSTONE_PROJECT": "service"}
        settings = {"AUTH": "keystone", "KEYSTONE_URL": address, **service}
        with served_dashboard(catalogue, settings) as dashboard:
            yield dashboard


def test_a_token_is_typed_into_the_page_and_kept_in_its_tab(
    page: Page, jwt: Dashboard, tmp_path: Path
) -> None:
    page.open(jwt.address)
    sign_in(page, "no.token")
    page.until("document.querySelector('[role=alert]')")
    page.screenshot(tmp_path / "refused.png")
    assert places(page, "no.token") == []
    good = token(project_id="p", sub="ada", roles=["member"])
    sign_in(page, good)
    until_listed(page)
    page.happened(lambda: good in sent_on_sockets(page))
    assert places(page, good) == ["sessionStorage"]
    assert page.evaluate("document.cookie") == ""
    page.reload()
    until_listed(page)
    assert foreign_requests(page, jwt.root) == []
    assert good not in "".join(page.requested())


def test_a_token_of_keystone_is_sent_in_its_own_header(page: Page, keystone: Dashboard) -> None:
    page.open(keystone.address)
    sign_in(page, "good")
    until_listed(page)
    (*_, last) = (
        each["params"]["request"]
        for each in page.events
        if each["method"] == "Network.requestWillBeSent" and each["params"]["request"]["method"] == "POST"
    )
    assert last["headers"]["x-auth-token"] == "good"


def test_a_proxy_identifies_the_person(page: Page, catalogue: SqliteDatabase) -> None:
    settings = {"AUTH": "headers", "PROXY_SECRET": SECRET}
    with served_dashboard(catalogue, settings, proxy=adding(IDENTITY)) as dashboard:
        page.open(dashboard.address)
        until_listed(page)
        page.until("document.querySelector('header').innerText.includes('ada')")
        assert page.complaints() == []
        assert foreign_requests(page, dashboard.root) == []


def test_without_a_proxy_the_page_says_why_it_shows_nothing(page: Page, catalogue: SqliteDatabase) -> None:
    with served_dashboard(catalogue, {"AUTH": "headers", "PROXY_SECRET": SECRET}) as dashboard:
        page.open(dashboard.address)
        page.until("/proxy/i.test(document.querySelector('main').innerText)")
        assert page.texts(ROWS) == []


def test_a_person_on_another_machine_is_told_that_it_is_not_served(
    page: Page, catalogue: SqliteDatabase
) -> None:
    with served_dashboard(catalogue, proxy=adding({"x-forwarded-for": "192.0.2.1"})) as dashboard:
        page.open(dashboard.address)
        page.until("/GLIMPSE_ALLOW_UNAUTHENTICATED/.test(document.querySelector('main')?.innerText)")
        assert page.texts(ROWS) == []
