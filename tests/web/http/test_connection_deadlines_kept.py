"""Deadlines close no connection whose client goes on, or that waits for Glimpse, and cost few timers."""

from contextlib import closing
from functools import partial

import pytest
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from app import create_app
from bench.http.load import post
from settings import Settings
from tests.support.auth import token_issuer as issuer
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.slow_clients import (
    ANSWER,
    GO,
    HALF_HEAD,
    HEALTH,
    LONG,
    MAX_HEAD_BYTES,
    QUERY,
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
from tests.support.processes.process import PATIENCE
from web.http.connection_deadlines import ConnectionLimits, DeadlineProtocol


def test_no_deadline_runs_while_a_body_waits_for_glimpse() -> None:
    begun = with_length(10**6), bytes(100_000)
    with (
        limited(WaitingApp(), head=SHORT, body=SHORT) as port,
        closing(connected_to(port, *begun)) as waiting,
    ):
        # The server has paused reading; each takes as long as a body may.
        let_pass(port)
        let_pass(port)
        let_answer(port)
        waiting.sendall(bytes(10**6 - 100_000))
        assert until(waiting, b" read").endswith(b"1000000 read")


@pytest.mark.parametrize("second", [HALF_HEAD, HEALTH + HALF_HEAD])
def test_a_half_head_behind_another_request_cuts_off_no_answer(second: bytes) -> None:
    with limited(WaitingApp(), head=SHORT) as port, closing(connected_to(port, HEALTH + second)) as late:
        let_pass(port)
        let_pass(port)
        let_answer(port)
        # All before it are answered, and the half head is refused or the connection closed.
        assert rest(late).count(b"HTTP/1.1 200 OK") == 1 + second.count(HEALTH)


def test_a_client_that_reads_slowly_gets_the_whole_answer() -> None:
    large = 3 * 10**7
    with limited(WaitingApp(large), send=1.0, head=SHORT) as port, closing(connected_to(port, GO)) as slow:
        got, rounds = 0, 0
        while got < large:
            if rounds < 4:
                let_pass(port)
                rounds += 1
            goal = min(large, got + large // 5)
            while got < goal:
                got += len(slow.recv(65536))
        assert rounds == 4


@pytest.mark.parametrize("send", [SHORT, LONG])
def test_a_connection_goes_on_after_large_answers(send: float) -> None:
    large = 10**7
    with limited(WaitingApp(large), send=send, head=SHORT) as port, closing(connected_to(port)) as other:
        for _ in range(2):
            other.sendall(GO)
            assert len(until(other, b"\r\n\r\n" + bytes(large))) > large
            let_pass(port)
            let_pass(port)


@pytest.mark.parametrize("first", [b"", HEALTH])
def test_no_deadline_closes_a_websocket(database: SqliteDatabase, first: bytes) -> None:
    with glimpse(database, head=SHORT, body=SHORT, idle=SHORT) as port:
        plain = connected_to(port, first)
        if first:
            until(plain, b"\r\n\r\n")
        protocol = Subprotocol("graphql-transport-ws")
        with connect(f"ws://127.0.0.1:{port}/graphql", sock=plain, subprotocols=[protocol]) as connection:
            for _ in range(3):
                let_pass(port)
            connection.send('{"type": "connection_init"}')
            assert connection.recv(PATIENCE) == '{"type":"connection_ack"}'


def test_a_body_in_pieces_within_its_time_is_read(database: SqliteDatabase) -> None:
    """Several on one connection: the head's deadline is over meanwhile, and each body has its own."""
    with glimpse(database, head=SHORT) as port, closing(connected_to(port)) as slow:
        for _ in range(2):
            slow.sendall(with_length(len(QUERY)))
            slow.sendall(QUERY[:-1])
            let_pass(port)
            slow.sendall(QUERY[-1:])
            until(slow, ANSWER)


@pytest.mark.slow
def test_each_body_of_a_connection_has_a_deadline_of_its_own(database: SqliteDatabase) -> None:
    """Together they take longer than one may."""
    with glimpse(database, head=SHORT, body=3.0) as port, closing(connected_to(port)) as slow:
        for _ in range(2):
            slow.sendall(with_length(len(QUERY)))
            for _ in range(6):
                let_pass(port)
            slow.sendall(QUERY)
            until(slow, ANSWER)


def test_a_deadline_ends_with_its_body(database: SqliteDatabase) -> None:
    with glimpse(database, head=SHORT, body=SHORT) as port, closing(connected_to(port)) as other:
        # So that the body comes alone.
        other.sendall(with_length(len(QUERY)).replace(b"\r\n\r\n", b"\r\nexpect: 100-continue\r\n\r\n"))
        until(other, b"HTTP/1.1 100 Continue\r\n\r\n")
        other.sendall(QUERY)
        until(other, ANSWER)
        for _ in range(2):
            let_pass(port)
        assert answers_a_query(other)


def test_a_common_request_sets_no_timer(database: SqliteDatabase) -> None:
    set_by: list[str] = []

    class Counting(DeadlineProtocol):
        def _set_timer(self, end: float) -> None:
            set_by.append("timer")
            super()._set_timer(end)

    settings = Settings.from_environment({"GLIMPSE_DATABASE_URL": database.url})
    protocol = partial(Counting, ConnectionLimits(LONG, LONG, LONG, MAX_HEAD_BYTES))
    with (
        issuer.served(create_app(settings), protocol) as address,
        closing(connected_to(int(address.rpartition(":")[2]))) as connection,
    ):
        for _ in range(3):
            connection.sendall(post("{ __typename }", {}))
            until(connection, ANSWER)
        assert set_by == []
        # One timer of the connection serves all requests that arrive in two pieces.
        for _ in range(3):
            connection.sendall(with_length(len(QUERY)))
            connection.sendall(QUERY)
            until(connection, ANSWER)
        assert len(set_by) <= 1
