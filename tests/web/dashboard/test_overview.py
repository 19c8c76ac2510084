"""The overview, whose bars lead to the images that they count."""

from tests.support.http.browser import Page
from tests.support.http.dashboard import Dashboard, answer, assert_accessible, until_listed


def test_every_bar_leads_to_as_many_images_as_it_counts(page: Page, dashboard: Dashboard) -> None:
    opened(page, dashboard)
    for panel in ("Visibility", "OS"):
        link = f"{bars(panel)}[1]"
        count = page.evaluate(f"{link}.querySelector('.bar-count').innerText")
        href = page.evaluate(f"{link}.href")
        page.evaluate(f"{link}.click()")
        until_listed(page)
        assert page.evaluate("location.href") == href
        page.until(f"document.querySelector('.list').innerText.includes('of {count}')")
        page.evaluate("history.back()")
        until_counted(page)
    month = page.evaluate("document.querySelector('.growth a').getAttribute('href')")
    first, last = month.split("created=")[1].split("..")
    assert first.endswith("-01")
    assert last[:7] == first[:7]


def test_the_newest_changes_come_with_a_refresh_of_the_page(page: Page, dashboard: Dashboard) -> None:
    opened(page, dashboard)
    assert page.text(".overview .panel:has(.changes)").endswith("No changes are recorded.")
    create = 'mutation { createImage(input: {name: "<b>fresh</b>"}) { image { id } } }'
    image = answer(page, create)["createImage"]["image"]
    page.reload()
    until_counted(page)

    assert page.text(".change-name") == "<b>fresh</b>"
    assert page.text(".change-what") == "created"
    assert page.evaluate("document.querySelector('.change-name').search") == f"?image={image['id']}"


def test_the_overview_shuts_nobody_out(page: Page, dashboard: Dashboard, axe: None) -> None:
    opened(page, dashboard)
    assert_accessible(page)


def opened(page: Page, dashboard: Dashboard) -> None:
    page.open(f"{dashboard.address}?view=overview")
    until_counted(page)


def until_counted(page: Page) -> None:
    unfinished = ".overview [aria-busy=true], .bars-skeleton"
    page.until(f"document.querySelector('.overview') && !document.querySelector('{unfinished}')")


def bars(panel: str) -> str:
    """The bars of a panel, in JavaScript."""
    has_title = f"each => each.querySelector('h2').innerText === '{panel}'"
    return f"[...document.querySelectorAll('.panel')].find({has_title}).querySelectorAll('.bar')"
