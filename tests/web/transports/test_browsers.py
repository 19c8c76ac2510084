"""Browsers: which pages may ask, and what harm an answer may do."""

import pytest
from httpx2 import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from app import create_app
from settings import Settings
from settings.setting import InvalidSettingError
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import neighbour, serving

DASHBOARD = "https://dashboard.example"
QUERY = {"query": "{ __typename }"}
PREFLIGHT = {
    "origin": DASHBOARD,
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type,x-auth-token,apollographql-client-name",
}


def test_no_other_origin_may_ask_unless_it_is_named(client: TestClient) -> None:
    assert client.options("/graphql", headers=PREFLIGHT).status_code == 405
    response = client.post("/graphql", json=QUERY, headers={"origin": DASHBOARD})
    assert "access-control-allow-origin" not in response.headers


def test_a_named_origin_may_ask_with_its_own_headers(database: SqliteDatabase) -> None:
    with serving(database, CORS_ORIGINS=f"https://other.example, {DASHBOARD}") as client:
        preflight = client.options("/graphql", headers=PREFLIGHT)
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == DASHBOARD
        assert "x-auth-token" in preflight.headers["access-control-allow-headers"].lower()
        response = client.post("/graphql", json=QUERY, headers={"origin": DASHBOARD})
        assert response.headers["access-control-allow-origin"] == DASHBOARD
        assert {name.strip() for name in response.headers["vary"].split(",")} == {
            "Accept",
            "Accept-Encoding",
            "Origin",
        }
        assert "access-control-allow-credentials" not in response.headers
        # A refusal must be readable too, or a page shows a riddle.
        refused = client.put("/graphql", headers={"origin": DASHBOARD})
        assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (405, DASHBOARD)
        stranger = client.options("/graphql", headers=PREFLIGHT | {"origin": "https://evil.example"})
        assert stranger.status_code == 400
        assert "access-control-allow-origin" not in stranger.headers


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_what_a_form_of_another_site_can_send_is_refused(client: TestClient, content_type: str) -> None:
    mutation = '{"query": "mutation { createImage(input: {}) { image { id } } }"}'
    response = client.post("/graphql", content=mutation, headers={"content-type": content_type})
    assert response.status_code == 415
    listed = client.post("/graphql", json={"query": "{ images { id } }"}).json()
    assert listed == {"data": {"images": []}}


@pytest.mark.parametrize("path", ["/", "/graphql?query={__typename}", "/graphql/schema.graphql", "/none"])
def test_every_answer_says_what_a_browser_may_do_with_it(client: TestClient, path: str) -> None:
    check_protection(client.get(path).headers)


def test_so_does_the_answer_to_a_mistake_of_ours(database: SqliteDatabase) -> None:
    async def fail(_request: Request) -> Response:
        raise ZeroDivisionError

    settings = Settings.from_environment({"GLIMPSE_DATABASE_URL": database.url})
    app = create_app(settings)
    app.router.routes.append(Route("/fails", fail))
    with neighbour(app, raise_server_exceptions=False) as client:
        response = client.get("/fails")
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (500, "INTERNAL_SERVER_ERROR")
    check_protection(response.headers)


def check_protection(headers: Headers) -> None:
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize(
    "value",
    [
        "dashboard.example",
        "https://dashboard.example/",
        "https://dashboard.example/path",
        "https://Dashboard.example",
        "https://dashboard.example:443",
        "http://dashboard.example:80",
        "https://dashboard.example,",
        "https://dashboard.example?x",
        "*,https://dashboard.example",
        "null",
    ],
)
def test_an_origin_that_no_browser_sends_is_refused(value: str) -> None:
    with pytest.raises(InvalidSettingError, match=r"^`GLIMPSE_CORS_ORIGINS` must be .*\.$"):
        Settings.from_environment({"GLIMPSE_CORS_ORIGINS": value})


def test_origins_are_taken_as_browsers_send_them() -> None:
    origins = "http://localhost:3000, https://dashboard.example,http://localhost:3000"
    settings = Settings.from_environment({"GLIMPSE_CORS_ORIGINS": origins})
    assert settings.cors_origins == ("http://localhost:3000", "https://dashboard.example")


def test_not_every_page_becomes_an_administrator() -> None:
    with pytest.raises(InvalidSettingError, match=r"^`GLIMPSE_CORS_ORIGINS` must not be `\*` when"):
        Settings.from_environment({"GLIMPSE_CORS_ORIGINS": "*"})
    headers = {"GLIMPSE_AUTH": "headers", "GLIMPSE_PROXY_SECRET": "0123456789abcdef"}
    assert Settings.from_environment({"GLIMPSE_CORS_ORIGINS": "*", **headers}).cors_origins == ("*",)
