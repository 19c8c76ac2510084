"""Clients on plain sockets that stop in the middle, and servers with short or endless deadlines for them."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

from starlette.types import ASGIApp, Receive, Scope, Send

from app import create_app
from settings import Settings
from tests.support.auth import token_issuer as issuer
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.processes.process import PATIENCE
from web.http.connection_deadlines import ConnectionLimits, DeadlineProtocol

HEAD = b"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
HALF_HEAD = HEAD + b"content-le"
HEALTH = b"HEAD /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
QUERY = b'{"query": "{ __typename }"}'
ANSWER = b'{"data":{"__typename":"Query"}}'
REFUSED_HEAD = b"HTTP/1.1 408 Request Timeout\r\n"
REFUSED_BODY = b"connection: close\r\n\r\nThe head of the request did not arrive in time."

# Seconds: the one that is tested is short, the others are never over.
SHORT, LONG = 0.3, 600.0

MAX_HEAD_BYTES = 100_000

Port = int


@contextmanager
def limited(
    app: ASGIApp, *, head: float = LONG, body: float = LONG, send: float = LONG, idle: float = LONG
) -> Iterator[Port]:
    protocol = partial(DeadlineProtocol, ConnectionLimits(head, body, send, MAX_HEAD_BYTES))
    with issuer.served(app, protocol, timeout_keep_alive=idle) as address:
        yield int(address.rpartition(":")[2])


@contextmanager
def glimpse(database: SqliteDatabase, **timeouts: float) -> Iterator[Port]:
    settings = Settings.from_environment({"GLIMPSE_DATABASE_URL": database.url})
    with limited(create_app(settings), **timeouts) as port:
        yield port


def connected_to(port: Port, *sent: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
    for piece in sent:
        connection.sendall(piece)
    return connection


def until(connection: socket.socket, end: bytes) -> bytes:
    got = b""
    while not got.endswith(end):
        piece = connection.recv(65536)
        assert piece, got
        got += piece
    return got


def rest(connection: socket.socket) -> bytes:
    """All that comes until the connection is closed."""
    got = b""
    try:
        while piece := connection.recv(65536):
            got += piece
    except ConnectionError:
        # What the client had still sent was not read.
        pass
    return got


def with_length(length: int) -> bytes:
    return HEAD + b"content-length: %d\r\n\r\n" % length


def let_pass(port: Port) -> None:
    """Waits until a head is late."""
    with closing(connected_to(port, HALF_HEAD)) as late:
        assert rest(late).startswith(REFUSED_HEAD)


def answers_a_query(connection: socket.socket) -> bool:
    connection.sendall(with_length(len(QUERY)) + QUERY)
    return until(connection, ANSWER).startswith(b"HTTP/1.1 200 OK\r\n")


GO = b"GET /go HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"


class WaitingApp:
    """Answers how many bytes a request's body has, or `large` bytes, after another request for `/go`."""

    def __init__(self, large: int = 0) -> None:
        self._large = large
        self._go = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/go":
            self._go.set()
        await self._go.wait()
        read, more = 0, True
        while more:
            message = await receive()
            read, more = read + len(message["body"]), message["more_body"]
        content = bytes(self._large) or b"%d read" % read
        headers = [(b"content-length", b"%d" % len(content))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})


def let_answer(port: Port) -> None:
    with closing(connected_to(port, GO)) as other:
        assert until(other, b" read").endswith(b"0 read")
