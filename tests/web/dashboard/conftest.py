"""A browser, and servers of a demonstration catalogue; see `tests.support.http.dashboard`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from db.demo.fill import fill
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.browser import CHROMIUM, Page, chromium, opened_page
from tests.support.http.dashboard import AXE, Dashboard, foreign_requests, policy_violations, served_dashboard

# Images of the catalogue that each test gets a copy of.
COUNT = 300


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of this folder: it starts a browser, and covers no line that others do not."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("processes")
            item.add_marker("without_coverage")


def leave_out(reason: str) -> NoReturn:
    """Skips a test for whose sake something is missing, or fails it in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def demo(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration catalogue; to be copied, not changed."""
    path = tmp_path_factory.mktemp("demo") / "glimpse.db"
    SqliteDatabase.copied(template, path)
    fill(path, COUNT, 1, lambda _: None)
    return path


@pytest.fixture
def catalogue(demo: Path, tmp_path: Path) -> SqliteDatabase:
    """A copy of the demonstration catalogue, for this test alone."""
    return SqliteDatabase.copied(demo, tmp_path / "demo.db")


@pytest.fixture
def dashboard(catalogue: SqliteDatabase) -> Iterator[Dashboard]:
    """The catalogue, served to an administrator without credentials."""
    with served_dashboard(catalogue) as dashboard:
        yield dashboard


@pytest.fixture(scope="session")
def devtools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A browser for all tests, in which each one has pages of its own."""
    if CHROMIUM is None:
        leave_out("Chromium is not installed")
    with chromium(tmp_path_factory.mktemp("profile")) as devtools:
        yield devtools


@pytest.fixture
def unwatched_page(devtools: str) -> Iterator[Page]:
    """A page of 1280 by 800 on which requests may fail, and nothing is forbidden."""
    with opened_page(devtools) as page:
        page.resize(1280, 800)
        yield page
        assert policy_violations(page) == []


@pytest.fixture
def page(dashboard: Dashboard, unwatched_page: Page) -> Iterator[Page]:
    """As `unwatched_page`, and at the test's end nothing has failed, nor left the dashboard's origin."""
    yield unwatched_page
    assert unwatched_page.complaints() == []
    assert foreign_requests(unwatched_page, dashboard.root) == []


@pytest.fixture
def other_page(page: Page, devtools: str) -> Iterator[Page]:
    """A second tab of the same person."""
    with opened_page(devtools, page.context) as other:
        other.resize(1280, 800)
        yield other
        assert other.complaints() == []


@pytest.fixture
def axe() -> None:
    """The package that finds what shuts people out."""
    if not AXE.exists():
        leave_out("tests/clients is not installed: `make clients` does it where npm is")
