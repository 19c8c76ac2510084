"""Changes appear by themselves: where they stand, over every way to follow them, and after an absence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.browser import Page
from tests.support.http.dashboard import Dashboard, served_dashboard, until_listed

STATE = ".live-state"
SHOW = ".live-show"
ONE_NEW = "1 new image \N{EN DASH} show"


def blocking(*ways: str) -> Callable[[ASGIApp], ASGIApp]:
    """A proxy that knows neither WebSockets nor streams, or not the first."""

    def wrap(app: ASGIApp) -> ASGIApp:
        async def proxy(scope: Scope, receive: Receive, send: Send) -> None:
            accepted = dict(scope.get("headers", ())).get(b"accept", b"")
            if scope["type"] == "websocket" and "websocket" in ways:
                await send({"type": "websocket.close"})
            elif accepted == b"text/event-stream" and "stream" in ways:
                await PlainTextResponse("No streams here.", 406)(scope, receive, send)
            else:
                await app(scope, receive, send)

        return proxy

    return wrap


def until_state(page: Page, words: str) -> None:
    page.until(f"document.querySelector('{STATE}')?.textContent === {json.dumps(words)}")


def mutate(page: Page, document: str) -> Any:
    """Sends a mutation from the tab, beside what the dashboard itself sends."""
    request = {"method": "POST", "headers": {"content-type": "application/json"}}
    body = json.dumps({"query": f"mutation {{ {document} }}"})
    answer = page.evaluate(
        f"fetch('graphql', {{...{json.dumps(request)}, body: {json.dumps(body)}}}).then(each => each.json())"
    )
    assert "errors" not in answer, answer
    return answer["data"]


def ids(page: Page) -> list[str]:
    rows: list[str] = page.evaluate(
        "[...document.querySelectorAll('[data-row-id]')].map(each => each.dataset.rowId)"
    )
    return rows


def rename(page: Page, id_: str, name: str) -> None:
    mutate(page, f'updateImage(id: "{id_}", input: {{name: "{name}"}}) {{ image {{ id }} }}')


def until_row(page: Page, id_: str, words: str) -> None:
    page.until(f"document.querySelector('[data-row-id=\"{id_}\"]').textContent.includes({json.dumps(words)})")


def test_changes_of_another_tab_appear_without_moving_a_row(
    page: Page, other_page: Page, dashboard: Dashboard, tmp_path: Path
) -> None:
    for each in (page, other_page):
        each.open(dashboard.address)
        until_listed(each)
    # The other tab has hidden it.
    page.call("Page.bringToFront")
    until_state(page, "Live")
    before = ids(page)
    rename(other_page, before[3], "renamed elsewhere")
    until_row(page, before[3], "renamed elsewhere")
    page.until("document.querySelectorAll('.is-changed').length === 1")
    mutate(other_page, f'deleteImage(id: "{before[1]}") {{ image {{ id }} }}')
    page.until("document.querySelectorAll('.is-gone').length === 1")
    created = mutate(other_page, 'createImage(input: {name: "made elsewhere"}) { image { id } }')
    page.until(f"document.querySelector('{SHOW}')")
    assert page.text(SHOW) == ONE_NEW
    assert ids(page) == before
    page.screenshot(tmp_path / "changed.png")
    page.click(SHOW)
    page.until(f"!document.querySelector('{SHOW}')")
    shown = [created["createImage"]["image"]["id"], before[0], *before[2:]]
    page.until(f"document.querySelector('[data-row-id]').dataset.rowId === {json.dumps(shown[0])}")
    assert ids(page) == shown[: len(before)]


def test_only_images_of_the_list_are_announced(page: Page, dashboard: Dashboard) -> None:
    page.open(f"{dashboard.address}?status=QUEUED")
    until_state(page, "Live")
    mutate(page, 'createImage(input: {name: "hidden", hidden: true}) { image { id } }')
    mutate(page, 'createImage(input: {name: "listed"}) { image { id } }')
    page.until(f"document.querySelector('{SHOW}')")
    assert page.text(SHOW) == ONE_NEW


@pytest.mark.parametrize(
    ("ways", "state"), [(["websocket"], "Live"), (["websocket", "stream"], "Every 15 s")]
)
def test_changes_are_followed_behind_proxies_that_block_a_way(
    unwatched_page: Page, catalogue: SqliteDatabase, ways: list[str], state: str
) -> None:
    page = unwatched_page
    with served_dashboard(catalogue, proxy=blocking(*ways)) as dashboard:
        page.open(dashboard.address)
        until_state(page, state)
        first, *_ = ids(page)
        rename(page, first, "renamed")
        # A network that is back is asked immediately, not after the rest of 15 seconds.
        page.evaluate("dispatchEvent(new Event('online'))")
        until_row(page, first, "renamed")


def test_a_tab_that_nobody_sees_pauses_and_then_shows_what_it_missed(
    page: Page, dashboard: Dashboard
) -> None:
    page.open(dashboard.address)
    until_state(page, "Live")
    first, second, *_ = ids(page)
    show(page, is_hidden=True)
    until_state(page, "Paused")
    rename(page, first, "missed before the first event")
    show(page, is_hidden=False)
    until_row(page, first, "missed before the first event")
    show(page, is_hidden=True)
    until_state(page, "Paused")
    rename(page, second, "missed after an event")
    show(page, is_hidden=False)
    until_row(page, second, "missed after an event")


def show(page: Page, *, is_hidden: bool) -> None:
    page.evaluate(
        f"Object.defineProperty(document, 'hidden', {{value: {json.dumps(is_hidden)}, configurable: true}});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
