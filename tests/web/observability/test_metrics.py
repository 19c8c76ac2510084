"""What Prometheus is told: how much, how long, and nothing of who or what."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from settings import VERSION
from tests.support.databases.builders import image
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import answer, ask, serving
from tests.support.http.websocket import connected, subscribe
from tests.support.log_capture import logged
from tests.support.paths import ROOT
from tests.support.prometheus import read_samples, scrape, value
from web.observability.metrics import Metrics

PAGE = (ROOT / "docs" / "observability.md").read_text("utf-8")

CREATE = "mutation { createImage(input: {}) { image { id } } }"


@pytest.mark.parametrize(
    ("query", "operation", "outcome"),
    [
        ("{ images { id } }", "query", "ok"),
        (CREATE, "mutation", "ok"),
        ("{ images(limit: -1) { id } }", "query", "BAD_USER_INPUT"),
        ('mutation { deleteImage(id: "x") { image { id } } }', "mutation", "NOT_FOUND"),
        ("{ nothing }", "query", "GRAPHQL_VALIDATION_FAILED"),
        ("{ images", "none", "GRAPHQL_PARSE_FAILED"),
        ("", "none", "BAD_USER_INPUT"),
    ],
)
def test_requests_are_counted_and_timed_by_operation_and_outcome(
    client: TestClient, query: str, operation: str, outcome: str
) -> None:
    for _ in range(2):
        answer(client, query)
    told = scrape(client)
    assert value(told, "glimpse_requests_total", operation=operation, outcome=outcome) == 2
    assert sum(count for (name, _), count in told.items() if name == "glimpse_requests_total") == 2
    assert value(told, "glimpse_request_duration_seconds_count", operation=operation) == 2
    assert 0 < value(told, "glimpse_request_duration_seconds_sum", operation=operation) < 60
    assert value(told, "glimpse_request_duration_seconds_bucket", operation=operation, le="+Inf") == 2


def test_subscriptions_are_counted_and_not_timed(client: TestClient) -> None:
    """How long somebody followed says nothing of how long answers take."""
    ask(client, CREATE)
    with connected(client) as socket:
        subscribe(socket, 'subscription { imageChanged(after: "e0") { type } }')
        assert socket.receive_json()["type"] == "next"
        told = scrape(client)
        assert value(told, "glimpse_subscriptions") == 1
        assert value(told, "glimpse_events_total") == 1
    answer(client, "subscription { x }")
    told = scrape(client)
    assert value(told, "glimpse_subscriptions") == 0
    assert value(told, "glimpse_requests_total", operation="subscription", outcome="BAD_USER_INPUT") == 1
    assert value(told, "glimpse_requests_total", operation="subscription", outcome="client_closed") == 1
    assert value(told, "glimpse_request_duration_seconds_count", operation="subscription") == 0


def test_requests_for_other_addresses_are_counted_and_those_of_watchers_are_not(client: TestClient) -> None:
    for path in ("/nothing", "/healthz", "/readyz", "/metrics"):
        client.get(path)
    told = scrape(client)
    assert value(told, "glimpse_requests_total", operation="none", outcome="NOT_FOUND") == 1
    assert value(told, "glimpse_request_duration_seconds_count", operation="none") == 1


def test_statements_and_rows_are_counted(client: TestClient, database: SqliteDatabase) -> None:
    database.insert(image(), image(), image())
    ask(client, "{ a: images { id } b: images(limit: 1) { id } }")
    told = scrape(client)
    assert value(told, "glimpse_statements_total", purpose="read") == 2
    assert value(told, "glimpse_statements_total", purpose="change") == 0
    assert value(told, "glimpse_rows_read_total") == 4
    ask(client, CREATE)
    told = scrape(client)
    assert value(told, "glimpse_statements_total", purpose="read") == 2
    # It inserts the image and reads it, at the least.
    assert value(told, "glimpse_statements_total", purpose="change") >= 2
    assert value(told, "glimpse_rows_read_total") == 5


def test_hits_and_misses_are_counted_by_cache(client: TestClient) -> None:
    for _ in range(3):
        ask(client, "{ images { id } }")
    told = scrape(client)
    for cache in ("documents", "statements"):
        assert value(told, "glimpse_cache_lookups_total", cache=cache, result="miss") == 1
        assert value(told, "glimpse_cache_lookups_total", cache=cache, result="hit") == 2


def test_a_request_is_in_flight_until_it_is_answered(client: TestClient) -> None:
    app, portal = client.app, client.portal
    assert portal is not None
    told: list[float] = []
    headers = [(b"content-type", b"application/json"), (b"host", b"127.0.0.1")]
    scope = {"type": "http", "query_string": b"", "headers": headers, "client": ("127.0.0.1", 1)}
    asking = scope | {"method": "POST", "path": "/graphql"}

    async def tell(message: Message) -> None:
        if message["type"] == "http.response.body":
            told.append(value(read_samples(message["body"].decode()), "glimpse_requests_in_flight"))

    async def look() -> None:
        await app(scope | {"method": "GET", "path": "/metrics"}, leave, tell)

    async def receive() -> Message:
        return {"type": "http.request", "body": b'{"query": "{ __typename }"}'}

    async def send(_: Message) -> None:
        await look()

    async def leave() -> Message:
        if not told:
            await look()
        return {"type": "http.disconnect"}

    portal.call(app, asking, leave, send)
    assert told == [1]
    portal.call(app, asking, receive, send)
    # While its head and its body are sent.
    assert told == [1, 1, 1]
    after = scrape(client)
    assert value(after, "glimpse_requests_in_flight") == 0
    assert value(after, "glimpse_requests_total", operation="query", outcome="ok") == 1
    assert value(after, "glimpse_requests_total", operation="none", outcome="client_closed") == 1


def test_the_version_is_told_and_how_the_process_fares(client: TestClient) -> None:
    told = scrape(client)
    assert value(told, "glimpse_build_info", version=VERSION) == 1
    assert value(told, "process_resident_memory_bytes") > 2**20


@pytest.mark.without_coverage
def test_no_label_has_a_value_of_a_client(database: SqliteDatabase) -> None:
    secret = "0123456789abcdef"
    caller = {
        "X-Proxy-Secret": secret,
        "X-Identity-Status": "Confirmed",
        "X-Project-Id": "p1",
        "X-User-Id": "anna",
    }
    with serving(database, AUTH="headers", PROXY_SECRET=secret) as client:
        before = {name for name, _ in scrape(client)}
        for number in range(50):
            query = f"query Q{number} {{ a{number}: images {{ id }} }}"
            client.post("/graphql", json={"query": query}, headers=caller | {"X-Request-Id": f"r{number}"})
            client.post("/graphql", json={"query": "{ x }", "operationName": f"O{number}"}, headers=caller)
            client.request(f"METHOD{number}", f"/path{number}?q{number}")
        told = scrape(client)
        text = client.get("/metrics").text
    added = {(name, labels) for name, labels in told if name.startswith("glimpse_") and name not in before}
    assert {labels for name, labels in added if name == "glimpse_requests_total"} == {
        frozenset({("operation", "query"), ("outcome", "ok")}),
        frozenset({("operation", "none"), ("outcome", "BAD_USER_INPUT")}),
        frozenset({("operation", "none"), ("outcome", "NOT_FOUND")}),
    }
    assert not re.search(r"Q1|O1|r1|METHOD|path1|p1|anna", text)


def test_the_metrics_ask_nobody_who_is_calling_and_can_be_switched_off(database: SqliteDatabase) -> None:
    with serving(database, AUTH="headers", PROXY_SECRET="0123456789abcdef") as client:
        assert client.get("/metrics").status_code == 200
        assert client.get("/metrics").headers["cache-control"] == "no-store"
    with serving(database, METRICS="false") as client:
        ask(client, "{ images { id } }")
        response = client.get("/metrics")
        assert response.status_code == 404
        assert response.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}


def test_the_table_of_metrics_is_that_of_the_program(client: TestClient) -> None:
    ask(client, CREATE)
    text = client.get("/metrics").text
    ours = re.findall(r"^# HELP (glimpse_\w+) (.+)\n# TYPE \1 (\w+)\n", text, re.MULTILINE)
    table = re.findall(r"^\| `(glimpse_\w+)` \| (\w+) \| ([^|]*) \| (.+) \|$", PAGE, re.MULTILINE)
    assert [(name, words, kind) for name, kind, _, words in table] == ours
    for name, _, labels, _ in table:
        series = re.findall(rf"^{name}(?:_count)?(?:\{{(.*)\}})? ", text, re.MULTILINE)
        assert {", ".join(re.findall(r'(\w+)="', each)) for each in series} == {labels.replace("`", "")}, name


def test_a_request_that_cannot_be_counted_spoils_no_other(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    count, failing = Metrics._count_request, [True]

    def full(*arguments: Any) -> None:
        if failing and failing.pop():
            raise OSError(28, "No space left on device")
        count(*arguments)

    monkeypatch.setattr(Metrics, "_count_request", full)
    with logged() as log:
        client.get("/nowhere")
        client.get("/nowhere")
    told = scrape(client)
    assert value(told, "glimpse_requests_total", operation="none", outcome="NOT_FOUND") == 1
    assert value(told, "glimpse_requests_in_flight") == 0
    assert "A request was not counted" in log.getvalue()
