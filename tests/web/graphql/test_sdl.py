"""The schema as text, over HTTP."""

from starlette.testclient import TestClient

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import serving
from tests.support.paths import EXPORTED_SCHEMA

PATH = "/graphql/schema.graphql"
EXPORTED = EXPORTED_SCHEMA.read_text()


def test_the_schema_is_served_as_it_is_committed_and_not_sent_twice(client: TestClient) -> None:
    response = client.get(PATH)
    assert (response.status_code, response.text) == (200, EXPORTED)
    again = client.get(PATH, headers={"if-none-match": f'"x", {response.headers["etag"].removeprefix("W/")}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(PATH, headers={"if-none-match": '"x"'}).status_code == 200


def test_without_introspection_it_does_not_exist(database: SqliteDatabase) -> None:
    with serving(database, INTROSPECTION="false") as client:
        response = client.get(PATH)
    assert response.status_code == 404
    assert response.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}


def test_a_caller_who_is_not_served_does_not_get_it(client: TestClient) -> None:
    assert client.get(PATH, headers={"x-forwarded-for": "192.0.2.1"}).status_code == 403
