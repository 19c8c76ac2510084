"""Behind a proxy that serves it under a path of its own, whether the proxy strips that path or leaves it."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import serving
from tests.support.paths import ROOT

QUERY = {"query": "{ images { id } }"}


@pytest.fixture
def client(database: SqliteDatabase) -> Iterator[TestClient]:
    with serving(database, ROOT_PATH="/our/images") as client:
        yield client


@pytest.mark.parametrize("prefix", ["", "/our/images"], ids=["stripped", "left"])
def test_everything_is_served_where_the_proxy_asks(client: TestClient, prefix: str) -> None:
    assert client.post(f"{prefix}/graphql", json=QUERY).json() == {"data": {"images": []}}
    assert client.get(f"{prefix}/graphql", params=QUERY).json() == {"data": {"images": []}}
    assert client.get(f"{prefix}/graphql/schema.graphql").text == (ROOT / "schema.graphql").read_text()
    assert client.get(f"{prefix}/healthz").json() == {"status": "ok"}
    assert client.get(f"{prefix}/readyz").json() == {"status": "ok"}
    assert client.get(f"{prefix}/").json() == {"graphql": "/our/images/graphql"}


def test_its_own_path_says_where_the_api_is(client: TestClient) -> None:
    assert client.get("/our/images").json() == {"graphql": "/our/images/graphql"}


@pytest.mark.parametrize(
    "path",
    ["/our", "/our/imagesgraphql", "/our/images/our/images/graphql", "/our/images/none", "/images/graphql"],
)
def test_another_path_is_not_found_in_the_form_of_graphql(client: TestClient, path: str) -> None:
    response = client.post(path, json=QUERY)
    assert response.status_code == 404
    assert response.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}


@pytest.mark.parametrize("path", ["/graphql/", "/our/images/graphql/", "/healthz/"])
def test_nobody_is_sent_to_an_address_that_only_the_proxy_knows(client: TestClient, path: str) -> None:
    assert client.post(path, json=QUERY, follow_redirects=False).status_code == 404


def test_callers_are_asked_who_they_are_there_too(database: SqliteDatabase) -> None:
    headers = {"AUTH": "headers", "PROXY_SECRET": "0123456789abcdef", "ROOT_PATH": "/our/images"}
    with serving(database, **headers) as client:
        assert client.post("/our/images/graphql", json=QUERY).status_code == 401
        assert client.get("/our/images/graphql/schema.graphql").status_code == 401


def test_without_such_a_path_there_is_only_the_root(database: SqliteDatabase) -> None:
    with serving(database) as client:
        assert client.get("/").json() == {"graphql": "/graphql"}
        assert client.post("/our/images/graphql", json=QUERY).status_code == 404
