"""Every answer names its request by an id: a decent one of the client, or a new one."""

import asyncio
import re

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import serving
from tests.support.log_capture import logged

PATHS = ["/healthz", "/readyz", "/metrics", "/", "/nothing", "/graphql", "/graphql/schema.graphql"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_an_id_of_its_request(client: TestClient, path: str) -> None:
    ids = [client.get(path).headers["X-Request-Id"] for _ in range(2)]
    assert all(re.fullmatch(r"[0-9a-f]{32}", each) for each in ids)
    assert ids[0] != ids[1]


def test_a_refusal_has_it_too(database: SqliteDatabase) -> None:
    with serving(database, AUTH="headers", PROXY_SECRET="0123456789abcdef") as client:
        for method, status in (("POST", 401), ("PUT", 401)):
            response = client.request(method, "/graphql", headers={"X-Request-Id": "mine"})
            assert (response.status_code, response.headers["X-Request-Id"]) == (status, "mine")
        assert client.put("/healthz", headers={"X-Request-Id": "mine"}).headers["X-Request-Id"] == "mine"


@pytest.mark.parametrize("given", ["a", "req-6ba7b810.9DAD_11d1", "x" * 128])
def test_a_decent_id_is_taken_from_the_client(client: TestClient, given: str) -> None:
    with logged() as log:
        response = client.get("/nothing", headers={"X-Request-Id": given})
    assert response.headers.get_list("X-Request-Id") == [given]
    assert f" request_id={given}\n" in log.getvalue()


@pytest.mark.parametrize("given", [[""], ["x" * 129], ["a b"], ["a\u00e4"], ["a/b"], ['"'], ["a", "b"]])
def test_another_id_is_not(client: TestClient, given: list[str]) -> None:
    headers = [(b"X-Request-Id", each.encode("latin-1")) for each in given]
    response = client.get("/nothing", headers=headers)
    assert re.fullmatch(r"[0-9a-f]{32}", response.headers["X-Request-Id"])


def test_an_id_with_an_end_of_line_is_not_taken(client: TestClient) -> None:
    async def ask() -> list[Message]:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "path": "/",
            "query_string": b"",
            "headers": [(b"host", b"localhost"), (b"x-request-id", b"a\nb")],
        }
        await client.app(scope, receive, send)
        return sent

    start, _ = asyncio.run(ask())
    assert start["status"] == 200
    assert re.fullmatch(rb"[0-9a-f]{32}", dict(start["headers"])[b"x-request-id"])
