"""The page opens wherever it is served, and asks nobody else."""

from pathlib import Path

import pytest

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.browser import Page
from tests.support.http.dashboard import (
    Dashboard,
    foreign_requests,
    policy_violations,
    served_dashboard,
    until_listed,
)


def test_the_root_leads_to_the_list_of_images(page: Page, dashboard: Dashboard, tmp_path: Path) -> None:
    page.open(dashboard.root)
    until_listed(page)
    page.screenshot(tmp_path / "list.png")
    assert page.evaluate("location.pathname") == "/ui"


@pytest.mark.parametrize("prefix", ["", "/our/registry"])
def test_nothing_is_requested_from_elsewhere(
    unwatched_page: Page, catalogue: SqliteDatabase, prefix: str
) -> None:
    page = unwatched_page
    with served_dashboard(catalogue, prefix=prefix) as dashboard:
        page.open(f"{dashboard.root}?status=ACTIVE")
        until_listed(page)
        assert page.evaluate("location.pathname + location.search") == f"{prefix}/ui?status=ACTIVE"
        assert page.complaints() == []
        assert foreign_requests(page, dashboard.root) == []
        # What is watched so is forbidden, and would be seen.
        page.evaluate("fetch('http://localhost/').catch(() => null)")
        page.happened(lambda: "connect-src" in "".join(policy_violations(page)))
        page.events.clear()
