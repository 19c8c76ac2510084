"""When something of ours fails at the front door: masked, logged, and JSON all the same."""

import asyncio
from contextlib import AbstractContextManager

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from resolvers.execution.schema import ExecutableSchema
from resolvers.root import create_schema
from tests.support.http.endpoints import SETTINGS, endpoint, sent_by
from web.transports.http import GraphQLEndpoint


def failing_schema() -> ExecutableSchema:
    """A schema that fails where it would parse."""

    def fails(_: str) -> AbstractContextManager[object]:
        raise RuntimeError("SELECT secret")

    schema = create_schema(SETTINGS)
    schema.documents.trace_step = fails
    return schema


def no_context(_: Scope) -> object:
    raise RuntimeError("SELECT secret")


def client_of(app: GraphQLEndpoint) -> TestClient:
    return TestClient(Starlette(routes=[Route("/graphql", app)]))


@pytest.mark.parametrize(
    "failing", [endpoint(context=no_context), endpoint(schema=failing_schema())], ids=["context", "schema"]
)
def test_an_unexpected_failure_is_masked_with_an_id_that_stands_in_the_log(
    failing: GraphQLEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    response = client_of(failing).post("/graphql", json={"query": "{ registry { version } }"})
    assert response.status_code == 500
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "secret" not in response.text
    (record,) = caplog.records
    assert error["extensions"]["id"] in record.getMessage()
    assert record.exc_info is not None
    assert "SELECT secret" in str(record.exc_info[1])


def test_a_client_who_leaves_while_sending_is_answered_nothing() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    assert asyncio.run(sent_by(endpoint(), receive)) == []


def test_of_a_document_that_cannot_be_parsed_the_parser_speaks() -> None:
    response = client_of(endpoint()).post("/graphql", json={"query": "query A { query B { a } "})
    assert response.status_code == 200
    assert response.json()["errors"][0]["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"
