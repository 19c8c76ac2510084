"""Subscriptions as server-sent events, over a real server: framing, ends, and who is no longer served."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient
from starlette.types import Message

from resolvers.caller import ADMINISTRATOR
from resolvers.subscriptions.response_stream import ResponseStream
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import ask
from tests.support.http.long_streams import CREATE, HEAVY, LONG, change, ending_token, metrics, over
from tests.support.http.sse import PATIENCE, streaming
from tests.support.http.subscribers import WRONG_OPERATIONS
from tests.support.processes.process import served
from web.auth.loopback import LoopbackAuthenticator
from web.auth.reauthentication import Reauthenticator
from web.http.graceful_shutdown import ShutdownSignal
from web.transports.sse import EventStream

SUBSCRIPTION = "subscription { imageChanged { type image { name } } }"
CREATED = {"data": {"imageChanged": {"type": "CREATED", "image": {"name": "a"}}}}


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_events_come_as_they_happen(database: SqliteDatabase, method: str) -> None:
    async def test(port: int) -> None:
        accept = "application/json, text/event-stream"
        async with streaming(port, SUBSCRIPTION, method=method, accept=accept) as stream:
            assert stream.status == 200
            assert "content-type: text/event-stream; charset=utf-8\r\n" in stream.head
            assert "cache-control: no-store" in stream.head
            # At once: the client knows that it follows.
            assert await stream.part() == ":\n\n"
            for _ in range(2):
                await change(port)
                assert await stream.event() == CREATED

    over(database, test)


def test_an_events_id_is_its_cursor_and_resumes_behind_it(database: SqliteDatabase) -> None:
    async def test(port: int) -> None:
        async with streaming(port, SUBSCRIPTION) as stream:
            assert await stream.part() == ":\n\n"
            await change(port)
            # Whether or not the cursor is selected.
            assert await stream.event_with_id() == ("e1", CREATED)
        await change(port)
        await change(port)
        # A client repeats its request, with the `after` of its first one.
        for after in ("", '(after: "e0")', '(after: "e2")', '(after: "no cursor")'):
            resumed = f"subscription {{ imageChanged{after} {{ cursor }} }}"
            async with streaming(port, resumed, last_event_id="e1") as stream:
                for cursor in ("e2", "e3"):
                    data = {"imageChanged": {"cursor": cursor}}
                    assert await stream.event_with_id() == (cursor, {"data": data})
        # What a client without a last event may send.
        query = 'subscription { imageChanged(after: "e2") { type } }'
        async with streaming(port, query, last_event_id="") as stream:
            assert (await stream.event_with_id())[0] == "e3"

    over(database, test)


@pytest.mark.parametrize(
    ("last", "code", "sentence"),
    [
        ("7", "BAD_USER_INPUT", "`Last-Event-ID` is not a valid cursor of an event."),
        ("\xe91", "BAD_USER_INPUT", "`Last-Event-ID` is not a valid cursor of an event."),
        ("e7", "CURSOR_EXPIRED", "`Last-Event-ID` is not a cursor of this database: "),
    ],
)
def test_a_last_event_that_is_not_known_is_an_error(
    client: TestClient, last: str, code: str, sentence: str
) -> None:
    headers = {"Accept": "text/event-stream", "Last-Event-ID": last.encode("latin-1")}
    response = client.post("/graphql", json={"query": SUBSCRIPTION}, headers=headers)  # type: ignore[arg-type]
    _, event, _ = response.text.split("\n\n", 2)
    (error,) = json.loads(event.removeprefix("event: next\ndata: "))["errors"]
    # Not the path of `after`, which the client has not given.
    assert error["extensions"] == {"code": code}
    assert error["message"].startswith(sentence)


def test_a_query_ignores_the_last_event(client: TestClient) -> None:
    headers = {"Accept": "text/event-stream", "Last-Event-ID": "e7"}
    response = client.get("/graphql", params={"query": "{ images { name } }"}, headers=headers)
    assert response.text == ':\n\nevent: next\ndata: {"data":{"images":[]}}\n\nevent: complete\ndata:\n\n'


def test_signs_of_life_come_while_nothing_happens(database: SqliteDatabase) -> None:
    async def test(port: int) -> None:
        async with streaming(port, SUBSCRIPTION) as stream:
            assert [await stream.part() for _ in range(3)] == [":\n\n"] * 3
            await change(port)
            assert await stream.event() == CREATED

    over(database, test, KEEP_ALIVE="0.1")


@pytest.mark.parametrize(
    ("query", "code"),
    WRONG_OPERATIONS,
)
def test_a_wrong_operation_is_an_event_for_who_reads_only_those(
    client: TestClient, query: str, code: str
) -> None:
    response = client.post("/graphql", json={"query": query}, headers={"Accept": "text/event-stream"})
    assert response.status_code == 200
    sign, event, end = response.text.split("\n\n", 2)
    assert (sign, end) == (":", "event: complete\ndata:\n\n")
    kind, data = event.split("\n")
    assert kind == "event: next"
    (error,) = json.loads(data.removeprefix("data: "))["errors"]
    assert error["extensions"]["code"] == code


def test_one_too_many_is_told_so(database: SqliteDatabase) -> None:
    async def test(port: int) -> None:
        async with streaming(port, SUBSCRIPTION) as one:
            await change(port)
            assert await one.event() == CREATED
            async with streaming(port, SUBSCRIPTION) as other:
                (error,) = (await other.event())["errors"]
                assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
                assert await other.event() is None

    over(database, test, MAX_SUBSCRIPTIONS="1")


def test_a_query_is_one_event_for_who_reads_only_those(client: TestClient) -> None:
    ask(client, CREATE)
    response = client.get(
        "/graphql", params={"query": "{ images { name } }"}, headers={"Accept": "text/event-stream"}
    )
    assert response.text == (
        ':\n\nevent: next\ndata: {"data":{"images":[{"name":"a"}]}}\n\nevent: complete\ndata:\n\n'
    )
    # A change is none for GET, whatever is accepted.
    refused = client.get("/graphql", params={"query": CREATE}, headers={"Accept": "text/event-stream"})
    assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")


def test_who_reads_json_gets_queries_so_and_no_subscription(client: TestClient) -> None:
    both = {"Accept": "application/graphql-response+json, text/event-stream"}
    response = client.post("/graphql", json={"query": "{ images { name } }"}, headers=both)
    assert response.headers["content-type"].startswith("application/graphql-response+json")
    response = client.post("/graphql", json={"query": SUBSCRIPTION})
    assert response.status_code == 406
    assert "text/event-stream" in response.json()["errors"][0]["message"]
    response = client.post("/graphql", json={"query": SUBSCRIPTION}, headers={"Accept": "image/png"})
    assert response.status_code == 406


def test_the_head_alone_may_be_asked_for(client: TestClient) -> None:
    headers = {"Accept": "text/event-stream"}
    response = client.head("/graphql", params={"query": SUBSCRIPTION}, headers=headers)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"


@pytest.mark.processes
def test_a_server_that_stops_ends_its_streams(database: SqliteDatabase) -> None:
    async def test(port: int) -> None:
        async with streaming(port, SUBSCRIPTION) as stream:
            assert await stream.part() == ":\n\n"
            await change(port)
            assert await stream.event() == CREATED
            server.stop()
            (error,) = (await stream.event())["errors"]
            assert error["extensions"] == {"code": "UNAVAILABLE"}
            assert await stream.event() is None

    with served(database.url) as server:
        asyncio.run(asyncio.wait_for(test(server.port), PATIENCE))
        assert server.end() == 0
        assert " operation=subscription codes=UNAVAILABLE " in server.log
        assert "timeout graceful shutdown exceeded" not in server.log
        assert "Traceback" not in server.log


@pytest.mark.slow
def test_a_client_that_does_not_read_on_is_cut_off(database: SqliteDatabase) -> None:
    async def test(port: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as slow:
            body = json.dumps({"query": HEAVY})
            head = "POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n"
            head += f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
            slow.sendall((head + body).encode())
            assert b"200 OK" in slow.recv(1000)
            for at in range(200):
                await change(port, LONG % (f"{at:04}" * 15_000))
                if "glimpse_subscriptions 0.0" in await metrics(port):
                    break
            # Whoever reads again is told why, at the end of what was on its way.
            slow.settimeout(PATIENCE)
            last = b""
            while b"event: complete" not in last:
                received = await asyncio.to_thread(slow.recv, 2**20)
                assert received
                last = last[-1000:] + received
            assert b'"code":"TOO_SLOW"' in last

    over(database, test, SLOW_CLIENT_TIMEOUT="0.3")


@pytest.mark.slow
def test_a_stream_ends_when_the_token_does(database: SqliteDatabase, with_tokens: dict[str, str]) -> None:
    async def test(port: int) -> None:
        bearer = f"Bearer {ending_token()}"
        async with streaming(port, SUBSCRIPTION, authorization=bearer) as stream:
            assert stream.status == 200
            (error,) = (await stream.event())["errors"]
            assert error["extensions"]["code"] == "UNAUTHENTICATED"
            assert await stream.event() is None

    over(database, test, **with_tokens)


def test_a_stream_that_begins_as_the_server_stops_ends_at_once() -> None:
    stopping = ShutdownSignal()
    stopping.has_begun = True
    sent: list[bytes] = []

    async def responses() -> AsyncGenerator[tuple[None, bytes], None]:
        await asyncio.get_running_loop().create_future()
        yield None, b""

    async def receive() -> Message:
        await asyncio.get_running_loop().create_future()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message.get("body", b""))

    async def test() -> None:
        identity = LoopbackAuthenticator(allow_unauthenticated=True)
        standing = Reauthenticator(identity, Headers({}), None, ADMINISTRATOR, 10)
        stream = EventStream(ResponseStream(responses()), standing, stopping, keep_alive=0.01, send_timeout=1)
        await stream({"type": "http", "method": "POST"}, receive, send)

    asyncio.run(asyncio.wait_for(test(), PATIENCE))
    assert b'"code":"UNAVAILABLE"' in sent[-1]
    assert sent[-1].endswith(b"event: complete\ndata:\n\n")
