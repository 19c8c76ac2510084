"""A client that speaks graphql-transport-ws, in process."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

PROTOCOL = "graphql-transport-ws"


# The client of tests would else name another host, and be refused.
URL = "ws://127.0.0.1/graphql"


SUBSCRIPTION = "subscription { imageChanged { type image { name } } }"


INIT = {"type": "connection_init"}


@contextmanager
def connected(client: TestClient, *, init: bool = True, **given: Any) -> Iterator[WebSocketTestSession]:
    with client.websocket_connect(URL, subprotocols=[PROTOCOL], **given) as socket:
        assert socket.accepted_subprotocol == PROTOCOL
        if init:
            socket.send_json(INIT)
            assert socket.receive_json() == {"type": "connection_ack"}
        yield socket


def subscribe(socket: WebSocketTestSession, query: str = SUBSCRIPTION, id_: str = "1", **more: Any) -> None:
    socket.send_json({"id": id_, "type": "subscribe", "payload": {"query": query, **more}})


def closed(socket: WebSocketTestSession) -> tuple[int, str]:
    """The code and the reason, when nothing comes before."""
    with pytest.raises(WebSocketDisconnect) as left:
        socket.receive_text()
    return left.value.code, left.value.reason


def answer_of(socket: WebSocketTestSession, query: str, id_: str = "q", **more: Any) -> Any:
    """The payload of the one answer to a query."""
    subscribe(socket, query, id_, **more)
    answered = socket.receive_json()
    assert (answered["type"], answered["id"]) == ("next", id_)
    assert socket.receive_json() == {"id": id_, "type": "complete"}
    return answered["payload"]
