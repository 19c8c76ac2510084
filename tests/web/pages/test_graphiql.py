"""GraphiQL over HTTP: who gets the page, what goes with it, and that its files can be kept for good."""

import gzip
import re
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.browser_headers import CHROME, FIREFOX, SAFARI
from tests.support.http.client import serving
from web.http.content_negotiation import GRAPHQL, JSON
from web.pages.graphiql import BUILT

BROWSER = {"accept": CHROME}
ASSETS = sorted(path.name.removesuffix(".gz") for path in (BUILT / "graphql" / "assets").iterdir())
SCRIPT = next(name for name in ASSETS if name.startswith("index-") and name.endswith(".js"))


def policy(header: str) -> dict[str, str]:
    return dict(directive.strip().split(" ", 1) for directive in header.split(";"))


@pytest.mark.parametrize("accept", [CHROME, FIREFOX, SAFARI])
def test_a_browser_that_opens_the_endpoint_gets_the_page(client: TestClient, accept: str) -> None:
    response = client.get("/graphql", headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "<title>Glimpse</title>" in response.text
    assert response.headers["vary"] == "Accept"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("accept", ["*/*", JSON, GRAPHQL, f"text/html, {JSON}"])
def test_others_get_json_for_the_same_request(client: TestClient, accept: str) -> None:
    response = client.get("/graphql", headers={"accept": accept})
    assert response.status_code == 400
    assert response.headers["vary"] == "Accept, Accept-Encoding"
    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize(
    "parameters",
    [
        "query={images{id}}",
        "query={images{id}}&variables={}&operationName=",
        "query={images{id}}&documentId=",
        "query={",
        "query=",
        "query=&documentId=&extensions=",
        "utm_source=mail",
    ],
)
def test_a_browser_that_opens_a_query_gets_the_page_which_shows_it(
    client: TestClient, parameters: str
) -> None:
    response = client.get(f"/graphql?{parameters}", headers=BROWSER)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["vary"] == "Accept"
    assert response.content == client.get("/graphql", headers=BROWSER).content


def test_what_the_page_cannot_show_is_answered(client: TestClient) -> None:
    for parameters in ("documentId=a", "query=&documentId=a", 'extensions={"persistedQuery":{}}'):
        response = client.get(f"/graphql?{parameters}", headers=BROWSER)
        assert response.headers["content-type"] == f"{JSON}; charset=utf-8"
        assert response.json()["errors"]
    assert client.post("/graphql", json={"query": "{ __typename }"}, headers=BROWSER).json() == {
        "data": {"__typename": "Query"}
    }


@pytest.mark.parametrize("accept", ["*/*", JSON, f"text/html, {JSON}"])
def test_others_get_the_answer_to_the_same_query(client: TestClient, accept: str) -> None:
    response = client.get("/graphql?query={__typename}", headers={"accept": accept})
    assert response.headers["content-type"] == f"{JSON}; charset=utf-8"
    assert response.json() == {"data": {"__typename": "Query"}}


def test_the_page_is_asked_for_again_but_not_sent_twice(client: TestClient) -> None:
    response = client.get("/graphql", headers=BROWSER)
    assert response.headers["cache-control"] == "no-cache"
    for known in (response.headers["etag"], f'"x", {response.headers["etag"].removeprefix("W/")}', "*"):
        again = client.get("/graphql", headers=BROWSER | {"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["content-security-policy"] == response.headers["content-security-policy"]
    assert client.get("/graphql", headers=BROWSER | {"if-none-match": '"x"'}).status_code == 200


def test_the_page_loads_nothing_from_elsewhere_and_asks_nobody_else(client: TestClient) -> None:
    response = client.get("/graphql", headers=BROWSER)
    assert policy(response.headers["content-security-policy"]) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "worker-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    addresses = re.findall(r'(?:src|href)="([^"]*)"', response.text)
    assert [each for each in addresses if not each.startswith("./graphql/assets/")] == []
    assert len(addresses) >= 4
    for address in addresses:
        assert client.get(f"/{address}").status_code == 200


@pytest.mark.parametrize("settings", [{"AUTH": "headers", "PROXY_SECRET": "0123456789abcdef"}, {}])
def test_whoever_reaches_the_page_gets_it_but_no_data(
    database: SqliteDatabase, settings: dict[str, str]
) -> None:
    stranger = {"x-forwarded-for": "192.0.2.1"}
    with serving(database, **settings) as client:
        assert "<title>" in client.get("/graphql", headers=BROWSER | stranger).text
        assert client.get(f"/graphql/assets/{SCRIPT}", headers=stranger).status_code == 200
        for response in (
            client.get("/graphql?query={__typename}", headers=stranger),
            client.post("/graphql", json={"query": "{ __typename }"}, headers=BROWSER | stranger),
            client.get("/graphql", headers=stranger),
        ):
            assert response.status_code in (401, 403)
            assert "data" not in response.json()


@pytest.mark.parametrize("name", ASSETS)
def test_a_file_is_served_compressed_or_not_and_kept_for_good(client: TestClient, name: str) -> None:
    packed = client.get(f"/graphql/assets/{name}", headers={"accept-encoding": "br;q=0.9, gzip;q=0.8"})
    plain = client.get(f"/graphql/assets/{name}", headers={"accept-encoding": "gzip;q=0"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    kept = (BUILT / "graphql" / "assets" / f"{name}.gz").read_bytes()
    assert int(packed.headers["content-length"]) == len(kept)
    # The client has decompressed it.
    assert packed.content == plain.content == gzip.decompress(kept)
    media_type = {
        "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml",
        "ttf": "font/ttf",
        "txt": "text/plain; charset=utf-8",
    }[name.rsplit(".")[-1]]
    for response in (packed, plain):
        assert response.status_code == 200
        assert response.headers["content-type"] == media_type
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert response.headers["vary"] == "Accept-Encoding"
        assert response.headers["x-content-type-options"] == "nosniff"
        # A worker keeps to the policy that its own file brings.
        assert policy(response.headers["content-security-policy"]) == {
            "default-src": "'none'",
            "script-src": "'self'",
        }


@pytest.mark.parametrize(
    "path",
    [
        "nothing.js",
        "",
        f"{SCRIPT}.gz",
        f"{SCRIPT}/",
        f"x/{SCRIPT}",
        "index.html",
        "../index.html",
        "..%2findex.html.gz",
        "..%2f..%2fsources.sha256",
        "%2e%2e%2f%2e%2e%2f%2e%2e%2fgraphiql.py",
        "..%5c..%5csources.sha256",
        "%2fproc%2fself%2fenviron",
        f"{SCRIPT}%00",
        "%ff",
    ],
)
def test_no_other_file_is_served(client: TestClient, path: str) -> None:
    response = client.get(f"/graphql/assets/{path}", follow_redirects=False)
    if response.status_code == 307:
        # Starlette drops a slash at the end.
        assert response.headers["location"].endswith(f"/graphql/assets/{SCRIPT}")
        return
    assert response.status_code == 404
    assert response.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}


def test_the_page_and_its_files_have_heads(client: TestClient) -> None:
    for path in ("/graphql", f"/graphql/assets/{SCRIPT}"):
        named = BROWSER | {"x-request-id": "1"}
        whole, head = client.get(path, headers=named), client.head(path, headers=named)
        assert head.status_code == 200
        assert head.headers == whole.headers
    assert client.head("/graphql").status_code == 400
    refused = client.post(f"/graphql/assets/{SCRIPT}")
    # Starlette names them in any order.
    assert (refused.status_code, set(refused.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})


def test_without_the_dashboard_the_root_sends_browsers_to_the_page(database: SqliteDatabase) -> None:
    with serving(database, DASHBOARD="false") as client:
        for query in ("", "?query={images{id}}&variables={}"):
            browser = client.get(f"/{query}", headers=BROWSER, follow_redirects=False)
            assert (browser.status_code, browser.headers["vary"]) == (307, "Accept")
            # Relative: a proxy may serve it below a path of its own.
            assert unquote(browser.headers["location"]) == f"graphql{query}"
            assert "<title>Glimpse</title>" in client.get(f"/{query}", headers=BROWSER).text
        other = client.get("/")
        assert (other.json(), other.headers["vary"]) == ({"graphql": "/graphql"}, "Accept")


def test_it_can_be_turned_off(database: SqliteDatabase) -> None:
    with serving(database, GRAPHIQL="false") as client:
        assert client.get("/graphql", headers=BROWSER).status_code == 400
        assert client.get("/graphql", headers={"accept": "text/html"}).status_code == 406
        response = client.get(f"/graphql/assets/{SCRIPT}")
        assert response.status_code == 404
        assert response.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}
