"""What is written in a turn of the event loop goes out as one piece, in order, and whole.

So does an answer where there is one in a turn as a rule, without waiting for the turn's end.
"""

import asyncio
import socket
import sys
from collections.abc import Callable
from contextlib import closing

import pytest

from app import create_app
from bench.http.load import post
from settings import Settings
from tests.support.auth import token_issuer as issuer
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.slow_clients import until
from tests.support.processes.process import PATIENCE, served
from web.http.write_coalescing import CoalescingTransport

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


def joined(write: Callable[[CoalescingTransport], None]) -> tuple[list[bytes], list[bytes]]:
    """What is written at once, and what in the loop's next turn."""

    async def test() -> tuple[list[bytes], list[bytes]]:
        plain = Plain()
        write(CoalescingTransport(plain))
        at_once = list(plain.written)
        await asyncio.sleep(0)
        return at_once, plain.written[len(at_once) :]

    return asyncio.run(test())


def in_turn(*pieces: bytes) -> tuple[list[bytes], list[bytes]]:
    def write(transport: CoalescingTransport) -> None:
        for piece in pieces:
            transport.write(piece)

    return joined(write)


def test_what_is_written_in_a_turn_is_one_piece_at_its_end() -> None:
    assert in_turn(HEAD, b"body", b"more", HEAD) == ([], [HEAD + b"bodymore" + HEAD])


def test_what_is_long_is_not_copied_and_waits_for_nothing() -> None:
    body = bytes(64 * 1024 - len(HEAD))
    assert in_turn(HEAD, body) == ([], [HEAD + body])
    assert in_turn(HEAD, body + b"0", b"next") == ([HEAD, body + b"0"], [b"next"])


def test_a_connection_that_is_closed_takes_what_was_written_before_and_nothing_after() -> None:
    def close(transport: CoalescingTransport) -> None:
        transport.write(HEAD)
        assert not transport.is_closing()
        transport.close()
        assert transport.is_closing()

    def lose(transport: CoalescingTransport) -> None:
        transport.write(HEAD)
        transport.transport.close()

    assert joined(close) == ([HEAD], [])
    assert joined(lose) == ([], [])


def test_a_connection_that_fails_takes_no_other_one_with_it() -> None:
    class Failing(Plain):
        def write(self, data: bytes | bytearray | memoryview) -> None:
            raise OSError("of this connection")

    async def test() -> tuple[list[bytes], list[str]]:
        failures: list[str] = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: failures.append(str(context["exception"])))
        plain = Plain()
        for each in (Failing(), plain):
            CoalescingTransport(each).write(HEAD)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return plain.written, failures

    assert asyncio.run(test()) == ([HEAD], ["of this connection"])


def connected_to(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def connection(database: SqliteDatabase, test: Callable[[socket.socket], None]) -> None:
    """The test gets a connection to a server in this process."""
    settings = Settings.from_environment({"GLIMPSE_DATABASE_URL": database.url})
    with (
        issuer.served(create_app(settings)) as address,
        closing(connected_to(int(address.rpartition(":")[2]))) as connected,
    ):
        test(connected)


def segments(connected: socket.socket) -> int:
    """With data, that the connection has received: `tcpi_data_segs_in` of Linux."""
    known: bytes = connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 192)
    return int.from_bytes(known[152:156], sys.byteorder)


@pytest.mark.processes
@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells of a connection's segments")
def test_an_answer_is_one_segment(database: SqliteDatabase) -> None:
    with served(database.url) as server, closing(connected_to(server.port)) as connected:
        for answered in range(1, 20):
            connected.sendall(post("{ images { id } }", {}))
            until(connected, b'{"data":{"images":[]}}')
            assert segments(connected) == answered


def test_an_answer_to_head_ends_with_its_head(database: SqliteDatabase) -> None:
    def test(connected: socket.socket) -> None:
        for _ in range(2):
            connected.sendall(HEALTH)
            answer = until(connected, b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
            assert answer.endswith(b"\r\n\r\n")

    connection(database, test)


def test_requests_that_come_together_are_answered_in_order(database: SqliteDatabase) -> None:
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
