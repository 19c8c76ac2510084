"""The dashboard over HTTP: its page, its files, and how browsers are led to it."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.browser_headers import CHROME
from tests.support.http.built_dashboard import ASSETS, PAGE, build, digest, serving_dashboard
from tests.support.log_capture import logged
from tests.support.prometheus import scrape, value

BROWSER = {"accept": CHROME}
STYLE = "index-12345678.css"
MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
LIST = "query List { images { name } }"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return build(tmp_path / "built", LIST)


@pytest.fixture
def client(database: SqliteDatabase, built: Path) -> Iterator[TestClient]:
    with serving_dashboard(database, built) as client:
        yield client


def place(client: TestClient, path: str) -> tuple[int, str]:
    """Where a browser that opens the address is sent."""
    response = client.get(path, headers=BROWSER, follow_redirects=False)
    return response.status_code, response.headers["location"]


@pytest.mark.parametrize("accept", [CHROME, "*/*"])
def test_every_client_gets_the_page(client: TestClient, accept: str) -> None:
    response = client.get("/ui?q=ubuntu&tag=lts", headers={"accept": accept})
    assert (response.status_code, response.text) == (200, PAGE)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert "vary" not in response.headers


def test_the_page_loads_nothing_from_elsewhere_and_nothing_inline(client: TestClient) -> None:
    policy = client.get("/ui").headers["content-security-policy"]
    assert dict(directive.strip().split(" ", 1) for directive in policy.split(";")) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


def test_the_page_is_not_sent_twice_and_has_a_head(client: TestClient) -> None:
    named = {"x-request-id": "1"}
    whole, head = client.get("/ui", headers=named), client.head("/ui", headers=named)
    assert (head.status_code, head.headers, head.content) == (200, whole.headers, b"")
    again = client.get("/ui", headers={"if-none-match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == whole.headers["content-security-policy"]


@pytest.mark.parametrize("name", ASSETS)
def test_a_file_is_served_compressed_or_not_and_kept_for_good(client: TestClient, name: str) -> None:
    packed = client.get(f"/ui/assets/{name}", headers={"accept-encoding": "gzip"})
    plain = client.get(f"/ui/assets/{name}", headers={"accept-encoding": "gzip;q=0"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) == len(gzip.compress(ASSETS[name].encode()))
    assert "content-encoding" not in plain.headers
    for response in (packed, plain):
        assert (response.status_code, response.text) == (200, ASSETS[name])
        assert response.headers["content-type"] == MEDIA_TYPES[name.rpartition(".")[2]]
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert response.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    ["assets/none.js", "assets/", "assets", f"assets/{STYLE}.gz", "assets/..%2f..%2fdocuments.json", "none"],
)
def test_no_other_file_is_served(client: TestClient, path: str) -> None:
    response = client.get(f"/ui/{path}")
    assert response.status_code == 404
    assert response.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}


def test_a_file_that_an_upgrade_has_removed_is_not_found(database: SqliteDatabase, built: Path) -> None:
    with serving_dashboard(database, built) as client:
        (built / "ui" / "assets" / f"{STYLE}.gz").unlink()
        response = client.get(f"/ui/assets/{STYLE}")
        assert response.status_code == 404
        assert response.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}


@pytest.mark.parametrize("path", ["/ui", "/ui/", f"/ui/assets/{STYLE}"])
def test_the_page_and_its_files_are_only_read(client: TestClient, path: str) -> None:
    refused = client.post(path)
    # Starlette names them in any order.
    assert (refused.status_code, set(refused.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})


def test_browsers_are_led_to_the_page_and_others_to_the_api(client: TestClient) -> None:
    # Relative: a proxy may serve it below a path of its own.
    assert place(client, "/") == (307, "ui")
    assert place(client, "/?q=a%20b&tag=lts") == (307, "ui?q=a%20b&tag=lts")
    assert place(client, "/ui/?q=a") == (307, "../ui?q=a")
    for path in ("/", "/ui/"):
        assert client.get(path, headers=BROWSER).text == PAGE
    assert client.head("/", headers=BROWSER, follow_redirects=False).headers["location"] == "ui"
    other = client.get("/")
    assert (other.json(), other.headers["vary"]) == ({"graphql": "/graphql"}, "Accept")


def test_behind_a_path_of_a_proxy_every_spelling_leads_to_the_page(
    database: SqliteDatabase, built: Path
) -> None:
    with serving_dashboard(database, built, {"ROOT_PATH": "/our/images"}) as client:
        assert place(client, "/our/images?q=a") == (307, "images/ui?q=a")
        for path in ("/our/images", "/our/images/", "/our/images/ui", "/our/images/ui/", "/", "/ui"):
            assert client.get(path, headers=BROWSER).text == PAGE
        assert client.get(f"/our/images/ui/assets/{STYLE}").text == ASSETS[STYLE]
        assert client.get("/our/images").json() == {"graphql": "/our/images/graphql"}


def test_strangers_get_the_page_but_no_data(database: SqliteDatabase, built: Path) -> None:
    settings = {"AUTH": "headers", "PROXY_SECRET": "0123456789abcdef"}
    with serving_dashboard(database, built, settings) as client:
        assert client.get("/ui").text == PAGE
        assert client.get(f"/ui/assets/{STYLE}").text == ASSETS[STYLE]
        response = client.post("/graphql", json={"documentId": digest(LIST)})
        assert (response.status_code, "data" in response.json()) == (401, False)


def test_it_can_be_turned_off(database: SqliteDatabase, built: Path) -> None:
    with serving_dashboard(database, built, {"DASHBOARD": "false"}) as client:
        for path in ("/ui", "/ui/", f"/ui/assets/{STYLE}"):
            response = client.get(path, headers=BROWSER)
            assert (response.status_code, response.json()) == (404, client.get("/none").json())
        assert place(client, "/") == (307, "graphql")
        (error,) = client.post("/graphql", json={"documentId": digest(LIST)}).json()["errors"]
        assert error["extensions"] == {"code": "PERSISTED_QUERY_NOT_FOUND"}
    neither: dict[str, Any] = {"DASHBOARD": "false", "GRAPHIQL": "false"}
    with serving_dashboard(database, built, neither) as client:
        assert client.get("/", headers=BROWSER).json() == {"graphql": "/graphql"}


def test_its_requests_are_logged_and_counted_as_others_are(database: SqliteDatabase, built: Path) -> None:
    with serving_dashboard(database, built) as client, logged() as log:
        client.get("/ui?q=secret")
        client.post("/graphql", json={"documentId": digest(LIST)})
        counts = scrape(client)
    assert value(counts, "glimpse_requests_total", operation="none", outcome="ok") == 1
    assert value(counts, "glimpse_requests_total", operation="query", outcome="ok") == 1
    page, query = log.getvalue().splitlines()
    assert "path=/ui " in page
    assert "secret" not in page
    assert "operation_name=List" in query
