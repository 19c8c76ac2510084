"""Several operations in one request: off unless it is set, bounded, one after the other."""

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import serving
from tests.support.http.endpoints import BOUNDS, endpoint

pytestmark = pytest.mark.all_databases

TYPENAME = {"query": "{ __typename }"}


@pytest.fixture
def batching() -> TestClient:
    return TestClient(Starlette(routes=[Route("/graphql", endpoint())]))


def test_each_operation_has_its_answer_in_order(batching: TestClient) -> None:
    asked: list[Any] = [
        {"query": "{ a: __typename }"},
        {"query": "query A { b: __typename } query B { c: __typename }", "operationName": "B"},
        {"query": "query ($no: Boolean!) { d: __typename @skip(if: $no) }", "variables": {"no": True}},
    ]
    response = batching.post("/graphql", json=asked)
    assert response.status_code == 200
    assert response.json() == [{"data": {"a": "Query"}}, {"data": {"c": "Query"}}, {"data": {}}]
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "query A { a: __typename } query B { b: __typename }"}, "BAD_USER_INPUT"),
        ({"documentId": "a"}, "PERSISTED_QUERY_NOT_FOUND"),
        ({}, "BAD_USER_INPUT"),
    ],
)
def test_one_that_is_refused_leaves_the_others_alone(
    batching: TestClient, wrong: dict[str, str], code: str
) -> None:
    response = batching.post("/graphql", json=[wrong, TYPENAME])
    assert response.status_code == 200
    refused, answered = response.json()
    assert list(refused) == ["errors"]
    assert [error["extensions"]["code"] for error in refused["errors"]] == [code]
    assert answered == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ([], "BAD_USER_INPUT"),
        ([TYPENAME, 1], "BAD_USER_INPUT"),
        ([TYPENAME, [TYPENAME]], "BAD_USER_INPUT"),
        ([TYPENAME, {"query": 1}], "BAD_USER_INPUT"),
        ([TYPENAME] * (BOUNDS.max_batch + 1), "LIMIT_EXCEEDED"),
    ],
)
def test_a_list_that_is_none_of_requests_is_refused_whole(
    batching: TestClient, asked: object, code: str
) -> None:
    response = batching.post("/graphql", json=asked)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"] == {"code": code}


def test_lists_are_off_unless_they_are_set(client: TestClient) -> None:
    response = client.post("/graphql", json=[TYPENAME])
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


def test_a_setting_says_how_many_a_list_may_have(database: TestDatabase) -> None:
    with serving(database, MAX_BATCH="2") as client:
        assert client.post("/graphql", json=[TYPENAME] * 2).json() == [{"data": {"__typename": "Query"}}] * 2
        response = client.post("/graphql", json=[TYPENAME] * 3)
    assert response.json()["errors"][0]["extensions"] == {"code": "LIMIT_EXCEEDED"}
