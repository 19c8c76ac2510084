"""The drawer of one image, and images side by side."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.databases.builders import Row, image, location_of, member_of, property_of, tag_of
from tests.support.http.browser import Page
from tests.support.http.dashboard import Dashboard, assert_accessible

TAB = "[role=tab][aria-selected=true]"
PANEL = "[role=tabpanel]"
READY = f"document.querySelector('{PANEL}') && !document.querySelector('[aria-busy=true]')"

# It would break a page that trusts it, and a layout that does not expect it.
HOSTILE = "<img src=x onerror=alert(1)> שלום " + "x" * 200


def full_image() -> Row:
    return image(
        name="ubuntu-24.04",
        status="active",
        size=2_415_919_104,
        checksum="d41d8cd98f00b204e9800998ecf8427e",
        disk_format="qcow2",
    )


def children(of: Row) -> list[Row]:
    properties = [property_of(of, f"property_{number:02}", f"value {number}") for number in range(20)]
    return [
        *properties,
        property_of(of, "os_distro", "ubuntu"),
        property_of(of, "hostile", HOSTILE * 20),
        tag_of(of, "golden"),
        tag_of(of, HOSTILE),
        member_of(of, "data", status="accepted", can_share=True),
        location_of(of, "rbd://pool/image"),
    ]


def answer(page: Page, query: str) -> dict[str, Any]:
    """What the API answers to another client of the same person."""
    body = json.dumps(json.dumps({"query": query}))
    options = f"{{method: 'POST', headers: {{'content-type': 'application/json'}}, body: {body}}}"
    data: dict[str, Any] = page.evaluate(f"fetch('graphql', {options}).then(each => each.json())")
    assert "errors" not in data, data
    return data


def change(page: Page, *mutations: str) -> None:
    """One after the other."""
    fields = [f"change{number}: {each} {{ image {{ id }} }}" for number, each in enumerate(mutations)]
    answer(page, f"mutation {{ {' '.join(fields)} }}")


def open_tab(page: Page, dashboard: Dashboard, row: Row, tab: str = "overview") -> None:
    page.open(f"{dashboard.address}?image={row.id}&tab={tab}")
    page.until(READY)


def requests_about(page: Page, row: Row) -> list[str]:
    """The bodies of requests that name the image."""
    requests = [each["params"] for each in page.events if each["method"] == "Network.requestWillBeSent"]
    bodies = [str(each["request"].get("postData")) for each in requests]
    return [body for body in bodies if row.id in body]


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(str(page.evaluate("location.href"))).query)


def test_the_arrow_keys_walk_through_all_that_is_known_of_an_image(page: Page, dashboard: Dashboard) -> None:
    row = full_image()
    dashboard.database.insert(row, *children(row))
    open_tab(page, dashboard, row)
    assert "2,415,919,104 bytes" in page.text(PANEL)
    page.evaluate(f"document.querySelector('{TAB}').focus()")
    read = len(requests_about(page, row))
    for tab, text in (
        ("Properties", "os_distro"),
        ("Members", "Accepted"),
        ("Locations", "rbd://pool/image"),
        ("History", "No change is recorded."),
        ("JSON", '"size": 2415919104'),
    ):
        page.press("ArrowRight")
        page.until(f"document.activeElement.innerText === '{tab}'")
        page.until(f"document.querySelector('{PANEL}').innerText.includes({json.dumps(text)})")
        assert parameters(page)["tab"] == [tab.lower()]
        # A tab requests what it shows, and nothing else is requested again.
        read += 1
        assert len(requests_about(page, row)) == read
    page.press("Escape")
    page.until("!document.querySelector('.detail')")
    assert parameters(page) == {}


def test_a_value_leads_to_the_images_that_share_it(page: Page, dashboard: Dashboard) -> None:
    row = full_image()
    dashboard.database.insert(row, *children(row))
    open_tab(page, dashboard, row, "properties")
    page.evaluate("document.querySelector('[aria-label=\"Filter properties\"]').focus()")
    page.type("distro")
    page.until(f"document.querySelectorAll('{PANEL} dt').length === 1")
    page.click(f"{PANEL} dd a")
    page.until("!document.querySelector('.detail')")
    assert parameters(page) == {"p.os_distro": ["ubuntu"]}
    page.evaluate("history.back()")
    page.until(READY)
    assert parameters(page) == {"image": [row.id], "tab": ["properties"]}


def test_the_history_shows_what_each_change_replaced(page: Page, dashboard: Dashboard) -> None:
    row = full_image()
    dashboard.database.insert(row, *children(row))
    page.open(dashboard.address)
    merge = '{merge: {set: [{name: "os_distro", value: "debian"}], remove: ["property_00"]}}'
    change(page, f'updateImage(id: "{row.id}", input: {{name: null, properties: {merge}}})')
    change(page, *[f'updateImage(id: "{row.id}", input: {{minRam: {each}}})' for each in range(1, 11)])
    change(page, *[f'updateImage(id: "{row.id}", input: {{minRam: {each}}})' for each in range(11, 21)])
    open_tab(page, dashboard, row, "history")
    page.click(".history-older")
    page.until("document.querySelectorAll('.events > li').length === 21")
    oldest = "[...document.querySelectorAll('.events > li')].at(-1)"
    texts = (
        f"[...{oldest}.querySelectorAll('del, ins')].map(each => [each.tagName, each.lastChild.textContent])"
    )
    assert page.evaluate(texts) == [
        ["DEL", "ubuntu-24.04"],
        ["INS", "none"],
        ["DEL", "ubuntu"],
        ["INS", "debian"],
        ["DEL", "value 0"],
    ]


def test_what_is_copied_reads_the_same_image(page: Page, dashboard: Dashboard) -> None:
    row = full_image()
    dashboard.database.insert(row, *children(row))
    open_tab(page, dashboard, row)
    page.evaluate("navigator.clipboard.writeText = async text => { window.copied = text }")

    def copied(what: str) -> str:
        page.evaluate("window.copied = null")
        page.click(f"[aria-label='Copy {what}']")
        page.until("window.copied")
        return str(page.evaluate("window.copied"))

    assert copied("id") == row.id
    assert copied("link to this image") == f"{dashboard.address}?image={row.id}"
    assert copied("Glimpse command") == f"glimpse image show {row.id}"
    assert f"curl {dashboard.root}graphql" in copied("curl command")
    assert "$GLIMPSE_TOKEN" in copied("curl command")
    assert answer(page, copied("GraphQL query"))["data"]["image"]["id"] == row.id


def test_a_deleted_image_says_so_and_one_that_is_not_there_too(page: Page, dashboard: Dashboard) -> None:
    row = full_image()
    dashboard.database.insert(row)
    page.open(dashboard.address)
    change(page, f'deleteImage(id: "{row.id}")')
    open_tab(page, dashboard, row)
    assert "Deleted" in page.text(".detail-deleted")
    page.open(f"{dashboard.address}?image=7a4c1c1e-0000-4000-8000-000000000000")
    page.until("document.querySelector('.detail-absent')")
    assert page.text(".detail h2") == "No such image"


def test_images_are_compared_and_equal_rows_are_folded(page: Page, dashboard: Dashboard) -> None:
    one, other = full_image(), image(name="debian-13", status="active")
    dashboard.database.insert(one, *children(one), other, property_of(other, "os_distro", "debian"))
    open_tab(page, dashboard, one)
    page.evaluate("document.querySelector('.compare-with input').focus()")
    page.type(other.id)
    page.press("Enter")
    page.until("document.querySelector('dialog table')")
    assert parameters(page)["compare"] == [f"{one.id},{other.id}"]
    rows = page.texts("dialog tbody tr")
    assert "Name\tubuntu-24.04\t≠debian-13" in rows
    assert "os_distro\tubuntu\t≠debian" in rows
    assert not any(text.startswith("Status") for text in rows)
    page.click("dialog [aria-expanded]")
    page.until("document.querySelector('dialog table').innerText.includes('Status\\tActive\\tActive')")
    gone = "7a4c1c1e-0000-4000-8000-000000000000"
    page.open(f"{dashboard.address}?compare={one.id},{gone}")
    page.until("document.querySelector('dialog table')")
    assert gone in page.text("dialog thead")
    assert "Not visible" in page.text("dialog thead")
    page.press("Escape")
    page.until("!document.querySelector('dialog')")
    assert parameters(page) == {}


@pytest.mark.usefixtures("axe")
def test_it_is_accessible(page: Page, dashboard: Dashboard, tmp_path: Path) -> None:
    row, other = full_image(), image(name=HOSTILE, owner=None)
    dashboard.database.insert(row, *children(row), other, tag_of(other, "golden"))
    page.open(dashboard.address)
    change(page, f'updateImage(id: "{row.id}", input: {{size: null, tags: {{merge: {{add: ["new"]}}}}}})')
    for tab in ("overview", "history"):
        open_tab(page, dashboard, row, tab)
        assert_accessible(page, tmp_path)
    page.open(f"{dashboard.address}?compare={row.id},{other.id}")
    page.until("document.querySelector('dialog table')")
    assert_accessible(page, tmp_path)


def test_a_phone_shows_nothing_else_and_nothing_is_cut_off(
    page: Page, dashboard: Dashboard, tmp_path: Path
) -> None:
    row = full_image()
    dashboard.database.insert(row, *children(row))
    page.resize(320, 640)
    for tab in ("overview", "properties", "members", "locations", "history", "json"):
        open_tab(page, dashboard, row, tab)
        page.screenshot(tmp_path / f"{tab}.png")
        assert page.evaluate("document.querySelector('.detail').scrollWidth") <= 320
    focusable = "[...document.querySelectorAll('a, button')].filter(each => each.checkVisibility(visible))"
    outside = f"{focusable}.filter(each => !each.closest('.detail')).length"
    assert page.evaluate(outside.replace("visible", "{visibilityProperty: true}")) == 0
