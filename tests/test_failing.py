"""When something of ours fails at the front door: masked, logged, and JSON all the same."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message
from strawberry.extensions import SchemaExtension

from resolvers.root import create_schema
from settings import Settings
from web.endpoint import Endpoint


def endpoint(*, failing: str) -> Endpoint:
    settings = Settings.from_environment({})
    schema = create_schema(settings)

    class FailsToParse(SchemaExtension):
        def on_parse(self) -> Iterator[None]:
            raise RuntimeError("SELECT secret")
            yield

    def no_context(_: object) -> object:
        raise RuntimeError("SELECT secret")

    if failing == "schema":
        schema.extensions = (FailsToParse,)
    return Endpoint(
        schema,
        no_context if failing == "context" else lambda _: None,
        max_request_bytes=1000,
    )


@pytest.mark.parametrize("failing", ["context", "schema"])
def test_an_unexpected_failure_is_masked_with_an_id_that_stands_in_the_log(
    failing: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = Starlette(routes=[Route("/graphql", endpoint(failing=failing))])
    response = TestClient(app).post("/graphql", json={"query": "{ __typename }"})
    assert response.status_code == 500
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "secret" not in response.text
    (record,) = caplog.records
    assert error["extensions"]["id"] in record.getMessage()
    assert record.exc_info is not None
    assert "SELECT secret" in str(record.exc_info[1])


def test_a_client_who_leaves_while_sending_is_answered_nothing() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }
    asyncio.run(endpoint(failing="nothing")(scope, receive, send))
    assert sent == []


def test_of_a_document_that_cannot_be_parsed_the_parser_speaks(database: Path) -> None:
    app = Starlette(routes=[Route("/graphql", endpoint(failing="nothing"))])
    response = TestClient(app).post("/graphql", json={"query": "query A { query B { a } "})
    assert response.status_code == 200
    assert response.json()["errors"][0]["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"


def test_a_request_that_the_shutdown_cancels_is_answered() -> None:
    class Slow(SchemaExtension):
        async def on_operation(self) -> AsyncIterator[None]:
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
            await asyncio.sleep(1)
            yield

    slow = endpoint(failing="nothing")
    slow.schema.extensions = (Slow,)  # type: ignore[attr-defined]
    app = Starlette(routes=[Route("/graphql", slow)])
    response = TestClient(app).post("/graphql", json={"query": "{ __typename }"})
    assert response.status_code == 503
    assert response.json()["errors"][0]["extensions"] == {"code": "UNAVAILABLE"}
