"""What the log and the metrics say of subscriptions: the codes of their errors, and what was sent."""

import json

import pytest
from starlette.testclient import TestClient

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import services, serving
from tests.support.http.subscribers import WRONG_OPERATIONS
from tests.support.http.websocket import connected, subscribe
from tests.support.log_capture import logged

EVENT_STREAM = "text/event-stream"
MULTIPART = "multipart/mixed;subscriptionSpec=1.0"


@pytest.mark.parametrize("accept", [EVENT_STREAM, MULTIPART])
@pytest.mark.parametrize(("query", "code"), WRONG_OPERATIONS)
def test_a_refused_operation_has_its_code(client: TestClient, accept: str, query: str, code: str) -> None:
    with logged("json") as log:
        client.post("/graphql", json={"query": query}, headers={"Accept": accept})
    line = json.loads(log.getvalue())
    assert (line["status"], line["codes"]) == (200, code)
    operation = line.get("operation", "none")
    counted = f'glimpse_requests_total{{operation="{operation}",outcome="{code}"}} 1.0'
    assert counted in client.get("/metrics").text


@pytest.mark.parametrize("accept", [EVENT_STREAM, MULTIPART])
def test_one_subscription_too_many_has_its_code(database: SqliteDatabase, accept: str) -> None:
    query = {"query": "subscription { imageChanged { type } }"}
    with serving(database, MAX_SUBSCRIPTIONS="1") as client, connected(client) as socket:
        subscribe(socket)
        while "glimpse_subscriptions 1.0" not in client.get("/metrics").text:
            pass
        with logged("json") as log:
            client.post("/graphql", json=query, headers={"Accept": accept})
    line = json.loads(log.getvalue().splitlines()[0])
    assert (line["operation"], line["codes"]) == ("subscription", "LIMIT_EXCEEDED")


def test_an_operation_on_a_websocket_has_the_bytes_of_its_messages(client: TestClient) -> None:
    with logged("json") as log, connected(client) as socket:
        subscribe(socket, "{ images { name } }")
        sent = [socket.receive_text(), socket.receive_text()]
        assert client.portal is not None
        client.portal.call(services(client).access_log.flush)
    assert json.loads(log.getvalue())["bytes"] == sum(map(len, sent))
