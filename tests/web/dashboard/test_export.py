"""Exports of a list: files with all images that match or that are selected."""

import csv
import io
import json

import pytest

from tests.support.http.browser import Page
from tests.support.http.dashboard import Dashboard, answer, assert_accessible, until_listed

# The browser asks nobody where to save, and a download is kept by the page.
_KEEP = """
window.showSaveFilePicker = undefined;
URL.createObjectURL = (blob) => ((window.saved = blob), "about:blank");
HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; };
"""


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_an_export_has_every_image_that_matches(page: Page, dashboard: Dashboard, format: str) -> None:
    opened(page, dashboard, "?disk=qcow2&sort=name&cols=name,size,tags,p.architecture")
    page.click(f"[name=format]{':not(:checked)' if format == 'jsonl' else ''}")
    page.click(".dialog .button-primary")
    page.until("document.querySelector('.export-progress')?.innerText.startsWith('Exported')")

    rows = saved(page, format)
    expected = ask(page)
    assert page.evaluate("window.savedAs").endswith(f".{format}")
    assert len(rows) == len(expected) > 100
    assert [each["id"] for each in rows] == [each["id"] for each in expected]
    if format == "jsonl":
        assert rows == expected


def test_a_selection_is_exported_alone(page: Page, dashboard: Dashboard) -> None:
    page.open(f"{dashboard.address}?cols=name")
    until_listed(page)
    boxes = "[...document.querySelectorAll('.list tbody input[type=checkbox]')]"
    page.evaluate(f"{boxes}.slice(0, 2).forEach(each => each.click())")
    open_dialog(page)
    page.click(".dialog .button-primary")
    page.until("document.querySelector('.export-progress')?.innerText === 'Exported 2 images.'")

    expected = answer(page, "{images(limit: 2) {id}}")["images"]
    assert [each["id"] for each in saved(page, "csv")] == [each["id"] for each in expected]


def test_an_export_continues_where_a_page_failed(dashboard: Dashboard, unwatched_page: Page) -> None:
    page = unwatched_page
    opened(page, dashboard, "")
    # A refusal is not tried again by itself.
    page.evaluate("window.real = fetch; fetch = async () => new Response('', {status: 403}); null")
    page.click(".dialog .button-primary")
    page.until("document.querySelector('.export-progress')?.innerText.startsWith('Stopped after 0 images')")
    assert "are missing" in page.text(".export-progress")
    page.evaluate("fetch = window.real; null")
    page.click(".dialog .button-primary")
    page.until("document.querySelector('.export-progress')?.innerText.startsWith('Exported')")
    assert len(saved(page, "csv")) > 200


def test_the_dialog_shuts_nobody_out(page: Page, dashboard: Dashboard, axe: None) -> None:
    opened(page, dashboard, "")
    assert_accessible(page)


def opened(page: Page, dashboard: Dashboard, search: str) -> None:
    page.open(dashboard.address + search)
    until_listed(page)
    open_dialog(page)


def open_dialog(page: Page) -> None:
    page.evaluate(_KEEP)
    page.evaluate(
        "[...document.querySelectorAll('.list button')].find(e => e.innerText === 'Export').click()"
    )
    page.until("document.querySelector('.dialog .button-primary:not(:disabled)')?.innerText.match(/[0-9]/)")


def saved(page: Page, format: str) -> list[dict[str, object]]:
    """The rows of the file."""
    text: str = page.evaluate("window.saved.text()")
    if format == "jsonl":
        return [json.loads(each) for each in text.splitlines()]
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def ask(page: Page) -> list[dict[str, object]]:
    """The images of the export, as the API has them."""
    where = '{diskFormat: {eq: "qcow2"}}'
    fields = 'id name size tags properties: propertyMap(names: ["architecture"])'
    query = f"{{images(where: {where}, orderBy: [{{field: NAME}}], limit: 1000) {{{fields}}}}}"
    images: list[dict[str, object]] = answer(page, query)["images"]
    return images
