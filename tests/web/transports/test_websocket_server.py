"""WebSockets over a real server: tokens that end, clients that do not read, and a log that tells no token."""

import asyncio
import json
import socket
from contextlib import suppress

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.long_streams import CREATE, HEAVY, LONG, change, ending_token, metrics, over
from tests.support.http.sse import PATIENCE
from tests.support.processes.process import served

PROTOCOL = Subprotocol("graphql-transport-ws")


async def said_to(port: int, payload: object) -> tuple[list[str], int, str]:
    """The types of messages that a socket gets, the code that it is closed with, and why."""
    heard: list[str] = []
    async with connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=[PROTOCOL]) as connection:
        await connection.send(json.dumps({"type": "connection_init", "payload": payload}))
        with suppress(ConnectionClosed):
            async for message in connection:
                heard.append(json.loads(message)["type"])
        frame = connection.protocol.close_rcvd
    assert frame is not None
    return heard, frame.code, frame.reason


@pytest.mark.slow
@pytest.mark.parametrize("nested", [False, True])
def test_a_socket_is_closed_when_the_token_ends(
    database: SqliteDatabase, with_tokens: dict[str, str], nested: bool
) -> None:
    async def test(port: int) -> None:
        assert await said_to(port, {}) == ([], 4403, "Credentials are required.")
        said = {"Authorization": f"Bearer {ending_token()}"}
        heard, code, reason = await said_to(port, {"headers": said} if nested else said)
        assert (heard, code) == (["connection_ack"], 4403)
        assert "expired" in reason

    over(database, test, **with_tokens)


@pytest.mark.processes
@pytest.mark.parametrize("level", ["info", "debug"])
def test_no_log_shows_what_proves_who_is_calling(database: SqliteDatabase, level: str) -> None:
    """Whether it comes with the handshake, in its address, or in the first message."""

    async def test(port: int) -> None:
        url = f"ws://127.0.0.1:{port}/graphql?token=SECRET1"
        said = {"authorization": "Bearer SECRET2"}
        async with connect(url, subprotocols=[PROTOCOL], additional_headers=said) as connection:
            payload = {"Authorization": "Bearer SECRET3", "X-Auth-Token": "SECRET4"}
            await connection.send(json.dumps({"type": "connection_init", "payload": payload}))
            assert json.loads(await connection.recv()) == {"type": "connection_ack"}
            await connection.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": CREATE}}))
            assert json.loads(await connection.recv())["type"] == "next"

    with served(database.url, GLIMPSE_LOG_LEVEL=level) as server:
        asyncio.run(asyncio.wait_for(test(server.port), PATIENCE))
        server.wait_for("method=WEBSOCKET")
        assert "SECRET" not in server.log


@pytest.mark.slow
def test_a_socket_that_is_not_read_is_closed(database: SqliteDatabase) -> None:
    async def test(port: int) -> None:
        # The kernel, too, is to keep little for a client that does not read.
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow.connect(("127.0.0.1", port))
        url = f"ws://127.0.0.1:{port}/graphql"
        async with connect(
            url, sock=narrow, subprotocols=[PROTOCOL], compression=None, max_queue=1, close_timeout=1
        ) as slow:
            await slow.send('{"type": "connection_init"}')
            await slow.recv()
            await slow.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": HEAVY}}))
            for at in range(200):
                await change(port, LONG % (f"{at:04}" * 15_000))
                if "glimpse_subscriptions 0.0" in await metrics(port):
                    break
            with suppress(ConnectionClosed):
                async for _ in slow:
                    pass
            frame = slow.protocol.close_rcvd
        # The code is behind all that was on its way, for which a client may be too slow again.
        assert frame is None or frame.code == 4013

    over(database, test, SLOW_CLIENT_TIMEOUT="0.3")
