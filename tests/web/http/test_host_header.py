"""The Host header on the wire, on every route, for every way of recognising callers."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from app import create_app
from settings import Settings
from tests.support.auth import token_issuer as issuer
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.processes.process import PATIENCE

AUTH = {
    "none": {},
    "headers": {"GLIMPSE_AUTH": "headers", "GLIMPSE_PROXY_SECRET": "0123456789abcdef"},
}
MALFORMED = (
    b"a b",
    b"a:b",
    b"a:1:2",
    b"::1",
    b"[",
    b"[]",
    b"[::1]x",
    b"user@a",
    b"a/b",
    b"a?b",
    b"\xff",
    b'"',
)
WELL_FORMED = (
    b"",
    b"127.0.0.1",
    b"localhost:",
    b"a_b.example:65535",
    b"[::1]:8000",
    b"[fe80::1%25eth0]",
    b"%41",
)


@pytest.fixture(params=AUTH)
def port(request: pytest.FixtureRequest, database: SqliteDatabase) -> Iterator[int]:
    environ = {"GLIMPSE_DATABASE_URL": database.url, **AUTH[request.param]}
    with issuer.served(create_app(Settings.from_environment(environ))) as address:
        yield int(address.rpartition(":")[2])


def status(port: int, *lines: bytes) -> int:
    with closing(socket.create_connection(("127.0.0.1", port), PATIENCE)) as connected:
        connected.sendall(b"\r\n".join([*lines, b"connection: close", b"", b""]))
        with connected.makefile("rb") as answer:
            whole = answer.read()
    assert (
        whole.startswith(b"HTTP/1.1 400") and b'"code":"BAD_USER_INPUT"' in whole
    ) or b" 400 " not in whole
    return int(whole.split()[1])


@pytest.mark.parametrize("path", [b"/", b"/graphql?query={a}", b"/healthz", b"/metrics", b"/none"])
def test_a_request_needs_one_host(port: int, path: bytes) -> None:
    request = b"GET %s HTTP/1.1" % path
    assert status(port, request) == 400
    assert status(port, request, b"host: 127.0.0.1", b"Host: 127.0.0.1") == 400
    assert status(port, request, b"host: 127.0.0.1") != 400
    # The standard asks no Host of the older version.
    assert status(port, b"GET %s HTTP/1.0" % path) != 400
    assert status(port, b"GET %s HTTP/1.0" % path, b"host: 127.0.0.1", b"host: 127.0.0.1") == 400


def test_a_host_is_a_name_or_an_address_and_a_port(port: int) -> None:
    request = b"GET /healthz HTTP/1.1"
    assert [each for each in MALFORMED if status(port, request, b"host: " + each) != 400] == []
    assert [each for each in WELL_FORMED if status(port, request, b"host: " + each) != 200] == []


def test_a_websocket_needs_one_too(port: int) -> None:
    lines = [
        b"GET /graphql HTTP/1.1",
        b"upgrade: websocket",
        b"connection: upgrade",
        b"sec-websocket-version: 13",
        b"sec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==",
        b"sec-websocket-protocol: graphql-transport-ws",
    ]
    with closing(socket.create_connection(("127.0.0.1", port), PATIENCE)) as connected:
        connected.sendall(b"\r\n".join([*lines, b"", b""]))
        assert connected.recv(1000).startswith(b"HTTP/1.1 400 ")
