"""A person without a mouse: finds, opens, selects, pages, and learns the keys or turns them off."""

import json
from pathlib import Path

import pytest

from tests.support.http.browser import Page
from tests.support.http.dashboard import Dashboard, assert_accessible, until_listed

SELECTED = "[...document.querySelectorAll('[data-row-id] input:checked')].length"
CURRENT = "document.activeElement.closest('[data-row-id]')?.dataset.rowId"


def until(page: Page, expression: str, value: object) -> None:
    page.until(f"({expression}) === {json.dumps(value)}")


def test_images_are_found_opened_selected_and_paged_by_keys(
    page: Page, dashboard: Dashboard, tmp_path: Path
) -> None:
    page.open(f"{dashboard.address}?n=25")
    until_listed(page)
    page.press("/")
    page.type("ubuntu")
    page.until("location.search.includes('q=ubuntu')")
    until_listed(page)
    # Letters are text in a field.
    page.type("jx")
    until(page, "document.querySelector('[data-key=search]').value", "ubuntujx")
    page.press("Backspace", "Backspace")
    page.until("location.search.includes('q=ubuntu') && !location.search.includes('ubuntuj')")
    until_listed(page)
    page.press("Tab", "Escape")
    page.press("j", "j", "j", "k", "x")
    ids = page.evaluate("[...document.querySelectorAll('[data-row-id]')].map(each => each.dataset.rowId)")
    until(page, CURRENT, ids[1])
    until(page, SELECTED, 1)
    page.press("Enter")
    until(page, "new URLSearchParams(location.search).get('image')", ids[1])
    page.screenshot(tmp_path / "open.png")
    page.until("document.querySelector('[data-key=edit]')")
    page.press("e")
    page.until("document.querySelector('dialog:modal input')")
    page.press("Escape")
    page.until("!document.querySelector('dialog')")
    page.press("Escape")
    until(page, "new URLSearchParams(location.search).get('image')", None)
    page.press("]")
    page.until("location.search.includes('after=')")
    until_listed(page)
    page.press("[")
    until(page, "document.querySelector('[data-row-id]').dataset.rowId", ids[0])


@pytest.mark.usefixtures("axe")
def test_the_keys_are_explained_and_can_be_turned_off(
    page: Page, dashboard: Dashboard, tmp_path: Path
) -> None:
    page.open(dashboard.address)
    until_listed(page)
    page.press("?")
    page.until("document.querySelector('dialog:modal')")
    assert_accessible(page, tmp_path)
    # The dialog has keys of its own, and the first thing in it is the switch.
    page.press("j", " ", "Escape")
    page.until("!document.querySelector('dialog')")
    page.press("j")
    until(page, CURRENT + " ?? null", None)
    page.reload()
    until_listed(page)
    page.press("?", "j")
    assert page.evaluate("document.querySelector('dialog')") is None
    until(page, CURRENT + " ?? null", None)
