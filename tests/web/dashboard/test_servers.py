"""The dashboard over servers of every kind: restricted, read-only, behind a proxy, and gone for a while."""

import json
from pathlib import Path

import pytest

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.browser import Page
from tests.support.http.dashboard import ROWS, served_dashboard, until_listed, until_settled
from tests.support.paths import GLANCE_DUMPS
from tests.support.processes.process import served


@pytest.fixture
def page(unwatched_page: Page) -> Page:
    return unwatched_page


def test_it_works_where_only_trusted_documents_are_run(
    page: Page, catalogue: SqliteDatabase, tmp_path: Path
) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"other": "{ __typename }"}))
    restricted = {"TRUSTED_DOCUMENTS": str(manifest), "TRUSTED_DOCUMENTS_ONLY": "true"}
    with served_dashboard(catalogue, restricted) as dashboard:
        page.open(dashboard.address)
        until_listed(page)
        assert page.complaints() == []


def test_a_glance_database_is_shown_and_cannot_be_changed(page: Page, tmp_path: Path) -> None:
    glance = SqliteDatabase.copied(GLANCE_DUMPS / "glance-33.sqlite", tmp_path / "glance.db")
    with served_dashboard(glance) as dashboard:
        page.open(dashboard.address)
        until_listed(page)
        page.screenshot(tmp_path / "glance.png")
        assert page.complaints() == []


def test_a_killed_server_leaves_what_was_read_and_is_found_again(
    page: Page, catalogue: SqliteDatabase
) -> None:
    with served(catalogue.url) as server:
        page.open(f"{server.address}/ui")
        until_settled(page)
        before = page.texts(ROWS)
        server.process.kill()
        page.until("document.body.innerText.includes('does not answer')")
        with served(catalogue.url, PORT=f"{server.port}"):
            page.until("!document.body.innerText.includes('does not answer')")
            until_listed(page)
            assert page.texts(ROWS) == before
