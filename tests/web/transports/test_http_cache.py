"""What a client has already is not sent again."""

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import image
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import ask

ADDRESS = "/graphql?query={images{name}}"


def test_a_get_is_answered_once_until_the_answer_changes(
    client: TestClient, database: SqliteDatabase
) -> None:
    database.insert(made := image(name="a"))
    first = client.get(ADDRESS)
    assert first.headers["cache-control"] == "private, no-cache"
    tag = first.headers["etag"]
    # All tags are weak; a client may have dropped that.
    for given in (tag, f'"x", {tag.removeprefix("W/")}', "*"):
        again = client.get(ADDRESS, headers={"if-none-match": given})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == "private, no-cache"
        assert again.headers["vary"] == "Accept, Accept-Encoding"
        assert "content-type" not in again.headers
    ask(
        client,
        'mutation ($id: ID!) { updateImage(id: $id, input: { name: "b" }) { changedFields } }',
        id=made.id,
    )
    changed = client.get(ADDRESS, headers={"if-none-match": tag})
    assert (changed.status_code, changed.json()) == (200, {"data": {"images": [{"name": "b"}]}})
    assert changed.headers["etag"] != tag


def test_each_media_type_has_a_tag_of_its_own(client: TestClient) -> None:
    tags = {
        client.get(ADDRESS, headers={"accept": accept}).headers["etag"]
        for accept in ("application/json", "application/graphql-response+json")
    }
    assert len(tags) == 2


@pytest.mark.parametrize(
    "query", ["{", "{nothing}", "{images(limit:-1){id}}", "{image(id:1){id}a:images(limit:-1){id}}"]
)
def test_an_answer_with_an_error_is_not_kept(client: TestClient, query: str) -> None:
    response = client.get("/graphql", params={"query": query}, headers={"if-none-match": "*"})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_a_post_is_not_kept(client: TestClient) -> None:
    response = client.post("/graphql", json={"query": "{ __typename }"}, headers={"if-none-match": "*"})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers
