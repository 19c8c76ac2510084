"""The dashboard's documents are trusted without a manifest of the operator, over every transport."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from resolvers.root import create_schema
from settings import Settings
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.built_dashboard import build, digest, serving_dashboard
from tests.support.http.websocket import connected
from web.pages.dashboard import BUILT, dashboard_documents

LIST = "query List($limit: Int) { images(limit: $limit) { name } }"
FOLLOW = "subscription Follow($after: String) { imageChanged(after: $after) { type } }"
OTHER = "{ __typename }"
EMPTY: dict[str, object] = {"data": {"images": []}}


def by_hash(text: str) -> dict[str, object]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest(text)}}}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return build(tmp_path / "built", LIST, FOLLOW)


@pytest.fixture
def client(database: SqliteDatabase, built: Path) -> Iterator[TestClient]:
    """Of a server that runs only trusted documents, those of an operator's manifest."""
    manifest = database.path.with_name("manifest.json")
    manifest.write_text(json.dumps({"other": OTHER}))
    settings = {"TRUSTED_DOCUMENTS": str(manifest), "TRUSTED_DOCUMENTS_ONLY": "true"}
    with serving_dashboard(database, built, settings) as client:
        yield client


def test_a_document_is_named_by_its_id_or_by_its_hash(client: TestClient) -> None:
    for named in ({"documentId": digest(LIST)}, {"documentId": f"sha256:{digest(LIST)}"}, by_hash(LIST)):
        assert client.post("/graphql", json={**named, "query": ""}).json() == EMPTY
        assert client.post("/graphql", json={**named, "variables": {"limit": 1}}).json() == EMPTY
        parameters = {key: each if isinstance(each, str) else json.dumps(each) for key, each in named.items()}
        assert client.get("/graphql", params=parameters).json() == EMPTY


def test_the_operators_documents_are_run_too_and_no_others(client: TestClient) -> None:
    assert client.post("/graphql", json={"documentId": "other"}).json() == {"data": {"__typename": "Query"}}
    for text in (OTHER, LIST):
        response = client.post("/graphql", json={"query": text})
        assert response.status_code == 403
        assert response.json()["errors"][0]["extensions"] == {"code": "FORBIDDEN"}


@pytest.mark.parametrize("named", [{"documentId": digest(FOLLOW)}, by_hash(FOLLOW)], ids=["id", "hash"])
def test_a_subscription_is_named_on_a_websocket(client: TestClient, named: dict[str, object]) -> None:
    with connected(client) as socket:
        payload = {**named, "variables": {"after": "nothing"}}
        socket.send_json({"id": "1", "type": "subscribe", "payload": payload})
        refused = socket.receive_json()
        # The document was found: its variable is read.
        assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", "BAD_USER_INPUT")
        socket.send_json({"id": "2", "type": "subscribe", "payload": {"documentId": digest(LIST)}})
        assert socket.receive_json() == {"id": "2", "type": "next", "payload": EMPTY}


@pytest.mark.parametrize("named", [{"documentId": digest(FOLLOW)}, by_hash(FOLLOW)], ids=["id", "hash"])
def test_a_subscription_is_named_for_server_sent_events(client: TestClient, named: dict[str, object]) -> None:
    asked = {**named, "variables": {"after": "nothing"}}
    response = client.post("/graphql", json=asked, headers={"accept": "text/event-stream"})
    assert '"code":"BAD_USER_INPUT"' in response.text
    assert "after" in response.text


def test_every_document_of_the_committed_manifest_is_valid_and_named_by_its_hash() -> None:
    documents = dashboard_documents(BUILT)
    assert {digest(text): text for text in documents.values()} == documents
    schema = create_schema(Settings.from_environment({}))
    assert {text: faults for text in documents.values() if (faults := schema.document_errors(text))} == {}
