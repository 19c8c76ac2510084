"""Addresses and handshakes that cannot be parsed are answered, and the connection is closed."""

from contextlib import closing

import orjson
import pytest

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.slow_clients import (
    ANSWER,
    HEALTH,
    WaitingApp,
    connected_to,
    glimpse,
    let_answer,
    limited,
    rest,
    until,
    with_length,
)

HANDSHAKE = (
    b"connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws\r\n"
)


def requesting(length: int, headers: bytes = b"") -> bytes:
    address = b"/graphql?query=%7B__typename%7D&other=".ljust(length, b"a")
    return b"GET " + address + b" HTTP/1.1\r\nhost: 127.0.0.1\r\n" + headers + b"\r\n"


@pytest.mark.parametrize("before", [b"", HEALTH])
@pytest.mark.parametrize(("headers", "most"), [(b"", 65535), (HANDSHAKE, 8177)])
def test_an_address_that_cannot_be_parsed_is_refused_as_too_long(
    database: SqliteDatabase, before: bytes, headers: bytes, most: int
) -> None:
    with glimpse(database) as port, closing(connected_to(port, before)) as client:
        if before:
            until(client, b"\r\n\r\n")
        client.sendall(requesting(most + 1, headers))
        head, _, body = rest(client).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 414 ")
    assert b"\r\ncontent-type: application/json; charset=utf-8\r\n" in head
    assert head.endswith(b"\r\nconnection: close")
    assert orjson.loads(body) == {
        "errors": [
            {
                "message": f"The address must have at most {most} bytes.",
                "extensions": {"code": "LIMIT_EXCEEDED"},
            }
        ]
    }


def test_the_longest_addresses_are_answered(database: SqliteDatabase) -> None:
    with glimpse(database) as port:
        with closing(connected_to(port, requesting(65535))) as client:
            assert until(client, ANSWER).startswith(b"HTTP/1.1 200 OK\r\n")
        with closing(connected_to(port, requesting(8177, HANDSHAKE))) as client:
            assert until(client, b"\r\n\r\n").startswith(b"HTTP/1.1 101 ")


def test_a_long_address_is_not_answered_before_the_request_before_it() -> None:
    with (
        limited(WaitingApp()) as port,
        closing(connected_to(port, with_length(0), requesting(65536))) as client,
    ):
        let_answer(port)
        assert rest(client).endswith(b"0 read")


@pytest.mark.parametrize("sent", [b"\0", HEALTH + b"\0"])
def test_what_is_no_http_is_refused(database: SqliteDatabase, sent: bytes) -> None:
    with glimpse(database) as port, closing(connected_to(port, sent)) as client:
        assert b"HTTP/1.1 400 Bad Request\r\n" in rest(client)


@pytest.mark.parametrize(
    "sent",
    [
        requesting(100, HANDSHAKE + b"x-long: " + b"a" * 8192 + b"\r\n"),
        requesting(100, HANDSHAKE + b"x-one-of-many: a\r\n" * 128),
    ],
    ids=["a long header", "many headers"],
)
def test_a_handshake_that_cannot_be_parsed_is_refused(database: SqliteDatabase, sent: bytes) -> None:
    with glimpse(database) as port, closing(connected_to(port, sent)) as client:
        got = rest(client)
    assert got.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert got.endswith(b"\r\n\r\nInvalid WebSocket handshake received.")


def test_a_handshake_without_a_key_is_refused_by_the_protocol_of_websockets(database: SqliteDatabase) -> None:
    sent = requesting(100, b"connection: upgrade\r\nupgrade: websocket\r\n")
    with glimpse(database) as port, closing(connected_to(port, sent)) as client:
        got = rest(client)
    assert got.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"Sec-WebSocket-Key" in got
