"""Documents drawn from the schema, asked of the running app: whatever they say, nothing of ours fails."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import build_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import from_schema, nodes
from starlette.testclient import TestClient

from db.demo.fill import fill
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import serving
from tests.support.hypothesis_profile import drawn
from tests.support.paths import EXPORTED_SCHEMA

pytestmark = [pytest.mark.slow, pytest.mark.without_coverage]

SCHEMA = build_schema(EXPORTED_SCHEMA.read_text())
SCALARS = {
    "DateTime": st.sampled_from(["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000006+02:00", "x", ""]).map(
        nodes.String
    ),
    "Long": st.integers(-(2**70), 2**70).map(nodes.Int),
    "JSONObject": st.just(nodes.Object([])),
}
DOCUMENTS = from_schema(SCHEMA, custom_scalars=SCALARS, allow_x00=True)

# A wrong document is refused before it is executed; its codes say nothing of the engine.
EXECUTED = {None, "NOT_FOUND", "CONFLICT", "FORBIDDEN", "BAD_USER_INPUT", "LIMIT_EXCEEDED"}
REFUSED = {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"}


@pytest.fixture(scope="module")
def client(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    database = SqliteDatabase.copied(template, tmp_path_factory.mktemp("fuzz") / "glimpse.db")
    fill(database.path, 30, 1, lambda _count: None)
    with serving(database) as client:
        yield client


def test_no_document_meets_a_mistake_of_ours(client: TestClient) -> None:
    seen = Counter[str | None]()

    @settings(drawn(400), suppress_health_check=list(HealthCheck))
    @given(DOCUMENTS)
    def ask(document: str) -> None:
        try:
            response = client.post("/graphql", json={"query": document})
        except UnicodeEncodeError:
            # A lone surrogate is no JSON that a client could send.
            return
        assert response.status_code < 500, (response.status_code, document)
        errors = response.json().get("errors", ())
        codes = {error["extensions"]["code"] for error in errors} or {None}
        seen.update(codes)
        assert codes <= EXECUTED | REFUSED, (codes, document)

    ask()
    # Or nothing would be proved.
    assert seen[None] > 10, seen
    assert client.get("/readyz").status_code == 200
