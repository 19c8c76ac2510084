"""Images that others share with a project: seen, accepted, rejected."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.support.databases.builders import image, member_of
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.browser import Page
from tests.support.http.dashboard import Dashboard, assert_accessible, served_dashboard

SECRET = "0123456789abcdef"
COUNTED = "document.querySelectorAll('.shared h2 .none').length === 3"
READY = f"{COUNTED} && !document.querySelector('[aria-busy=true]')"


def of_project(app: ASGIApp) -> ASGIApp:
    """A proxy that knows everyone as a member of the project `data`."""
    identity = {"x-proxy-secret": SECRET, "x-identity-status": "Confirmed", "x-project-id": "data"}
    added = [(name.encode(), value.encode()) for name, value in identity.items()]

    async def proxy(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            scope = {**scope, "headers": [*scope["headers"], *added, (b"x-roles", b"member")]}
        await app(scope, receive, send)

    return proxy


@pytest.fixture
def dashboard(catalogue: SqliteDatabase) -> Iterator[Dashboard]:
    settings = {"AUTH": "headers", "PROXY_SECRET": SECRET}
    with served_dashboard(catalogue, settings, proxy=of_project) as dashboard:
        yield dashboard


def test_an_invitation_is_counted_accepted_and_rejected(page: Page, dashboard: Dashboard) -> None:
    pending, rejected = image(name="golden", owner="web"), image(name="old", owner="wiki")
    dashboard.database.insert(
        pending, member_of(pending, "data"), rejected, member_of(rejected, "data", status="rejected")
    )
    page.open(dashboard.address)
    page.until("document.querySelector('.pending-count')?.innerText === '1'")
    page.click("header a[href*='view=shared']")
    page.until(READY)
    assert page.texts(".shared h2") == ["Pending 1", "Accepted 0", "Rejected 1"]
    assert "Shared by web" in page.text(".shared-images")
    page.click("[aria-label='Accept golden']")
    page.until("document.activeElement.innerText === 'Pending 0'")
    page.until(READY)
    assert page.texts(".shared h2") == ["Pending 0", "Accepted 1", "Rejected 1"]
    page.until("!document.querySelector('.pending-count')")
    page.click("[aria-label='Reject golden']")
    page.until("document.querySelector('[role=status].shared-done').innerText === 'Rejected: golden'")
    answers = dashboard.database.rows("SELECT status FROM image_members WHERE member = 'data'")
    assert answers == [("rejected",), ("rejected",)]


def test_the_drawer_opens_beside_and_the_focus_returns(page: Page, dashboard: Dashboard) -> None:
    shared = image(name="golden", owner="web")
    dashboard.database.insert(shared, member_of(shared, "data"))
    page.open(f"{dashboard.address}?view=shared")
    page.until(READY)
    page.evaluate("document.querySelector('.shared-images a').focus()")
    page.press("Enter")
    page.until("document.activeElement.matches('.detail h2') && document.querySelector('[role=tabpanel] dl')")
    # Locations are for administrators.
    assert page.texts("[role=tab]") == ["Overview", "Properties", "Members", "History", "JSON"]
    page.press("Escape")
    page.until("document.activeElement.matches('.shared-images a')")
    assert page.evaluate("location.search") == "?view=shared"


@pytest.mark.usefixtures("axe")
def test_it_is_accessible(page: Page, dashboard: Dashboard, tmp_path: Path) -> None:
    shared, other = image(name="golden " * 30, owner="web", size=5), image(owner=None)
    dashboard.database.insert(shared, member_of(shared, "data", can_share=True))
    dashboard.database.insert(other, member_of(other, "data", status="accepted"))
    page.resize(320, 640)
    page.open(f"{dashboard.address}?view=shared")
    page.until(READY)
    assert_accessible(page, tmp_path)
    assert page.evaluate("document.querySelector('.shared').scrollWidth <= 320")


def test_a_member_that_may_share_passes_an_image_on_and_changes_nothing(
    page: Page, dashboard: Dashboard
) -> None:
    shared = image(name="golden", owner="web")
    dashboard.database.insert(shared, member_of(shared, "data", status="accepted", can_share=True))
    page.open(f"{dashboard.address}?image={shared.id}")
    page.until("document.querySelector('.edit-actions button')")
    assert page.texts(".edit-actions button") == ["Share…"]
    # The owner's name is isolated, so that it cannot turn the sentence around.
    assert (
        page.text(".edit-reason") == "Only its owner, \u2068web\u2069, and administrators change this image."
    )
    page.click(".edit-actions button")
    page.until("document.activeElement.matches('dialog input')")
    page.type("blog")
    page.press("Enter")
    page.until("document.querySelector('dialog input').value === ''")
    members = f"SELECT member, status FROM image_members WHERE image_id = '{shared.id}' ORDER BY member"
    assert dashboard.database.rows(members) == [("blog", "pending"), ("data", "accepted")]
