"""The endpoint and what stands beside it: methods, bodies, operations, health, unknown addresses."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from app import create_app
from db.sqlite.migrate import migrate
from db.store import DatabaseNotServableError
from settings import Settings
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import neighbour, serving

JSON = {"content-type": "application/json"}
INPUT = "BAD_USER_INPUT"
LIMIT = "LIMIT_EXCEEDED"
MUTATION = 'mutation { deleteImage(id: "00000000-0000-4000-8000-000000000000") { __typename } }'


def settings_of(path: Path) -> Settings:
    return Settings.from_environment(
        {
            "GLIMPSE_DATABASE_URL": f"sqlite+aiosqlite:///{path}",
            "GLIMPSE_MAX_REQUEST_BYTES": str(2**20),
        }
    )


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("endpoint") / "glimpse.db"
    migrate(path)
    with neighbour(create_app(settings_of(path)), raise_server_exceptions=False) as client:
        yield client


def test_a_body_without_a_length_is_bounded_too(client: TestClient) -> None:
    response = client.post("/graphql", content=iter([b" " * 2**19] * 3), headers=JSON)
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"] == {"code": LIMIT}


def test_a_long_address_is_refused(database: SqliteDatabase) -> None:
    with serving(database, MAX_REQUEST_BYTES="1024") as client:
        response = client.get("/graphql?query={__typename}&a=" + "b" * 1024)
    assert response.status_code == 414
    assert response.json()["errors"][0]["extensions"] == {"code": LIMIT}


def test_head_asks_as_get_does(client: TestClient) -> None:
    assert client.head("/graphql?query={__typename}").status_code == 200
    assert client.head("/graphql", params={"query": MUTATION}).status_code == 405


@pytest.mark.parametrize(
    ("method", "query", "allowed"),
    [("PUT", "", "GET, HEAD, POST"), ("GET", "?" + urlencode({"query": MUTATION}), "POST")],
)
def test_a_refused_method_says_which_are_allowed(
    client: TestClient, method: str, query: str, allowed: str
) -> None:
    assert client.request(method, f"/graphql{query}").headers["allow"] == allowed


def test_several_operations_run_the_named_one(client: TestClient) -> None:
    response = client.post(
        "/graphql",
        json={"query": "query A { a: __typename } query B { b: __typename }", "operationName": "B"},
    )
    assert response.json() == {"data": {"b": "Query"}}


def test_words_of_operations_in_a_comment_do_not_count(client: TestClient) -> None:
    response = client.post("/graphql", json={"query": "# query, mutation\n{ __typename }"})
    assert response.json() == {"data": {"__typename": "Query"}}


def test_an_error_of_a_field_is_no_error_of_the_request(client: TestClient) -> None:
    response = client.post("/graphql", json={"query": "{ images(limit: -1) { id } }"})
    assert response.status_code == 200
    answer = response.json()
    assert answer["data"] is None
    assert answer["errors"][0]["path"] == ["images"]
    assert answer["errors"][0]["extensions"]["code"] == INPUT


def test_the_process_is_up_and_ready(client: TestClient) -> None:
    for path in ("/healthz", "/readyz"):
        response = client.get(path)
        assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_it_is_not_ready_when_the_database_is_closed(tmp_path: Path) -> None:
    migrate(tmp_path / "glimpse.db")
    app = create_app(settings_of(tmp_path / "glimpse.db"))
    with TestClient(app):
        pass
    response = TestClient(app).get("/readyz")
    assert (response.status_code, response.json()) == (
        503,
        {"status": "unavailable", "reason": "database"},
    )


def test_an_unknown_address_is_answered_in_json(client: TestClient) -> None:
    response = client.get("/nothing")
    assert response.status_code == 404
    assert response.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}


def test_the_front_page_points_to_the_api(client: TestClient) -> None:
    assert client.get("/").json() == {"graphql": "/graphql"}


def test_an_unmigrated_database_is_refused_with_what_to_run(tmp_path: Path) -> None:
    app = create_app(settings_of(tmp_path / "glimpse.db"))
    with pytest.raises(DatabaseNotServableError, match="create it by `glimpse migrate`"), TestClient(app):
        pass
