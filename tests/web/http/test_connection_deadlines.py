"""Clients that stop in the middle lose their connection; all others keep theirs, over real sockets."""

from contextlib import ExitStack, closing, suppress
from time import monotonic

import orjson
import pytest

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.slow_clients import (
    ANSWER,
    GO,
    HALF_HEAD,
    HEAD,
    HEALTH,
    QUERY,
    REFUSED_BODY,
    REFUSED_HEAD,
    SHORT,
    WaitingApp,
    answers_a_query,
    connected_to,
    glimpse,
    let_answer,
    let_pass,
    limited,
    rest,
    until,
    with_length,
)
from tests.support.processes.process import PATIENCE, served


def test_two_hundred_half_heads_are_refused_and_others_are_answered_meanwhile(
    database: SqliteDatabase,
) -> None:
    with glimpse(database, head=SHORT) as port, ExitStack() as stack:
        late = [stack.enter_context(closing(connected_to(port, HALF_HEAD))) for _ in range(200)]
        other = stack.enter_context(closing(connected_to(port)))
        assert answers_a_query(other)
        answers = [rest(each) for each in late]
        assert [each.startswith(REFUSED_HEAD) for each in answers] == [True] * 200
        assert [each.endswith(REFUSED_BODY) for each in answers] == [True] * 200
        assert answers_a_query(other)


@pytest.mark.parametrize(
    "begun",
    [b"\r\n", b"P", b"POST /graphql HTTP/1.1", HEAD, b"GET /graphql HTTP/1.1\r\nupgrade: websocket\r\n"],
)
def test_a_head_that_comes_slowly_is_refused_wherever_it_stops(
    database: SqliteDatabase, begun: bytes
) -> None:
    with glimpse(database, head=SHORT) as port, closing(connected_to(port, begun)) as late:
        assert rest(late).startswith(REFUSED_HEAD)


def test_each_byte_of_a_head_gains_no_time(database: SqliteDatabase) -> None:
    with glimpse(database, head=SHORT) as port, closing(connected_to(port, HEAD)) as slow:
        slow.settimeout(0.02)
        start, got = monotonic(), b""
        while not got:
            assert monotonic() - start < PATIENCE
            slow.sendall(b"x")
            try:
                got = slow.recv(65536)
            except TimeoutError:
                continue
        assert got.startswith(REFUSED_HEAD)


@pytest.mark.parametrize("before", [[], [HEALTH], [HEALTH, b"\r\n"]])
def test_an_idle_connection_is_closed_without_an_answer(
    database: SqliteDatabase, before: list[bytes]
) -> None:
    """Before the first request, after it, and after line breaks that begin none."""
    with glimpse(database, idle=SHORT) as port, closing(connected_to(port)) as idle:
        if before:
            idle.sendall(before[0])
            until(idle, b"\r\n\r\n")
            idle.sendall(b"".join(before[1:]))
        assert rest(idle) == b""


def test_a_head_that_begins_on_an_idle_connection_has_a_deadline(database: SqliteDatabase) -> None:
    with glimpse(database, head=SHORT) as port, closing(connected_to(port)) as late:
        assert answers_a_query(late)
        late.sendall(HALF_HEAD)
        assert rest(late).startswith(REFUSED_HEAD)


@pytest.mark.parametrize("start", [b"GET /graphql?query=", HEAD + b"x-long: "])
def test_a_head_that_never_ends_is_refused_before_its_deadline(
    database: SqliteDatabase, start: bytes
) -> None:
    with glimpse(database) as port, closing(connected_to(port, start)) as endless:
        got = b""
        endless.settimeout(0.01)
        with suppress(ConnectionError):
            while not got:
                endless.sendall(bytes([97]) * 10_000)
                with suppress(TimeoutError):
                    got = endless.recv(65536)
        endless.settimeout(PATIENCE)
        assert (got or rest(endless)).startswith(b"HTTP/1.1 431 ")


def test_a_long_head_in_pieces_is_read(database: SqliteDatabase) -> None:
    with glimpse(database) as port, closing(connected_to(port, HEAD + b"x-long: ")) as slow:
        for _ in range(8):
            slow.sendall(bytes([97]) * 10_000)
        slow.sendall(b"\r\ncontent-length: %d\r\n\r\n" % len(QUERY))
        slow.sendall(QUERY)
        until(slow, ANSWER)


def test_a_body_that_comes_slowly_is_refused(database: SqliteDatabase) -> None:
    with glimpse(database, body=SHORT) as port:
        for begun in (b"", QUERY[:-1]):
            with closing(connected_to(port, with_length(len(QUERY)), begun)) as late:
                head, _, body = rest(late).partition(b"\r\n\r\n")
                assert head.startswith(REFUSED_HEAD)
                assert b"\r\nconnection: close" in head
                assert b"\r\nx-request-id: " in head
                assert orjson.loads(body) == {
                    "errors": [
                        {"message": "The body did not arrive in time.", "extensions": {"code": "TIMEOUT"}}
                    ]
                }


def test_a_head_is_late_although_the_body_before_had_more_time(database: SqliteDatabase) -> None:
    begun = with_length(len(QUERY)), QUERY[:-1]
    with glimpse(database, head=SHORT) as port, closing(connected_to(port, *begun)) as late:
        let_pass(port)
        late.sendall(QUERY[-1:] + HALF_HEAD)
        assert REFUSED_HEAD in rest(late)


def test_the_rest_of_a_refused_body_has_a_deadline(database: SqliteDatabase) -> None:
    # Too large, so it is answered before its end.
    head = with_length(10**9)
    with glimpse(database, body=SHORT) as port, closing(connected_to(port, head)) as late:
        assert rest(late).startswith(b"HTTP/1.1 413 ")


def test_a_connection_is_idle_after_the_rest_of_a_refused_body(database: SqliteDatabase) -> None:
    form = HEAD.replace(b"application/json", b"text/plain") + b"content-length: 3\r\n\r\n"
    with glimpse(database, idle=SHORT) as port, closing(connected_to(port, form)) as idle:
        assert b" 415 " in until(idle, b"}]}")
        idle.sendall(b"abc")
        assert rest(idle) == b""


def test_a_body_that_is_read_after_its_deadline_is_cut_off() -> None:
    """By an application that does not look whether the body is late."""
    with limited(WaitingApp(), head=SHORT, body=SHORT) as port:
        let_answer(port)
        with closing(connected_to(port, with_length(10), b"half")) as late:
            assert rest(late) == b""


def test_a_client_that_stops_reading_is_disconnected() -> None:
    with (
        limited(WaitingApp(large=10**8), send=SHORT, head=SHORT) as port,
        closing(connected_to(port, GO)) as stopped,
    ):
        for _ in range(4):
            let_pass(port)
        assert len(rest(stopped)) < 10**8


@pytest.mark.processes
@pytest.mark.slow
def test_the_timeouts_are_settings(database: SqliteDatabase) -> None:
    times = {"GLIMPSE_REQUEST_HEAD_TIMEOUT": "0.3", "GLIMPSE_REQUEST_BODY_TIMEOUT": "0.4"}
    with served(database.url, **times) as server:
        for begun in (HALF_HEAD, with_length(5)):
            with closing(connected_to(server.port, begun)) as late:
                assert rest(late).startswith(REFUSED_HEAD)
