"""What the page says of itself: an unknown caller, a failing proxy, an update, a mistake of its own."""

from pathlib import Path

import orjson
import pytest
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.support.auth.token_issuer import token
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.browser import Page
from tests.support.http.dashboard import (
    accessibility_faults,
    assert_accessible,
    served_dashboard,
    until_listed,
)

FIELD = ".sign-in input[type=password]"
BANNER = ".banner"
ROWS = "[data-row-id]"

EXPIRED = Response(
    orjson.dumps({"errors": [{"message": "Expired.", "extensions": {"code": "UNAUTHENTICATED"}}]}),
    401,
    {"WWW-Authenticate": "Bearer"},
    "application/json",
)
OUTDATED = {"message": "Unknown.", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}


class Between:
    """A proxy that answers every request to the API by itself while it has an answer."""

    def __init__(self) -> None:
        self.answer: Response | None = None

    def __call__(self, app: ASGIApp) -> ASGIApp:
        async def proxy(scope: Scope, receive: Receive, send: Send) -> None:
            if self.answer is not None and scope.get("method") == "POST":
                await self.answer(scope, receive, send)
            else:
                await app(scope, receive, send)

        return proxy


@pytest.fixture
def page(unwatched_page: Page) -> Page:
    """Refused requests stand in its console."""
    return unwatched_page


def button(words: str) -> str:
    return f"[...document.querySelectorAll('button')].find(each => each.textContent === '{words}')"


def every_row_has(word: str) -> str:
    """An expression; there are rows."""
    rows = f"[...document.querySelectorAll('{ROWS}')]"
    return f"{rows}.length && {rows}.every(each => /{word}/i.test(each.textContent))"


def click_and_reload(page: Page, words: str) -> None:
    """Clicks a button that loads the page anew, and waits for that."""
    before = len(page.events)
    page.evaluate(f"{button(words)}.click()")
    page.happened(lambda: any(each["method"] == "Page.loadEventFired" for each in page.events[before:]))


def sign_in(page: Page, text: str) -> None:
    page.until(f"document.querySelector('{FIELD}')")
    page.evaluate(f"document.querySelector('{FIELD}').select()")
    # As if pasted: hundreds of keys would take seconds.
    page.call("Input.insertText", text=text)
    page.press("Enter")


def test_a_token_that_expires_leaves_what_is_shown_and_another_one_goes_on(
    page: Page, catalogue: SqliteDatabase, with_tokens: dict[str, str], tmp_path: Path
) -> None:
    between = Between()
    with served_dashboard(catalogue, with_tokens, proxy=between) as dashboard:
        page.open(dashboard.address)
        sign_in(page, f"Authorization: Bearer {token()}")
        until_listed(page)
        rows = page.texts(ROWS)
        between.answer = EXPIRED
        search(page, "ubuntu")
        page.until(f"document.querySelector('{BANNER} {FIELD}')")
        assert page.texts(ROWS) == rows
        assert "no longer accepted" in page.text(BANNER)
        page.screenshot(tmp_path / "expired.png")
        sign_in(page, "another.but.wrong.one")
        page.until(f"document.querySelector('{BANNER} [role=alert]')")
        assert "not accepted" in page.text(BANNER)
        between.answer = None
        sign_in(page, token())
        page.until(f"!document.querySelector('{BANNER}')")
        page.until(
            f"[...document.querySelectorAll('{ROWS}')].every(each => /ubuntu/i.test(each.textContent))"
        )
        page.until("document.querySelector('.live-state').textContent === 'Live'")


@pytest.mark.usefixtures("axe")
def test_signing_in_and_the_banners_are_accessible(
    page: Page, catalogue: SqliteDatabase, with_tokens: dict[str, str], tmp_path: Path
) -> None:
    between = Between()
    with served_dashboard(catalogue, with_tokens, proxy=between) as dashboard:
        page.open(dashboard.address)
        page.until(f"document.querySelector('{FIELD}')")
        assert_accessible(page)
        sign_in(page, token())
        until_listed(page)
        between.answer = Response("<html>Bad Gateway</html>", 502, media_type="text/html")
        search(page, "ubuntu")
        page.until(f"document.querySelector('{BANNER}')")
        for scheme in ("light", "dark"):
            page.prefer(prefers_color_scheme=scheme)
            page.screenshot(tmp_path / f"{scheme}.png")
            assert accessibility_faults(page, within=f"document.querySelector('{BANNER}')") == []


def test_an_anonymous_reader_signs_in_and_out(
    page: Page, catalogue: SqliteDatabase, with_tokens: dict[str, str]
) -> None:
    with served_dashboard(catalogue, {**with_tokens, "ANONYMOUS_READ": "true"}) as dashboard:
        page.open(dashboard.address)
        until_listed(page)
        page.until("document.body.innerText.includes('You are not signed in')")
        page.evaluate(f"{button('Sign in')}.click()")
        good = token(sub="ada")
        sign_in(page, good)
        page.until("document.querySelector('header').innerText.includes('ada')")
        assert page.evaluate("document.querySelector('dialog')") is None
        click_and_reload(page, "Sign out")
        page.until("document.querySelector('header').innerText.includes('Anonymous')")
        assert page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])") == "[{},{}]"


def test_a_proxy_that_fails_and_an_update_are_told_as_what_they_are(
    page: Page, catalogue: SqliteDatabase
) -> None:
    between = Between()
    with served_dashboard(catalogue, proxy=between) as dashboard:
        page.open(dashboard.address)
        until_listed(page)
        rows = page.texts(ROWS)
        between.answer = Response("<html>Bad Gateway</html>", 502, media_type="text/html")
        search(page, "ubuntu")
        page.until(f"document.querySelector('{BANNER}')")
        assert "not available at the moment" in page.text(BANNER)
        assert page.texts(ROWS) == rows
        between.answer = None
        page.until(f"!document.querySelector('{BANNER}')")
        page.until(
            f"[...document.querySelectorAll('{ROWS}')].every(each => /ubuntu/i.test(each.textContent))"
        )
        between.answer = Response(orjson.dumps({"errors": [OUTDATED]}), 400, media_type="application/json")
        search(page, "debian")
        page.until(f"document.querySelector('{BANNER}')")
        assert "Glimpse was updated" in page.text(BANNER)
        between.answer = None
        click_and_reload(page, "Reload the page")
        page.until(every_row_has("debian"))


def search(page: Page, words: str) -> None:
    page.evaluate("document.querySelector('[data-key=search]').select()")
    page.type(words)


def test_a_mistake_of_the_page_shows_what_failed_and_a_way_on(page: Page, catalogue: SqliteDatabase) -> None:
    between = Between()
    nothing = {"data": {"viewer": None, "registry": None}}
    between.answer = Response(orjson.dumps(nothing), media_type="application/json")
    with served_dashboard(catalogue, proxy=between) as dashboard:
        page.open(dashboard.address)
        page.until("document.querySelector('[role=alert] h1')")
        assert "TypeError" in page.text("pre")
        between.answer = None
        click_and_reload(page, "Reload the page")
        until_listed(page)
