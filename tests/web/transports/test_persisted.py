"""Documents that are named instead of sent: by Apollo's protocol, or from a manifest of trusted ones."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import create_app
from settings import Settings
from settings.setting import InvalidSettingError
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import serving

QUERY = "query Named($first: Boolean = true) { a: __typename @include(if: $first) b: __typename }"
UNKNOWN = {"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def by_hash(text: str, **members: object) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest(text)}}, **members}


def test_a_document_is_sent_once_and_named_from_then_on(client: TestClient) -> None:
    named = by_hash(QUERY, variables={"first": False})
    assert client.post("/graphql", json=named).json() == {"errors": [UNKNOWN]}
    assert client.post("/graphql", json={"query": QUERY, **named}).json() == {"data": {"b": "Query"}}
    assert client.post("/graphql", json=named).json() == {"data": {"b": "Query"}}
    by_get = {"extensions": json.dumps(named["extensions"]), "variables": '{"first": true}'}
    assert client.get("/graphql", params=by_get).json() == {"data": {"a": "Query", "b": "Query"}}


@pytest.mark.parametrize(
    ("accept", "status"), [("application/json", 200), ("application/graphql-response+json", 400)]
)
def test_an_unknown_document_has_the_status_that_apollos_clients_go_on_after(
    client: TestClient, accept: str, status: int
) -> None:
    response = client.post("/graphql", json=by_hash(QUERY), headers={"accept": accept})
    assert (response.status_code, response.json()) == (status, {"errors": [UNKNOWN]})


def test_a_document_that_is_not_that_of_the_hash_is_refused_and_not_kept(client: TestClient) -> None:
    wrong = by_hash(QUERY, query="{ __typename }")
    response = client.post("/graphql", json=wrong)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (
        400,
        "BAD_USER_INPUT",
    )
    assert client.post("/graphql", json=by_hash(QUERY)).json() == {"errors": [UNKNOWN]}


@pytest.mark.parametrize("query", ["{", "{ nothing }"])
def test_a_document_that_cannot_be_run_is_not_kept(client: TestClient, query: str) -> None:
    assert "errors" in client.post("/graphql", json=by_hash(query, query=query)).json()
    assert client.post("/graphql", json=by_hash(query)).json() == {"errors": [UNKNOWN]}


def test_a_refused_change_is_a_document_that_was_run(client: TestClient) -> None:
    query = 'mutation { deleteImage(id: "00000000-0000-4000-8000-000000000000") { __typename } }'
    for members in ({"query": query}, {}):
        (error,) = client.post("/graphql", json=by_hash(query, **members)).json()["errors"]
        assert error["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.without_coverage
def test_what_was_not_asked_for_longest_is_dropped(client: TestClient) -> None:
    def padded(at: int) -> str:
        return f"{{ a{at}: __typename }} #" + "x" * 250_000

    for at in range(17):
        query = padded(at)
        assert "data" in client.post("/graphql", json=by_hash(query, query=query)).json()
    assert client.post("/graphql", json=by_hash(padded(0))).json() == {"errors": [UNKNOWN]}
    assert client.post("/graphql", json=by_hash(padded(16))).json() == {"data": {"a16": "Query"}}


BY_ID = {"brief": "query Brief { images { id } }", f"sha256:{digest(QUERY)}": QUERY}
APOLLO = {
    "format": "apollo-persisted-query-manifest",
    "version": 1,
    "operations": [
        {"id": id_, "name": "Named", "type": "query", "body": text} for id_, text in BY_ID.items()
    ],
}


def trusting(database: SqliteDatabase, manifest: object, **settings: str) -> Any:
    path = database.path.with_name("manifest.json")
    path.write_text(manifest if isinstance(manifest, str) else json.dumps(manifest))
    return serving(database, TRUSTED_DOCUMENTS=str(path), **settings)


@pytest.mark.parametrize("manifest", [BY_ID, APOLLO], ids=["relay", "apollo"])
def test_a_trusted_document_is_named_by_its_id(database: SqliteDatabase, manifest: object) -> None:
    with trusting(database, manifest) as client:
        assert client.post("/graphql", json={"documentId": "brief"}).json() == {"data": {"images": []}}
        assert client.get("/graphql?documentId=brief").json() == {"data": {"images": []}}
        for document in (digest(QUERY), f"sha256:{digest(QUERY)}"):
            asked = {"documentId": document, "variables": {"first": False}}
            assert client.post("/graphql", json=asked).json() == {"data": {"b": "Query"}}
        # Apollo's clients name it in their own way.
        assert "data" in client.post("/graphql", json=by_hash(QUERY)).json()
        # Others are run too, unless only trusted ones are.
        assert client.post("/graphql", json={"query": "{ __typename }"}).json() == {
            "data": {"__typename": "Query"}
        }


def test_nothing_but_trusted_documents_is_run_where_only_they_are(database: SqliteDatabase) -> None:
    with trusting(database, BY_ID, TRUSTED_DOCUMENTS_ONLY="true") as client:
        assert client.post("/graphql", json={"documentId": "brief"}).json() == {"data": {"images": []}}
        for asked in ({"query": "{ __typename }"}, {"query": QUERY}, by_hash(QUERY, query=QUERY)):
            response = client.post("/graphql", json=asked)
            assert response.status_code == 403
            assert response.json()["errors"][0]["extensions"] == {"code": "FORBIDDEN"}
        other = "{ __typename }"
        assert client.post("/graphql", json=by_hash(other)).json() == {"errors": [UNKNOWN]}
        (error,) = client.post("/graphql", json={"documentId": "other"}).json()["errors"]
        assert error["extensions"] == {"code": "PERSISTED_QUERY_NOT_FOUND"}


@pytest.mark.parametrize(
    ("manifest", "why"),
    [
        ("{", "a file of JSON in UTF-8"),
        ('{"a": "{ __typename }", "a": "{ images { id } }"}', "JSON in which no object repeats a key"),
        ('{"a": 1e400}', "JSON that must not have a number out of range, such as 1e400"),
        ('{"a": ' + "[" * 300 + "]" * 300 + "}", "JSON that must have at most 254 levels of nesting"),
        ("[" * 2000 + "]" * 2000, "JSON that must have at most 254 levels of nesting"),
        ("[]", "must name a manifest, which is a JSON object"),
        ("{}", "a manifest with documents"),
        ({"a": 1}, "only documents with ids"),
        ({"": "{ __typename }"}, "only documents with ids"),
        ({"a": "{"}, "valid documents; 'a' is not (Syntax Error"),
        ({"a": "{ nothing }"}, "valid documents; 'a' is not (Cannot query field 'nothing'"),
        ({"a": "{" + "a" * 20_000 + " }"}, "valid documents; 'a' is not ("),
        ({"format": "another", "a": "{ __typename }"}, "a known format"),
        (APOLLO | {"version": 2}, "a known format"),
        (APOLLO | {"operations": {}}, "a known format"),
        (APOLLO | {"operations": ["{ __typename }"]}, "only documents with ids"),
        (APOLLO | {"operations": APOLLO["operations"][:1] * 2}, "unique ids; 'brief' occurs twice"),  # type: ignore[index]
    ],
)
def test_a_bad_manifest_stops_the_start_with_a_sentence(
    database: SqliteDatabase, manifest: object, why: str
) -> None:
    with pytest.raises(InvalidSettingError) as refusal, trusting(database, manifest):
        pass
    assert str(refusal.value).startswith("`GLIMPSE_TRUSTED_DOCUMENTS` must name a ")
    assert why in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_a_manifest_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    settings = Settings.from_environment({"GLIMPSE_TRUSTED_DOCUMENTS": str(tmp_path / "none.json")})
    with pytest.raises(
        InvalidSettingError, match=r"^`GLIMPSE_TRUSTED_DOCUMENTS` must name a readable file\.$"
    ):
        create_app(settings)


def test_only_trusted_documents_need_a_manifest() -> None:
    with pytest.raises(InvalidSettingError, match=r"^`GLIMPSE_TRUSTED_DOCUMENTS` must be set"):
        Settings.from_environment({"GLIMPSE_TRUSTED_DOCUMENTS_ONLY": "true"})
