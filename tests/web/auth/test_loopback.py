"""Without authentication: those on the same machine are administrators, and nobody else is served."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from app import create_app
from settings import Settings
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import neighbour
from web.auth.authenticator import AuthenticationError
from web.auth.loopback import LoopbackAuthenticator

QUERY = {"query": "{ images { id } }"}
SERVED: tuple[int, object] = (200, {"data": {"images": []}})


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabase:
    return SqliteDatabase.migrated(tmp_path_factory.mktemp("none") / "glimpse.db")


def settings_of(database: SqliteDatabase, **settings: str) -> Settings:
    environ = {f"GLIMPSE_{name}": value for name, value in settings.items()}
    return Settings.from_environment(environ | {"GLIMPSE_DATABASE_URL": database.url})


@pytest.fixture(scope="module")
def client(database: SqliteDatabase) -> Iterator[TestClient]:
    with neighbour(create_app(settings_of(database))) as client:
        yield client


def asked(client: TestClient, **options: Any) -> tuple[int, Any]:
    response = client.post("/graphql", json=QUERY, **options)
    return response.status_code, response.json()


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("127.0.0.1", "127.0.0.1:8000"),
        ("127.9.9.9", "localhost"),
        ("::1", "[::1]:8000"),
        ("::ffff:127.0.0.1", "LOCALHOST:8000"),
        ("127.0.0.1", "192.0.2.1"),
    ],
)
def test_a_caller_on_the_same_machine_is_served(client: TestClient, address: str, host: str) -> None:
    near = TestClient(client.app, client=(address, 50000), base_url="http://127.0.0.1")
    assert asked(near, headers={"host": host}) == SERVED


@pytest.mark.parametrize(
    "address", ["192.0.2.1", "10.0.0.1", "0.0.0.0", "2001:db8::1", "::ffff:192.0.2.1", "", "testclient"]
)
def test_a_caller_elsewhere_is_refused_in_the_form_of_graphql(client: TestClient, address: str) -> None:
    far = TestClient(client.app, client=(address, 50000), base_url="http://127.0.0.1")
    response = far.post("/graphql", json=QUERY)
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    (error,) = response.json().pop("errors")
    assert error["extensions"] == {"code": "FORBIDDEN"}
    assert "GLIMPSE_ALLOW_UNAUTHENTICATED" in error["message"]


@pytest.mark.parametrize(
    "name", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"]
)
@pytest.mark.parametrize("value", ["", "127.0.0.1"])
def test_a_caller_behind_a_proxy_is_refused(client: TestClient, name: str, value: str) -> None:
    status, answer = asked(client, headers={name: value})
    assert (status, answer["errors"][0]["extensions"]) == (403, {"code": "FORBIDDEN"})


@pytest.mark.parametrize(
    "host",
    [
        "",
        "testserver",
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8000",
        "127.1",
    ],
)
def test_a_name_that_others_may_rebind_is_refused(client: TestClient, host: str) -> None:
    status, answer = asked(client, headers={"host": host})
    assert (status, answer["errors"][0]["extensions"]) == (403, {"code": "FORBIDDEN"})


@pytest.mark.parametrize("host", ["127.0.0.1:8000:1", "127.0.0.1:http", "::1", "[", "user@127.0.0.1"])
def test_what_can_be_no_host_is_a_mistake(client: TestClient, host: str) -> None:
    status, answer = asked(client, headers={"host": host})
    assert (status, answer["errors"][0]["extensions"]) == (400, {"code": "BAD_USER_INPUT"})


def test_everybody_is_served_if_that_is_allowed(tmp_path: Path) -> None:
    database = SqliteDatabase.migrated(tmp_path / "glimpse.db")
    app = create_app(settings_of(database, ALLOW_UNAUTHENTICATED="true"))
    with neighbour(app, host="images.example", client="192.0.2.1") as far:
        assert asked(far, headers={"x-forwarded-for": "198.51.100.1"}) == SERVED


def test_whoever_is_refused_still_sees_that_it_is_healthy(client: TestClient) -> None:
    far = TestClient(client.app, client=("192.0.2.1", 50000), base_url="http://images.example")
    assert [far.get(path).status_code for path in ("/healthz", "/readyz", "/graphql")] == [200, 200, 403]


@pytest.mark.parametrize(
    ("headers", "client"),
    [
        ([(b"host", b"127.0.0.1")], None),
        ([], ("127.0.0.1", 1)),
        ([(b"host", b"127.0.0.1"), (b"host", b"evil.example")], ("127.0.0.1", 1)),
    ],
    ids=["a Unix socket", "no Host", "two Hosts"],
)
def test_what_does_not_say_where_it_is_is_refused(
    headers: list[tuple[bytes, bytes]], client: tuple[str, int] | None
) -> None:
    with pytest.raises(AuthenticationError):
        asyncio.run(
            LoopbackAuthenticator(allow_unauthenticated=False).authenticate(Headers(raw=headers), client)
        )
