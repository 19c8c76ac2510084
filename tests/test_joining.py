"""An answer's head and body go out together, and nothing is kept that should go out by itself."""

import asyncio
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app import create_app
from bench.http_load import post
from settings import Settings
from tests import issuer
from tests.served import PATIENCE, served
from web.joining import JoiningTransport

HEAD = b"HTTP/1.1 200 OK\r\n\r\n"
HEALTH = b"HEAD /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"


class Plain(asyncio.Transport):
    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.closed
        self.written.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


def joined(write: Callable[[JoiningTransport], None]) -> tuple[list[bytes], list[bytes]]:
    """What is written at once, and what in the loop's next turn."""

    async def test() -> tuple[list[bytes], list[bytes]]:
        plain = Plain()
        write(JoiningTransport(plain))
        at_once = list(plain.written)
        await asyncio.sleep(0)
        return at_once, plain.written[len(at_once) :]

    return asyncio.run(test())


def in_turn(*pieces: bytes) -> tuple[list[bytes], list[bytes]]:
    def write(transport: JoiningTransport) -> None:
        for piece in pieces:
            transport.write(piece)

    return joined(write)


def test_head_and_body_are_one_piece_and_what_follows_is_not_kept() -> None:
    assert in_turn(HEAD, b"body", b"more", HEAD, b"next") == ([HEAD + b"body", b"more", HEAD + b"next"], [])


def test_a_long_body_is_not_copied() -> None:
    body = bytes(64 * 1024)
    assert in_turn(HEAD, body) == ([HEAD + body], [])
    assert in_turn(HEAD, body + b"0") == ([HEAD, body + b"0"], [])


def test_a_head_without_a_body_waits_for_no_longer_than_a_turn() -> None:
    assert in_turn(HEAD) == ([], [HEAD])
    assert in_turn(HEAD, HEAD) == ([HEAD + HEAD], [])


def test_what_has_a_body_is_no_head_and_no_body_is_taken_for_one() -> None:
    assert in_turn(HEAD + b"body") == ([HEAD + b"body"], [])
    assert in_turn(b"7\r\n\r\n\r\n\r\n\r\n") == ([b"7\r\n\r\n\r\n\r\n\r\n"], [])


def test_a_connection_that_is_closed_takes_the_head_before_and_nothing_after() -> None:
    def close(transport: JoiningTransport) -> None:
        transport.write(HEAD)
        assert not transport.is_closing()
        transport.close()
        assert transport.is_closing()

    def lose(transport: JoiningTransport) -> None:
        transport.write(HEAD)
        transport.plain.close()

    assert joined(close) == ([HEAD], [])
    assert joined(lose) == ([], [])


def connected_to(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def connection(database: Path, test: Callable[[socket.socket], None]) -> None:
    """The test gets a connection to a server in this process."""
    settings = Settings.from_environment({"GLIMPSE_DATABASE_URL": f"sqlite+aiosqlite:///{database}"})
    with (
        issuer.served(create_app(settings)) as address,
        closing(connected_to(int(address.rpartition(":")[2]))) as connected,
    ):
        test(connected)


def until(connected: socket.socket, end: bytes) -> bytes:
    got = b""
    while not got.endswith(end):
        piece = connected.recv(65536)
        assert piece, got
        got += piece
    return got


def segments(connected: socket.socket) -> int:
    """With data, that the connection has received: `tcpi_data_segs_in` of Linux."""
    known: bytes = connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 192)
    return int.from_bytes(known[152:156], sys.byteorder)


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells of a connection's segments")
def test_an_answer_is_one_segment(database: Path) -> None:
    with served(database) as server, closing(connected_to(server.port)) as connected:
        for answered in range(1, 20):
            connected.sendall(post("{ images { id } }", {}))
            until(connected, b'{"data":{"images":[]}}')
            assert segments(connected) == answered


def test_an_answer_to_head_ends_with_its_head(database: Path) -> None:
    def test(connected: socket.socket) -> None:
        for _ in range(2):
            connected.sendall(HEALTH)
            answer = until(connected, b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
            assert answer.endswith(b"\r\n\r\n")

    connection(database, test)


def test_requests_that_come_together_are_answered_in_order(database: Path) -> None:
    def test(connected: socket.socket) -> None:
        asked = [post("{ first: __typename }", {}), HEALTH, post("{ last: __typename }", {})]
        connected.sendall(b"".join(asked))
        answers = until(connected, b'{"data":{"last":"Query"}}').split(b"HTTP/1.1 200 OK\r\n")
        assert [each.partition(b"\r\n\r\n")[2] for each in answers] == [
            b"",
            b'{"data":{"first":"Query"}}',
            b"",
            b'{"data":{"last":"Query"}}',
        ]

    connection(database, test)
