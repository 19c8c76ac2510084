"""The list of images: its address, its order, its pages, and what is selected."""

from tests.support.http.browser import Page
from tests.support.http.dashboard import Dashboard, answer, until_listed

IDS = "[...document.querySelectorAll('tr[data-row-id]')].map(each => each.dataset.rowId)"


def ids(page: Page) -> list[str]:
    """The images of the page that is shown, from top to bottom."""
    found: list[str] = page.evaluate(IDS)
    return found


def until_shown(page: Page, search: str, expected: list[str] | None = None) -> None:
    page.until(f"location.search === '{search}'")
    until_listed(page)
    if expected is not None:
        page.until(f"JSON.stringify({IDS}) === JSON.stringify({expected})")


def test_back_forward_and_reload_show_the_same_and_an_open_image_keeps_the_filters(
    page: Page, dashboard: Dashboard
) -> None:
    page.open(f"{dashboard.address}?status=active&p.os_distro=ubuntu&n=25")
    until_listed(page)
    before = ids(page)
    opened = f"?status=active&p.os_distro=ubuntu&n=25&image={before[0]}"
    page.click(f"tr[data-row-id='{before[0]}'] [data-key=open]")
    until_shown(page, opened, before)
    page.until("document.querySelector('.detail h2')?.innerText")

    page.evaluate("history.back()")
    until_shown(page, "?status=active&p.os_distro=ubuntu&n=25", before)
    assert not page.evaluate("document.querySelector('.detail')")
    page.evaluate("history.forward()")
    until_shown(page, opened, before)
    page.reload()
    until_shown(page, opened, before)
    page.until("document.querySelector('.detail h2')?.innerText")
    chips = page.texts(".chips > li")
    assert [name in chip for name, chip in zip(("status", "os_distro"), chips, strict=False)] == [True, True]


def test_pages_in_an_order_have_each_image_once(page: Page, dashboard: Dashboard) -> None:
    page.open(f"{dashboard.address}?n=25")
    until_listed(page)
    page.click("th button[title^='Sort by Size']")
    page.until("new URLSearchParams(location.search).get('sort')?.includes('size')")
    until_listed(page)
    query = """query ($orderBy: [ImageOrder!]!) { images(orderBy: $orderBy, limit: 50) { id } }"""
    is_descending = page.evaluate("new URLSearchParams(location.search).get('sort').startsWith('-')")
    order = {"field": "SIZE", "direction": "DESC" if is_descending else "ASC", "nulls": "LAST"}
    expected = [each["id"] for each in answer(page, query, orderBy=[order])["images"]]
    page.until(f"JSON.stringify({IDS}) === JSON.stringify({expected[:25]})")
    direction = "descending" if is_descending else "ascending"
    assert page.evaluate(f"document.querySelectorAll('th[aria-sort={direction}]').length") == 1

    page.click("[data-key=next]")
    page.until(f"JSON.stringify({IDS}) === JSON.stringify({expected[25:]})")
    page.until("document.querySelector('.paging-place').innerText.startsWith('26\\u201350 of ')")
    page.click("[data-key=previous]")
    page.until(f"JSON.stringify({IDS}) === JSON.stringify({expected[:25]})")


def test_a_selection_outlives_pages_orders_and_changes(page: Page, dashboard: Dashboard) -> None:
    page.open(f"{dashboard.address}?n=25")
    until_listed(page)
    first = ids(page)
    page.click("[aria-label='Select this page']")
    page.click("[data-key=next]")
    page.until(f"{IDS}[0] !== '{first[0]}'")
    until_listed(page)
    second = ids(page)
    page.click(f"tr[data-row-id='{second[0]}'] input")
    assert page.text(".bulk-count strong") == "26 selected"

    answer(
        page, f'mutation {{ updateImage(id: "{second[0]}", input: {{hidden: true}}) {{ changedFields }} }}'
    )
    page.click("[data-key=previous]")
    page.until(f"JSON.stringify({IDS}) === JSON.stringify({first})")
    assert page.evaluate("document.querySelectorAll('tr[data-row-id] input:checked').length") == 25
    assert page.text(".bulk-count strong") == "26 selected"
