"""GraphQL over WebSockets: the protocol, and that a mistake costs no more than it must."""

import json
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient, WebSocketTestSession

from resolvers.caller import Caller
from resolvers.context import Context
from resolvers.errors import INTERNAL_ERROR_MESSAGE
from services import Services
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import ask, replace_services, services, serving
from tests.support.http.websocket import INIT, URL, answer_of, closed, connected, subscribe
from web.auth.authenticator import Authenticator

CREATE = 'mutation { createImage(input: { name: "a" }) { image { name } } }'


def refused(socket: WebSocketTestSession, id_: str) -> list[str]:
    """The codes of an operation's errors, which end it."""
    answered = socket.receive_json()
    assert (answered["type"], answered["id"]) == ("error", id_)
    return [error["extensions"]["code"] for error in answered["payload"]]


def test_queries_mutations_and_subscriptions_share_a_connection(client: TestClient) -> None:
    with connected(client) as socket:
        subscribe(socket)
        assert answer_of(socket, "{ images { name } }") == {"data": {"images": []}}
        # Whichever of the two comes first.
        subscribe(socket, CREATE, "m")
        answers = [socket.receive_json() for _ in range(3)]
        assert {"id": "m", "type": "complete"} in answers
        of_mutation = {"data": {"createImage": {"image": {"name": "a"}}}}
        assert {"id": "m", "type": "next", "payload": of_mutation} in answers
        of_event = {"data": {"imageChanged": {"type": "CREATED", "image": {"name": "a"}}}}
        assert {"id": "1", "type": "next", "payload": of_event} in answers


def test_a_ping_is_answered_also_before_the_connection_is_initialised(client: TestClient) -> None:
    with connected(client, init=False) as socket:
        socket.send_json({"type": "ping", "payload": {"at": 1}})
        assert socket.receive_json() == {"type": "pong"}
        socket.send_json({"type": "pong"})
        socket.send_json(INIT | {"payload": None})
        assert socket.receive_json() == {"type": "connection_ack"}


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '"text"',
        "5",
        "null",
        "{",
        "{}",
        '{"type": 5}',
        '{"type": "start"}',
        '{"type": "ping", "payload": 5}',
        '{"type": "connection_init", "payload": []}',
        '{"type": "subscribe", "payload": {}}',
        '{"type": "subscribe", "id": "", "payload": {}}',
        '{"type": "subscribe", "id": 5, "payload": {}}',
        '{"type": "subscribe", "id": "1"}',
        '{"type": "complete"}',
        '{"type": "pong", "type": "ping"}',
        '{"type": "connection_init", "payload": {"Authorization": "a", "Authorization": "b"}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }", "query": "{ __typename }"}}',
        '{"type": "ping", "payload": {"a": 1e400}}',
        "[" * 100_000,
    ],
)
def test_a_malformed_message_ends_the_connection_with_4400(client: TestClient, text: str) -> None:
    with connected(client, init="init" not in text) as socket:
        socket.send_text(text)
        code, reason = closed(socket)
        assert code == 4400
        assert reason.startswith("Invalid message: ")


def test_bytes_and_what_is_too_long_end_it_too(database: SqliteDatabase) -> None:
    with serving(database, MAX_REQUEST_BYTES="2000") as client:
        with connected(client) as socket:
            socket.send_bytes(json.dumps({"type": "ping"}).encode())
            assert closed(socket)[0] == 4400
        with connected(client) as socket:
            socket.send_json({"type": "ping", "payload": {"x": "x" * 2000}})
            assert closed(socket) == (4400, "Invalid message: it must have at most 2000 characters")


def test_the_order_of_messages_is_kept_to(client: TestClient) -> None:
    with connected(client, init=False) as socket:
        subscribe(socket)
        assert closed(socket) == (4401, "Unauthorized")
    with connected(client) as socket:
        socket.send_json(INIT)
        assert closed(socket) == (4429, "Too many initialisation requests")
    with connected(client) as socket:
        subscribe(socket)
        subscribe(socket)
        assert closed(socket) == (4409, "Subscriber for 1 already exists")


def test_a_client_that_says_nothing_is_cut_off(database: SqliteDatabase) -> None:
    with (
        serving(database, CONNECTION_INIT_TIMEOUT="0.1") as client,
        connected(client, init=False) as socket,
    ):
        assert closed(socket) == (4408, "Connection initialisation timeout")


def test_another_protocol_is_not_spoken(client: TestClient) -> None:
    with client.websocket_connect(URL, subprotocols=["graphql-ws"]) as socket:
        assert closed(socket) == (4406, "Subprotocol not acceptable")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("{ images { nothing } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { imageChanged { nothing } }", "GRAPHQL_VALIDATION_FAILED"),
        ('subscription { imageChanged(after: "x") { type } }', "BAD_USER_INPUT"),
        ("query ($n: Int!) { images(limit: $n) { id } }", "BAD_USER_INPUT"),
        ("query A { images { id } } query B { images { id } }", "BAD_USER_INPUT"),
        ("", "BAD_USER_INPUT"),
    ],
)
def test_a_bad_operation_ends_alone(client: TestClient, query: str, code: str) -> None:
    with connected(client) as socket:
        subscribe(socket, id_="good")
        subscribe(socket, query, "bad")
        assert refused(socket, "bad") == [code]
        ask(client, CREATE)
        assert socket.receive_json()["id"] == "good"
        # Its id is free again.
        assert answer_of(socket, "{ images { name } }", "bad") == {"data": {"images": [{"name": "a"}]}}


def test_what_is_wrong_with_a_request_is_an_error_of_the_operation(client: TestClient) -> None:
    with connected(client) as socket:
        for at, payload in enumerate(({}, {"query": 5}, {"query": "{ images { id } }", "variables": []})):
            socket.send_json({"id": f"{at}", "type": "subscribe", "payload": payload})
            assert refused(socket, f"{at}") == ["BAD_USER_INPUT"]
        query = "{ images { id } }"
        subscribe(socket, query, "x", operationName="Other")
        assert refused(socket, "x") == ["BAD_USER_INPUT"]
        extensions = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}
        socket.send_json({"id": "y", "type": "subscribe", "payload": {"extensions": extensions}})
        assert refused(socket, "y") == ["PERSISTED_QUERY_NOT_FOUND"]


def test_an_error_of_a_field_comes_with_the_data(client: TestClient) -> None:
    with connected(client) as socket:
        answered = answer_of(socket, 'mutation { deleteImage(id: "x") { image { id } } }')
        assert answered["data"] == {"deleteImage": None}
        assert answered["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_who_completes_an_operation_hears_no_more_of_it(client: TestClient) -> None:
    with connected(client) as socket:
        subscribe(socket, id_="1")
        ask(client, CREATE)
        assert socket.receive_json()["id"] == "1"
        socket.send_json({"id": "1", "type": "complete"})
        socket.send_json({"id": "never begun", "type": "complete"})
        subscribe(socket, id_="2")
        socket.send_json({"type": "ping"})
        assert socket.receive_json() == {"type": "pong"}
        ask(client, CREATE)
        assert socket.receive_json()["id"] == "2"


def test_a_connection_has_no_more_operations_than_it_may(database: SqliteDatabase) -> None:
    with serving(database, MAX_SUBSCRIPTIONS_PER_CONNECTION="2") as client, connected(client) as socket:
        for id_ in ("1", "2", "3"):
            subscribe(socket, id_=id_)
        assert refused(socket, "3") == ["LIMIT_EXCEEDED"]


def test_all_clients_have_no_more_subscriptions_than_they_may(database: SqliteDatabase) -> None:
    with serving(database, MAX_SUBSCRIPTIONS="1") as client, connected(client) as one:
        subscribe(one)
        ask(client, CREATE)
        assert one.receive_json()["type"] == "next"
        with connected(client) as other:
            subscribe(other)
            assert refused(other, "1") == ["LIMIT_EXCEEDED"]


def test_a_glance_database_tells_no_changes(glance: TestClient) -> None:
    with connected(glance) as socket:
        subscribe(socket)
        assert refused(socket, "1") == ["READ_ONLY"]


class FailingOnce:
    """Services that cannot make the first context."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._has_failed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._services, name)

    def context_for(self, caller: Caller) -> Context:
        if not self._has_failed:
            self._has_failed = True
            raise RuntimeError("a secret")
        return self._services.context_for(caller)


class Broken(Authenticator):
    async def authenticate(self, headers: Headers, client: tuple[str, int] | None) -> Caller:
        raise RuntimeError("a secret")


def test_a_mistake_of_ours_closes_the_socket_and_is_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    replace_services(client, authenticator=Broken())
    with connected(client, init=False) as socket:
        socket.send_json(INIT)
        assert closed(socket) == (4500, INTERNAL_ERROR_MESSAGE)
    assert "a secret" in caplog.text


def test_a_mistake_of_ours_in_an_operation_ends_it_alone(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    client.app.services = FailingOnce(services(client))  # type: ignore[attr-defined]
    with connected(client) as socket:
        subscribe(socket, "{ images { id } }", "x")
        assert refused(socket, "x") == ["INTERNAL_SERVER_ERROR"]
        assert answer_of(socket, "{ images { id } }") == {"data": {"images": []}}
    assert "Internal error" in caplog.text


def test_without_metrics_it_is_the_same(database: SqliteDatabase) -> None:
    with serving(database, METRICS="false") as client, connected(client) as socket:
        assert answer_of(socket, "{ images { id } }") == {"data": {"images": []}}


@pytest.mark.parametrize(
    "query",
    [
        "subscription { ...S } fragment S on Subscription { it: imageChanged { type } }",
        "subscription { ... on Subscription { ... { it: imageChanged { type } } } }",
    ],
)
def test_the_field_may_stand_in_a_fragment(client: TestClient, query: str) -> None:
    with connected(client) as socket:
        subscribe(socket, query)
        ask(client, CREATE)
        assert socket.receive_json()["payload"] == {"data": {"it": {"type": "CREATED"}}}
