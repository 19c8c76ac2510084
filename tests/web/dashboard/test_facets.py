"""Facets beside the list: what they count, and what a click or a key changes."""

import json
from typing import Any

from tests.support.http.browser import Page
from tests.support.http.dashboard import Dashboard, answer, assert_accessible, until_listed


def test_a_group_counts_without_its_own_filter_and_others_with_it(page: Page, dashboard: Dashboard) -> None:
    opened(page, dashboard, "")
    # Five fields together, the weeks, and the operating system.
    assert len(facet_requests(page)) == 3
    before = counts(page, "Disk format")
    page.click_at(checkbox(page, "Disk format", "raw"))
    until_counted(page, "?disk=raw")

    flags = [{name for name, value in each.items() if value is True} for each in facet_requests(page)[3:]]
    assert flags == [{"status", "visibility", "container", "owner"}, {"created"}, {"values"}]
    assert counts(page, "Disk format") == before
    assert sum(counts(page, "Status").values()) == before["raw"]
    raw = answer(page, '{imagesAggregate(where: {diskFormat: {eq: "raw"}}) {count}}')
    assert raw["imagesAggregate"]["count"] == before["raw"]

    page.evaluate("history.back()")
    until_counted(page, "")
    assert sum(counts(page, "Status").values()) == sum(before.values())


def test_a_tag_counts_with_the_tags_that_are_chosen(page: Page, dashboard: Dashboard) -> None:
    opened(page, dashboard, "")
    page.click(".facet-fold")
    until_counted(page, "?facets=tag")
    first, second, *_ = [tag for tag in counts(page, "Tags") if tag != "no tags"]
    page.click_at(checkbox(page, "Tags", first))
    until_counted(page, f"?tag={first}&facets=tag")

    both = f'{{imagesAggregate(where: {{tags: {{all: ["{first}", "{second}"]}}}}) {{count}}}}'
    assert counts(page, "Tags")[second] == answer(page, both)["imagesAggregate"]["count"]


def test_a_property_opens_as_a_group_which_a_link_keeps(page: Page, dashboard: Dashboard) -> None:
    opened(page, dashboard, "?facets=names")
    page.click(".facet-name-row[title='architecture']")
    until_counted(page, "?facets=names,p.architecture")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Close architecture"
    page.click_at(checkbox(page, "architecture", "aarch64"))
    until_counted(page, "?p.architecture=aarch64&facets=names,p.architecture")
    shown = counts(page, "architecture")
    page.reload()
    until_counted(page, "?p.architecture=aarch64&facets=names,p.architecture")

    assert counts(page, "architecture") == shown
    assert page.evaluate(f"{group('architecture')}.querySelector('input').checked")


def test_arrow_keys_choose_weeks_whose_numbers_stand_in_a_table(page: Page, dashboard: Dashboard) -> None:
    opened(page, dashboard, "")
    assert len(page.texts(".facet .histogram tbody th")) == 26
    page.evaluate("document.querySelector('[role=slider]').focus()")
    page.press("ArrowRight", "ArrowRight")
    page.until("location.search.startsWith('?created=')")

    weeks = answer(page, "{imagesAggregate {byCreatedAt(interval: WEEK, last: 26) {from}}}")[
        "imagesAggregate"
    ]
    first = weeks["byCreatedAt"][2]["from"][:10]
    page.until(f"location.search === '?created={first}..'")


def test_a_failure_of_several_groups_stands_once_and_can_be_tried_again(
    dashboard: Dashboard, unwatched_page: Page
) -> None:
    page = unwatched_page
    opened(page, dashboard, "")
    page.evaluate("window.real = fetch; fetch = async () => new Response('', {status: 500}); null")
    page.evaluate(f"{group('Disk format')}.querySelector('input').click()")
    page.until("document.querySelectorAll('.facet-groups .failure').length === 1")
    assert "Not counted." not in page.text(".facet-groups")
    page.evaluate("fetch = window.real; null")
    page.click(".facet-groups .failure button")
    page.until("!document.querySelector('.facet-groups .failure')")
    assert counts(page, "Status")


def test_facets_shut_nobody_out(page: Page, dashboard: Dashboard, axe: None) -> None:
    opened(page, dashboard, "?disk=raw&facets=names,p.architecture,tag&created=2026-09-01..&n=25")
    assert_accessible(page)


def opened(page: Page, dashboard: Dashboard, search: str) -> None:
    page.open(dashboard.address + search)
    until_listed(page)
    until_counted(page, search)


def until_counted(page: Page, search: str) -> None:
    """Waits until all groups have been read for this address."""
    page.until(
        f"location.search === {json.dumps(search)} && document.querySelector('.facet-row')"
        " && !document.querySelector('.facet [aria-busy=true], .facet-skeleton')"
    )


def group(title: str) -> str:
    """The group of this title, in JavaScript."""
    has_title = f"each => each.querySelector('h3').innerText === '{title}'"
    return f"[...document.querySelectorAll('.facet')].find({has_title})"


def counts(page: Page, title: str) -> dict[str, int]:
    """The values of a group with their numbers."""
    rows = page.evaluate(
        f"[...{group(title)}.querySelectorAll('.facet-row')].map(each =>"
        " [each.querySelector('.facet-label').innerText, each.querySelector('.facet-count').innerText])"
    )
    return {label: int(count.replace(",", "")) for label, count in rows}


def checkbox(page: Page, title: str, value: str) -> str:
    """A selector of the checkbox of a value."""
    page.evaluate(
        f"[...{group(title)}.querySelectorAll('.facet-row')]"
        f".find(each => each.title === '{value}').querySelector('input').id = 'wanted'"
    )
    return "#wanted"


def facet_requests(page: Page) -> list[dict[str, Any]]:
    """The variables of each request of the facets."""
    sent = [
        each["params"]["request"] for each in page.events if each["method"] == "Network.requestWillBeSent"
    ]
    bodies = [json.loads(each["postData"])["variables"] for each in sent if each.get("postData")]
    return [each for each in bodies if "names" in each and "values" in each]
