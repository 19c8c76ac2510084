"""The list in every state shuts nobody out: for axe, in light and in dark, and on the narrowest screen."""

from pathlib import Path

import pytest

from tests.support.databases.builders import image, property_of, tag_of
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.browser import Page
from tests.support.http.dashboard import Dashboard, assert_accessible, served_dashboard, until_settled

pytestmark = pytest.mark.usefixtures("axe")

# By the state's name, the query string. Tests of other views look at theirs.
VIEWS = {
    "list": "n=10",
    "filters": "n=10&q=*a*&status=ACTIVE&tag=lts&p.os_distro=ubuntu,debian&size=1M..100G",
    "nothing found": "q=nothing+has+this+name",
    "unknown parameters": "n=10&bogus=1&size=large",
    "overview": "view=overview",
    "shared with me": "view=shared",
}


def assert_open_to_all(page: Page, folder: Path) -> None:
    """In light and dark, and without a scroll bar for lines of text on the narrowest screen."""
    assert_accessible(page, folder)
    page.resize(320, 640)
    until_settled(page)
    page.screenshot(folder / "narrow.png")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320, f"{width} pixels wide on a screen of 320"


@pytest.mark.parametrize("query", VIEWS.values(), ids=VIEWS)
def test_a_view_is_open_to_all(page: Page, dashboard: Dashboard, tmp_path: Path, query: str) -> None:
    page.open(f"{dashboard.address}?{query}")
    until_settled(page)
    assert_open_to_all(page, tmp_path)


def test_an_empty_registry_is_open_to_all(
    unwatched_page: Page, database: SqliteDatabase, tmp_path: Path
) -> None:
    with served_dashboard(database) as dashboard:
        unwatched_page.open(dashboard.address)
        until_settled(unwatched_page)
        assert_open_to_all(unwatched_page, tmp_path)
        assert unwatched_page.complaints() == []


def test_names_that_mean_harm_are_text(
    unwatched_page: Page, database: SqliteDatabase, tmp_path: Path
) -> None:
    markup = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    names = ["W" * 255, "\u202egnp.exe", "שלום עולם", markup, "a\u0301" * 100, "", " "]
    images = [image(name=name, status="active", visibility="public") for name in names]
    hostile = images[3]
    database.insert(
        *images,
        *[property_of(hostile, f"p{at}{'x' * 200}", markup * 3) for at in range(5)],
        *[tag_of(hostile, f"{at}{'T' * 200}") for at in range(20)],
    )
    page = unwatched_page
    with served_dashboard(database) as dashboard:
        for query in ("", f"?image={hostile.id}", f"?compare={hostile.id},{images[0].id}"):
            page.resize(1280, 800)
            page.open(f"{dashboard.address}{query}")
            until_settled(page)
            assert markup in page.text("body")
            assert_open_to_all(page, tmp_path)
        assert page.complaints() == []
