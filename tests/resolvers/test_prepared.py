"""Prepared queries are answered as by graphql-core, to the byte: over our engine, and over the reference."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import build_schema
from hypothesis import HealthCheck, Phase, given, settings
from starlette.testclient import TestClient

from db.demo.fill import fill
from tests.reference.executor import Reference
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.event_documents import UPDATE, created
from tests.support.http.client import ask, services, serving
from tests.support.http.in_process_client import P, asking_as
from tests.support.hypothesis_profile import drawn
from tests.support.paths import EXPORTED_SCHEMA
from tests.support.query_strategies import Query, queries

# At the end of a number with a point, of which a database writes more than Python.
ZEROS = re.compile(rb"(\.[0-9]+?)0+(?=[,}\]])")

SCHEMA = build_schema(EXPORTED_SCHEMA.read_text())


@pytest.fixture(scope="module")
def filled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabase:
    database = SqliteDatabase.copied(template, tmp_path_factory.mktemp("prepared") / "glimpse.db")
    fill(database.path, 12, 1, lambda _count: None)
    with asking_as(database) as asking:
        for at in range(6):
            properties = [{"name": "a", "value": f"é😀{at}"}]
            made = created(asking, name=f"changed {at}", tags=["a"], properties=properties)
            change: dict[str, Any] = {"name": None, "properties": {"replace": []}, "tags": {"replace": ["b"]}}
            asking.ask(P, UPDATE, id=made["id"], input=change)
    return database


@contextmanager
def without_prepared_queries(client: TestClient) -> Iterator[None]:
    """Within it, graphql-core's executor answers every query."""
    schema = services(client).schema
    schema.has_prepared_queries = False
    try:
        yield
    finally:
        schema.has_prepared_queries = True


def are_alike(one: Any, other: Any) -> bool:
    """Whether two responses are equal, or null because of different root fields.

    Of several that fail and may not be null, the first to fail is reported; they are read concurrently.
    """
    if one == other:
        return True
    fields = [error.get("path", [None])[0] for each in (one, other) for error in each.get("errors", [])]
    return one["data"] is other["data"] is None and len(fields) == len(set(fields)) == 2


def has_reference_errors(prepared: bytes, reference: Reference, query: Query) -> bool:
    """Compares data, errors, paths and locations, if graphql-core finds the errors in the reference too."""
    response = orjson.loads(prepared)
    errors = response["errors"]
    # The reference has no rules of ours, and scalars of its own.
    if not all(error["message"].startswith("Argument") for error in errors):
        return False
    if "byCreatedAt" in query.text:
        return False
    expected = reference.answer(query.text, query.variables)
    found = {**response, "errors": [{**error, "extensions": None} for error in errors]}
    told = [
        {**error.formatted, "message": error.message.replace("None", "null"), "extensions": None}
        for error in expected.errors or ()
    ]
    assert are_alike(found, {"data": orjson.loads(orjson.dumps(expected.data)), "errors": told}), query
    return True


def answered(client: TestClient, query: Query) -> bytes:
    asked = {"query": query.text, "variables": query.variables}
    return client.post("/graphql", json=asked).content


@pytest.mark.parametrize(
    "query",
    [
        'query ($deleted: Boolean) { image(id: "x", includeDeleted: $deleted) { id } }',
        "query ($deleted: Boolean) { images(includeDeleted: $deleted) { id } }",
        'query ($deleted: Boolean) { a: image(id: "x", includeDeleted: $deleted) { id } __typename }',
        "query ($deleted: Boolean) { __typename images(includeDeleted: $deleted) { id } }",
        'query ($deleted: Boolean) { image(id: "x", includeDeleted: $deleted) { id } nodes(ids: []) { id } }',
        "query ($deleted: Boolean) { images(limit: 1) @skip(if: $deleted) { id } }",
        "query ($deleted: Boolean!) { images(limit: 1) { id } }",
    ],
)
def test_what_only_variables_make_wrong_is_refused_as_by_graphql_core(
    filled: SqliteDatabase, query: str
) -> None:
    with serving(filled) as client:
        for variables in ({"deleted": None}, {"deleted": 1}, {"deleted": True}, {}):
            asked = Query(query, dict(variables))
            prepared = answered(client, asked)
            with without_prepared_queries(client):
                assert prepared == answered(client, asked)


@pytest.mark.slow
@pytest.mark.without_coverage
def test_drawn_queries_are_answered_as_by_graphql_core(filled: SqliteDatabase) -> None:
    reference = Reference(filled.path)
    counts = {"asked": 0, "fine": 0, "faulty": 0, "compared": 0}
    with serving(filled) as client:
        page = ask(client, "{ imagesConnection(first: 12) { edges { cursor node { id } } } }")
        edges = page["imagesConnection"]["edges"]
        known: dict[str, list[Any]] = {
            "ID": [*(edge["node"]["id"] for edge in edges), "x", "0" * 36],
            "after": [None, "e9", *(edge["cursor"] for edge in edges)],
            "before": [None, "e3", *(edge["cursor"] for edge in edges)],
            "user": ["anna", None],
            "project": ["p", None],
            "marker": [None, *(edge["node"]["id"] for edge in edges)],
            "first": [0, 1, 2, 5],
            "last": [1, 2, 5],
        }

        # What fails is short enough as it is.
        @settings(drawn(120, soaked=640), phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(queries(SCHEMA, known))
        def compare(query: Query) -> None:
            counts["asked"] += 1
            prepared = answered(client, query)
            # Or little would be proved.
            assert None not in services(client).schema.documents.get(query.text).prepared.values()
            with without_prepared_queries(client):
                executed = answered(client, query)
            assert prepared == executed or are_alike(*map(orjson.loads, (prepared, executed))), query
            if b'"errors"' in prepared:
                counts["faulty"] += has_reference_errors(prepared, reference, query)
                return
            counts["fine"] += 1
            # Its answer depends on the time.
            if "byCreatedAt" not in query.text:
                counts["compared"] += 1
                expected = orjson.dumps({"data": reference.ask(query.text, query.variables)})
                assert ZEROS.sub(rb"\1", prepared) == ZEROS.sub(rb"\1", expected), query

        compare()
    assert counts["compared"] > counts["asked"] / 3, counts
    assert counts["faulty"] > counts["asked"] / 100, counts
