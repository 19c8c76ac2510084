"""GraphiQL in a browser that reaches our server only: it loads, runs, explains, and asks nobody else."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.types import ASGIApp

from app import create_app
from db.demo.fill import fill
from settings import Settings
from tests.support.auth.token_issuer import served
from tests.support.databases.builders import image
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.asgi import below
from tests.support.http.browser import CHROMIUM, Page, browser

pytestmark = [
    pytest.mark.processes,
    pytest.mark.without_coverage,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

TABS = [
    "BriefList",
    "DetailedList",
    "OneImage",
    "FilterByProperty",
    "CreateImage",
    "UpdateByMerge",
    "Members",
    "FollowChanges",
    "History",
    "NewestOfEach",
]
EXECUTE = ".graphiql-execute-button"
DOCUMENTATION = "[aria-label='Show Documentation Explorer']"
QUERY, RESPONSE, VARIABLES, HEADERS = (
    f":not(.hidden) > [data-uri$='{name}']"
    for name in ("operation.graphql", "response.json", "variables.json", "request-headers.json")
)
# A button that is pressed before all four are there does nothing.
READY = "document.querySelectorAll('[data-uri]').length === 4"
SECRET = "0123456789abcdef"
SPY = """{
    window.written = []
    const setItem = Storage.prototype.setItem
    Storage.prototype.setItem = function (key, value) {
        window.written.push(value)
        setItem.call(this, key, value)
    }
}"""


def shows(selector: str, *words: str) -> str:
    """An expression: the element's text has all these words."""
    # The editors write blanks that do not break.
    text = f"(document.querySelector({json.dumps(selector)})?.textContent ?? '').replaceAll('\\u00a0', ' ')"
    return f"{json.dumps(words)}.every(each => {text}.includes(each))"


DOCUMENTED = shows(".graphiql-doc-explorer", "ImageVisibility")
LISTED = shows(RESPONSE, '"images": [', '"diskFormat": "')


def kept(store: str, word: str) -> str:
    return f"JSON.stringify(Object.entries({store})).includes({json.dumps(word)})"


def tabs(page: Page) -> object:
    return page.evaluate("[...document.querySelectorAll('.graphiql-tab-button')].map(tab => tab.textContent)")


def button(words: str) -> str:
    return f"[...document.querySelectorAll('button')].find(each => each.textContent === '{words}')"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with browser(tmp_path / "profile") as page:
        yield page


def application(database: SqliteDatabase, **settings: str) -> ASGIApp:
    environment = {f"GLIMPSE_{name}": value for name, value in settings.items()}
    environment["GLIMPSE_DATABASE_URL"] = database.url
    return create_app(Settings.from_environment(environment))


@pytest.mark.parametrize("prefix", ["", "/registry"])
def test_a_person_runs_an_example_and_opens_all_that_explains(
    page: Page, database: SqliteDatabase, tmp_path: Path, prefix: str
) -> None:
    fill(database.path, 50, 1, lambda _count: None)
    with served(below(prefix, application(database))) as address:
        page.open(f"{address}{prefix}/graphql")
        page.until(f"{READY} && {shows(QUERY, 'BriefList')}")
        assert tabs(page) == TABS
        page.click(EXECUTE)
        page.until(LISTED)
        page.screenshot(tmp_path / "response.png")
        page.click(DOCUMENTATION)
        page.until(DOCUMENTED)
        page.screenshot(tmp_path / "documentation.png")
        page.click("[aria-label='Show GraphiQL Explorer']")
        page.until(shows(".graphiql-explorer-root", "containerFormat"))
        page.screenshot(tmp_path / "explorer.png")
        page.click("[aria-label='Show History']")
        page.until(shows(".graphiql-history", "BriefList"))
        # Workers are watched too.
        page.happened(lambda: any("/graphql.worker-" in url for url in page.requested()))
        assert page.complaints() == []
        ours = (f"{address}{prefix}/", "data:font/")
        assert [url for url in page.requested() if not url.startswith(ours)] == []
        # What is watched so is forbidden, and would be seen.
        page.evaluate("fetch('http://localhost/').catch(() => null)")
        page.happened(lambda: "connect-src" in "".join(page.complaints()))


def test_on_a_phone_the_answer_stands_below_the_query(
    page: Page, database: SqliteDatabase, tmp_path: Path
) -> None:
    fill(database.path, 50, 1, lambda _count: None)
    page.resize(390, 844)
    with served(application(database)) as address:
        page.open(f"{address}/graphql")
        page.until(f"{READY} && {shows(QUERY, 'BriefList')}")
        page.click(EXECUTE)
        page.until(shows(RESPONSE, '"data"'))
        page.screenshot(tmp_path / "phone.png")
        query, answer = (
            page.evaluate(f"document.querySelector({json.dumps(each)}).getBoundingClientRect().toJSON()")
            for each in (QUERY, RESPONSE)
        )
    assert answer["top"] > query["bottom"]
    for each in (query, answer):
        assert each["width"] > 200
        assert each["right"] <= 390
        assert each["height"] > 100
        assert each["bottom"] <= 844


def test_what_was_typed_is_there_again_after_a_reload(page: Page, database: SqliteDatabase) -> None:
    database.insert(made := image(name="here it is"))
    with served(application(database)) as address:
        page.open(f"{address}/graphql")
        page.until(f"{READY} && {shows(QUERY, 'BriefList')}")
        page.evaluate(f"{button('OneImage')}.click()")
        page.until(shows(VARIABLES, "paste an id here"))
        page.paste(f"{VARIABLES} textarea", json.dumps({"id": made.id}))
        page.click(EXECUTE)
        page.until(shows(RESPONSE, "here it is"))
        page.until(f"localStorage.getItem('graphiql:tabState').includes('{made.id}')")
        page.reload()
        page.until(f"{READY} && {shows(QUERY, 'OneImage')} && {shows(VARIABLES, made.id)}")
        assert tabs(page) == TABS
        assert page.complaints() == []


@pytest.mark.parametrize("prefix", ["", "/registry"])
def test_a_link_with_a_query_opens_it_in_a_tab_and_does_not_run_it(
    page: Page, database: SqliteDatabase, tmp_path: Path, prefix: str
) -> None:
    database.insert(made := image(name="behind the link"))
    query = "query Linked($id: ID!) { image(id: $id) { name } }"
    link = f"{prefix}/graphql?{urlencode({'query': query, 'variables': json.dumps({'id': made.id})})}"
    with served(below(prefix, application(database))) as address:
        page.open(address + link)
        page.until(f"{READY} && {shows(QUERY, query)} && {shows(VARIABLES, made.id)}")
        assert tabs(page) == ["Linked", *TABS]
        assert page.evaluate(f"document.querySelector({json.dumps(RESPONSE)}).textContent.trim()") == ""
        page.click(EXECUTE)
        page.until(shows(RESPONSE, "behind the link"))
        page.screenshot(tmp_path / "linked.png")
        page.until("localStorage.getItem('graphiql:tabState').includes('Linked')")
        # The tab is kept; the address has done what it was for.
        assert page.evaluate("location.pathname + location.search") == f"{prefix}/graphql"
        page.reload()
        page.until(f"{READY} && {shows(QUERY, query)}")
        assert tabs(page) == ["Linked", *TABS]
        # Opened again, it is found; another is added.
        page.open(address + link)
        page.until(f"{READY} && {shows(QUERY, query)}")
        assert tabs(page) == ["Linked", *TABS]
        page.open(f"{address}{prefix}/graphql?{urlencode({'query': 'query Other { __typename }'})}")
        page.until(f"{READY} && {shows(QUERY, 'query Other')}")
        assert tabs(page) == ["Linked", *TABS, "Other"]
        assert page.complaints() == []


@pytest.mark.parametrize("prefix", ["", "/registry"])
def test_a_person_follows_changes_and_stops(
    page: Page, database: SqliteDatabase, tmp_path: Path, prefix: str
) -> None:
    with served(below(prefix, application(database))) as address:
        page.open(f"{address}{prefix}/graphql")
        page.until(f"{READY} && {shows(QUERY, 'BriefList')}")
        page.evaluate(f"{button('FollowChanges')}.click()")
        page.until(shows(QUERY, "subscription FollowChanges"))
        page.click(EXECUTE)
        # Until the first change is told, nobody knows that the page follows.
        create = {"query": 'mutation { createImage(input: {name: "seen live"}) { image { id } } }'}
        asked = (
            f"fetch('{prefix}/graphql', {{method: 'POST', headers: {{'content-type': 'application/json'}}, "
        )
        page.evaluate(f"setInterval(() => {asked} body: {json.dumps(json.dumps(create))}}}), 200), null")
        page.until(shows(RESPONSE, '"type": "CREATED"', "seen live"))
        page.screenshot(tmp_path / "following.png")
        page.click("[aria-label^='Stop']")
        page.until("document.querySelector(\"[aria-label^='Stop']\") === null")
        assert page.complaints() == []


def test_credentials_are_typed_into_the_page_and_kept_for_a_session_at_most(
    page: Page, database: SqliteDatabase, tmp_path: Path
) -> None:
    fill(database.path, 5, 1, lambda _count: None)
    credentials = {"X-Proxy-Secret": SECRET, "X-Identity-Status": "Confirmed", "X-Roles": "admin"}
    with served(application(database, AUTH="headers", PROXY_SECRET=SECRET)) as address:
        page.open(f"{address}/graphql")
        page.until(f"{READY} && {shows(RESPONSE, 'UNAUTHENTICATED')}")
        page.evaluate(SPY)
        page.evaluate(f"{button('Headers')}.click()")
        page.paste(f"{HEADERS} textarea", json.dumps(credentials))
        page.until("window.written.length > 0")
        page.click(EXECUTE)
        page.until(LISTED)
        page.click("[aria-label^='Re-fetch GraphQL schema']")
        page.click(DOCUMENTATION)
        page.until(DOCUMENTED)
        page.screenshot(tmp_path / "credentials.png")
        # Into the history, too, which GraphiQL would write with the headers.
        assert "BriefList" in page.evaluate("localStorage.getItem('graphiql:queries')")
        assert SECRET not in "".join(page.evaluate("window.written"))

        page.click("[aria-label='Open settings dialog']")
        page.click("#enable-persist-headers")
        page.until(kept("sessionStorage", SECRET))
        page.screenshot(tmp_path / "settings.png")
        page.reload()
        page.until(f"{READY} && {shows(QUERY, 'BriefList')}")
        page.click(EXECUTE)
        page.until(LISTED)
        assert tabs(page) == TABS
        assert not page.evaluate(kept("localStorage", SECRET))

        page.evaluate(SPY)
        page.click("[aria-label='Open settings dialog']")
        page.click("#disable-persist-headers")
        page.until("!" + kept("sessionStorage", SECRET))
        page.click(".graphiql-dialog-close")
        # What GraphiQL had still to write, half a second late, is written before this.
        page.paste(f"{QUERY} textarea", "query Afterwards { __typename }")
        page.until(kept("localStorage", "Afterwards"))
        written = "".join(page.evaluate("window.written"))
        assert "Afterwards" in written
        assert SECRET not in written
