"""Subscriptions as parts of a response, as Apollo Client reads them: framing, heartbeats, errors, ends."""

import asyncio
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import ask
from tests.support.http.long_streams import CREATE, change, ending_token, over
from tests.support.http.sse import PATIENCE, Stream, streaming
from tests.support.http.subscribers import WRONG_OPERATIONS
from tests.support.processes.process import served

MULTIPART = "multipart/mixed;subscriptionSpec=1.0"
# Apollo Client 4
APOLLO = "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json"

SUBSCRIPTION = "subscription { imageChanged { type image { name } } }"
CREATED = {"data": {"imageChanged": {"type": "CREATED", "image": {"name": "a"}}}}

DELIMITER = "\r\n--graphql"
HEAD = "\r\ncontent-type: application/json\r\n\r\n"
HEARTBEAT = dict[str, Any]()


async def begun(stream: Stream) -> None:
    """The client knows at once that it follows."""
    assert stream.status == 200
    assert 'content-type: multipart/mixed;boundary="graphql";subscriptionSpec=1.0\r\n' in stream.head
    assert "cache-control: no-store\r\n" in stream.head
    assert await stream.until(DELIMITER) == DELIMITER
    assert await part(stream) == HEARTBEAT


async def part(stream: Stream) -> Any:
    """The next part's JSON, of which all is there when its delimiter is."""
    text = await stream.until(DELIMITER)
    assert text.startswith(HEAD), text
    return json.loads(text.removeprefix(HEAD).removesuffix(DELIMITER))


def parts(text: str) -> list[Any]:
    """The JSON of each part of a whole answer, past the first heartbeat."""
    preamble, heartbeat, *others, end = text.split(DELIMITER)
    assert (preamble, heartbeat, end) == ("", HEAD + "{}", "--\r\n")
    assert all(other.startswith(HEAD) for other in others)
    return [json.loads(other.removeprefix(HEAD)) for other in others]


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_events_come_as_payloads(database: SqliteDatabase, method: str) -> None:
    async def test(port: int) -> None:
        async with streaming(port, SUBSCRIPTION, method=method, accept=APOLLO) as stream:
            await begun(stream)
            for _ in range(2):
                await change(port)
                assert await part(stream) == {"payload": CREATED}

    over(database, test)


def test_heartbeats_come_while_nothing_happens(database: SqliteDatabase) -> None:
    async def test(port: int) -> None:
        async with streaming(port, SUBSCRIPTION, accept=MULTIPART) as stream:
            await begun(stream)
            assert [await part(stream) for _ in range(2)] == [HEARTBEAT] * 2

    over(database, test, KEEP_ALIVE="0.1")


@pytest.mark.parametrize(
    ("query", "code"),
    WRONG_OPERATIONS,
)
def test_a_wrong_operation_is_a_payload_with_errors(client: TestClient, query: str, code: str) -> None:
    response = client.post("/graphql", json={"query": query}, headers={"Accept": MULTIPART})
    assert response.status_code == 200
    ((member, answer),) = parts(response.text)[0].items()
    (error,) = answer["errors"]
    assert (member, error["extensions"]["code"]) == ("payload", code)
    assert len(parts(response.text)) == 1


def test_a_query_is_json_where_it_may_be_and_one_part_else(client: TestClient) -> None:
    ask(client, CREATE)
    asked, data = {"query": "{ images { name } }"}, {"data": {"images": [{"name": "a"}]}}
    response = client.post("/graphql", json=asked, headers={"Accept": APOLLO})
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json() == data
    response = client.post("/graphql", json=asked, headers={"Accept": MULTIPART})
    assert response.headers["content-type"].startswith("multipart/mixed;")
    assert parts(response.text) == [{"payload": data}]


def test_another_version_of_the_protocol_is_refused(client: TestClient) -> None:
    for accept in ("multipart/mixed", "multipart/mixed;subscriptionSpec=2.0"):
        response = client.post("/graphql", json={"query": SUBSCRIPTION}, headers={"Accept": accept})
        assert response.status_code == 406
        assert "multipart/mixed;subscriptionSpec=1.0" in response.json()["errors"][0]["message"]


@pytest.mark.processes
@pytest.mark.without_coverage
def test_a_server_that_stops_says_so_and_ends_the_parts(database: SqliteDatabase) -> None:
    async def test(port: int) -> None:
        async with streaming(port, SUBSCRIPTION, accept=MULTIPART) as stream:
            await begun(stream)
            server.stop()
            ended = await part(stream)
            assert ended["payload"] is None
            assert ended["errors"][0]["extensions"] == {"code": "UNAVAILABLE"}
            assert await stream.until("--\r\n") == "--\r\n"
            assert await stream.part() == ""

    with served(database.url) as server:
        asyncio.run(asyncio.wait_for(test(server.port), PATIENCE))
        assert server.end() == 0
        assert " operation=subscription codes=UNAVAILABLE " in server.log


@pytest.mark.slow
def test_parts_end_when_the_token_does(database: SqliteDatabase, with_tokens: dict[str, str]) -> None:
    async def test(port: int) -> None:
        bearer = f"Bearer {ending_token()}"
        async with streaming(port, SUBSCRIPTION, accept=MULTIPART, authorization=bearer) as stream:
            await begun(stream)
            while (ended := await part(stream)) == HEARTBEAT:
                pass
            assert ended["payload"] is None
            assert ended["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
            assert await stream.until("--\r\n") == "--\r\n"

    over(database, test, **with_tokens)
