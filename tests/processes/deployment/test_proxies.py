"""Behind nginx and HAProxy, configured as docs/operations.md shows: each transport, limits and ids."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from app import create_app
from settings import Settings
from tests.support.auth import token_issuer as issuer
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.raw_http import Answer, Connection
from tests.support.http.sse import streaming
from tests.support.private_servers.proxies import PROXIES, Proxy, proxy
from tests.support.processes.process import Served, served

pytestmark = [pytest.mark.processes, pytest.mark.without_coverage]

CREATE = 'mutation { createImage(input: { name: "a" }) { image { name } } }'
EVENTS = "subscription { imageChanged { type image { name } } }"
EVENT = {"data": {"imageChanged": {"type": "CREATED", "image": {"name": "a"}}}}
LONG = "{ __schema { types { name description fields { name description } } } }"


@pytest.fixture(scope="module")
def server(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    database = SqliteDatabase.copied(template, tmp_path_factory.mktemp("proxied") / "glimpse.db")
    # Without heartbeats, which would push an event out of a buffer.
    with served(database.url, GLIMPSE_ALLOW_UNAUTHENTICATED="true", GLIMPSE_KEEP_ALIVE="3600") as server:
        yield server


@pytest.fixture(scope="module", params=PROXIES)
def before(
    request: pytest.FixtureRequest, server: Served, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp(request.param) / "proxy"
    with proxy(request.param, folder, server.port) as made:
        yield made


def post(proxy: Proxy, query: str, **headers: str) -> httpx2.Response:
    return httpx2.post(f"http://127.0.0.1:{proxy.port}/graphql", json={"query": query}, headers=headers)


async def on_time(event: Awaitable[Any], port: int) -> Any:
    """The event of a change, which arrives soon: nothing holds it back."""
    connection = await Connection.to(port)
    answer = await connection.ask(CREATE)
    assert answer is not None
    assert answer.status == 200
    connection.close()
    began = monotonic()
    async with asyncio.timeout(30):
        found = await event
    assert monotonic() - began < 5
    return found


def test_a_long_answer_arrives_compressed(before: Proxy) -> None:
    plain, small = (post(before, LONG, **{"accept-encoding": each}) for each in ("identity", "gzip"))
    assert (plain.status_code, small.headers["content-encoding"]) == (200, "gzip")
    assert "content-encoding" not in plain.headers
    assert small.json() == plain.json()
    assert int(small.headers["content-length"]) < int(plain.headers["content-length"]) / 2


async def _by_event_stream(port: int) -> Any:
    async with streaming(port, EVENTS) as stream:
        assert stream.status == 200
        assert await stream.part() == ":\n\n"
        return await on_time(stream.event(), port)


async def _by_multipart(port: int) -> Any:
    accept = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'
    async with streaming(port, EVENTS, accept=accept) as stream:
        assert stream.status == 200
        # The first part is a heartbeat.
        for _ in range(2):
            await stream.until("--graphql")
        part = await on_time(stream.until("--graphql"), port)
    return json.loads(part.split("\r\n\r\n")[1].removesuffix("\r\n--graphql"))["payload"]


async def _by_websocket(port: int) -> Any:
    protocols = [Subprotocol("graphql-transport-ws")]
    async with connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=protocols) as socket:
        assert socket.subprotocol == protocols[0]
        await socket.send('{"type": "connection_init"}')
        assert json.loads(await socket.recv()) == {"type": "connection_ack"}
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": EVENTS}}))
        # Answered behind the subscription, which has begun then.
        await socket.send(
            json.dumps({"id": "2", "type": "subscribe", "payload": {"query": "{ __typename }"}})
        )
        while json.loads(await socket.recv())["type"] != "complete":
            pass
        return json.loads(await on_time(socket.recv(), port))["payload"]


@pytest.mark.parametrize(
    "subscribe", [_by_event_stream, _by_multipart, _by_websocket], ids=lambda each: each.__name__
)
def test_an_event_arrives_when_it_happens(before: Proxy, subscribe: Callable[[int], Awaitable[Any]]) -> None:
    async def run() -> Any:
        return await subscribe(before.port)

    assert asyncio.run(run()) == EVENT


def test_a_request_has_one_id_in_both_logs_and_its_address_in_the_proxy_s(
    before: Proxy, server: Served
) -> None:
    given = f"mine-{before.name}"
    answered = post(before, "{ __typename }", **{"x-request-id": given, "x-forwarded-for": "203.0.113.9"})
    assert answered.headers["x-request-id"] == given
    assert before.wait_for(given).startswith(f"127.0.0.1 {given} POST /graphql 200 ")
    server.wait_for(f"request_id={given}")
    made = post(before, "{ __typename }").headers["x-request-id"]
    assert before.wait_for(made).startswith(f"127.0.0.1 {made} POST /graphql 200 ")
    server.wait_for(f"request_id={made}")
    assert "203.0.113.9" not in server.log


def test_probes_and_metrics_are_not_for_clients(before: Proxy) -> None:
    for path in ("/healthz", "/readyz", "/metrics", "/%6detrics", "/images/metrics"):
        assert httpx2.get(f"http://127.0.0.1:{before.port}{path}").status_code == 404
    assert httpx2.get(f"http://127.0.0.1:{before.port}/graphql/schema.graphql").status_code == 200


def test_a_body_that_is_too_long_for_glimpse_has_its_code(before: Proxy) -> None:
    answered = post(before, "x" * 16_777_216)
    assert answered.status_code == 413
    assert answered.json()["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"


async def _answer_to(port: int, data: bytes) -> Answer | None:
    connection = await Connection.to(port)
    connection.write(data)
    answer = await connection.answer()
    connection.close()
    return answer


@pytest.mark.parametrize("before", ["nginx"], indirect=True)
def test_a_body_that_is_too_long_for_nginx_has_the_page_of_nginx(before: Proxy) -> None:
    head = f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {21 * 2**20}\r\n\r\n"
    answer = asyncio.run(_answer_to(before.port, head.encode()))
    assert answer is not None
    assert (answer.status, answer.headers["content-type"]) == (413, "text/html")


@pytest.mark.parametrize("name", PROXIES)
def test_without_authentication_nobody_behind_the_proxy_is_served(
    name: str, template: Path, tmp_path: Path
) -> None:
    database = SqliteDatabase.copied(template, tmp_path / "glimpse.db")
    app = create_app(Settings.from_environment({"GLIMPSE_DATABASE_URL": database.url}))
    with issuer.served(app) as address:
        assert httpx2.get(f"{address}/graphql?query={{__typename}}").status_code == 200
        with proxy(name, tmp_path / "proxy", int(address.rpartition(":")[2])) as made:
            refused = post(made, "{ __typename }")
    assert refused.status_code == 403
    assert refused.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
