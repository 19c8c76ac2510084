"""Each request is logged in one line, with an id that every answer has."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from tests.support.databases.builders import image
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.asgi import nothing, nowhere
from tests.support.http.client import ask, services, serving
from tests.support.log_capture import logged
from tests.support.paths import ROOT
from web.http.errors import ErrorMiddleware
from web.observability.access_log import AccessLog
from web.observability.middleware import ObservabilityMiddleware

PAGE = (ROOT / "docs" / "observability.md").read_text("utf-8")

SECRET = "0123456789abcdef"
PROXY = {
    "X-Proxy-Secret": SECRET,
    "X-Identity-Status": "Confirmed",
    "X-Project-Id": "p1",
    "X-User-Id": "anna b",
    "X-Roles": "member",
}


def lines(log: Any) -> list[dict[str, Any]]:
    """The lines about requests, without what differs each time."""
    told = [json.loads(line) for line in log.getvalue().splitlines()]
    found = [line for line in told if line["logger"] == "glimpse.access"]
    for line in found:
        assert line.pop("message") == "answered"
        assert re.fullmatch(r"[0-9a-f]{32}", line.pop("request_id"))
        assert 0 < line.pop("ms") < 60_000
        assert line.pop("bytes") > 0
        for key in ("time", "logger"):
            line.pop(key)
    return found


def test_a_request_is_one_line_with_what_was_asked_by_whom_and_how_it_went(database: SqliteDatabase) -> None:
    database.insert(image(owner="p1"), image(owner="p1"))
    create = "mutation { createImage(input: {}) { image { id } } }"
    with serving(database, AUTH="headers", PROXY_SECRET=SECRET) as client, logged("json") as log:
        query = "query Brief($limit: Int) { images(limit: $limit) { id } } query Other { __typename }"
        body = {"query": query, "variables": {"limit": 10}, "operationName": "Brief"}
        client.post("/graphql", json=body, headers=PROXY)
        client.post("/graphql", json={"query": create}, headers=PROXY)
    asked = {"level": "INFO", "method": "POST", "path": "/graphql", "status": 200}
    caller = {"project": "p1", "user": "anna b"}
    read, created = lines(log)
    assert read == asked | caller | {
        "operation": "query",
        "operation_name": "Brief",
        "statements": 1,
        "rows": 2,
    }
    # It inserts the image and reads it, at the least.
    assert created.pop("statements") >= 2
    assert created == asked | caller | {"operation": "mutation", "rows": 1}


@pytest.mark.parametrize("line_format", ["text", "json"])
def test_the_page_about_logs_shows_such_a_line(database: SqliteDatabase, line_format: str) -> None:
    (shown,) = re.findall(rf"```{line_format}\n(.* ?answered.*)\n```", PAGE)
    with serving(database, AUTH="headers", PROXY_SECRET=SECRET) as client, logged(line_format) as log:
        query = {"query": "query Brief { images { id } }"}
        client.post("/graphql", json=query, headers=PROXY | {"X-User-Id": "anna"})
    fields = re.compile(r'(?<= )\w+(?==)|(?<=")\w+(?=": )')
    assert fields.findall(shown) == fields.findall(log.getvalue())
    assert len(fields.findall(shown)) >= 12


def test_the_number_of_bytes_is_that_of_the_answer(client: TestClient) -> None:
    with logged("json") as log:
        response = client.post("/graphql", json={"query": "{ __typename }"})
    assert json.loads(log.getvalue())["bytes"] == len(response.content)


@pytest.mark.parametrize(
    ("query", "status", "codes"),
    [
        ("{ images(limit: -1) { id } }", 200, "BAD_USER_INPUT"),
        ("{ nothing }", 200, "GRAPHQL_VALIDATION_FAILED"),
        (
            """mutation {
              a: deleteImage(id: "x") { image { id } }
              b: deleteImage(id: "x") { image { id } }
              c: createImage(input: {id: "x"}) { image { id } }
            }""",
            200,
            "NOT_FOUND,BAD_USER_INPUT",
        ),
        ("", 400, "BAD_USER_INPUT"),
    ],
)
def test_the_codes_of_the_errors_are_told_once_each(
    client: TestClient, query: str, status: int, codes: str
) -> None:
    with logged("json") as log:
        client.post("/graphql", json={"query": query})
    (line,) = lines(log)
    assert (line["status"], line["codes"]) == (status, codes)


@pytest.mark.parametrize(
    ("query", "operation", "name"),
    [
        ("query A { __typename } query B { __typename }", None, None),
        ("{ __typename", None, None),
        ("{ __typename }", "query", None),
        ("query " + "N" * 300 + " { __typename }", "query", "N" * 100),
        ("subscription S { x }", "subscription", "S"),
    ],
)
def test_the_operation_is_the_one_that_is_executed_if_there_is_one(
    client: TestClient, query: str, operation: str | None, name: str | None
) -> None:
    with logged("json") as log:
        client.post("/graphql", json={"query": query})
    (line,) = lines(log)
    assert (line.get("operation"), line.get("operation_name")) == (operation, name)


def test_no_line_shows_variables_documents_tokens_or_headers(database: SqliteDatabase) -> None:
    create = "mutation ($input: CreateImageInput!) { createImage(input: $input) { image { name } } }"
    read = '{ images(where: {name: {eq: "s3cret-name"}}) { name } }'
    given = {"name": "s3cret-name", "properties": [{"name": "k", "value": "s3cret-value"}]}
    with serving(database, AUTH="headers", PROXY_SECRET=SECRET) as client, logged(level="debug") as log:
        client.headers.update(PROXY)
        client.post("/graphql", json={"query": create, "variables": {"input": given}})
        assert "s3cret-name" in client.get("/graphql", params={"query": read}).text
        client.post("/graphql", json={"query": create}, headers={"Authorization": "Bearer s3cret"})
        client.post("/graphql", content='{"query": "s3cret', headers={"content-type": "application/json"})
        client.get("/s3cret?s3cret")
    assert len(log.getvalue().splitlines()) == 5
    assert log.getvalue().count("s3cret") == log.getvalue().count("path=/s3cret ") == 1
    for hidden in (SECRET, "createImage", "Confirmed", "Bearer"):
        assert hidden not in log.getvalue()


def test_a_hostile_path_and_operation_name_stay_in_their_fields(client: TestClient) -> None:
    with logged() as log:
        client.get("/a%0A2026%20INFO status=200")
        client.post("/graphql", json={"query": "{ __typename }", "operationName": "a\nb"})
    first, second = log.getvalue().splitlines()
    assert r' path="/a\n2026 INFO status=200" status=404 ' in first
    assert "operation_name" not in second


PATHS = ["/healthz", "/readyz", "/metrics"]


@pytest.mark.parametrize("path", PATHS)
def test_what_watches_is_told_for_debugging_only(client: TestClient, path: str) -> None:
    with logged("json") as log:
        client.get(path)
    assert log.getvalue() == ""
    with logged("json", "debug") as log:
        client.get(path)
    (line,) = lines(log)
    assert line == {
        "level": "DEBUG",
        "method": "GET",
        "path": path,
        "status": 200,
        "statements": 0,
        "rows": 0,
    }


def test_a_client_who_leaves_before_the_answer_is_told_as_such(client: TestClient) -> None:
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "client": ("127.0.0.1", 1),
        "headers": [(b"content-type", b"application/json"), (b"host", b"127.0.0.1")],
    }
    portal = client.portal
    assert portal is not None
    with logged("json") as log:
        portal.call(client.app, scope, nothing, nowhere)
        portal.call(services(client).access_log.flush)
    line = json.loads(log.getvalue())
    assert (line["level"], line["status"], line["bytes"]) == ("INFO", 499, 0)


def failing(when: str) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    async def fail(_scope: Scope, _receive: Receive, send: Send) -> None:
        if when != "before the answer":
            await send({"type": "http.response.start", "status": 200})
        if when == "after the answer":
            await send({"type": "http.response.body"})
        raise RuntimeError("broken")

    return fail


@pytest.mark.parametrize("when", ["before the answer", "within the answer", "after the answer"])
def test_a_failure_outside_of_all_handlers_is_left_to_the_server(when: str) -> None:
    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    with logged() as log, pytest.raises(RuntimeError, match="broken"):
        asyncio.run(ObservabilityMiddleware(failing(when), AccessLog(None))(scope, nothing, nowhere))
    assert len(log.getvalue().splitlines()) == 1


@pytest.mark.parametrize("when", ["within the answer", "after the answer"])
def test_a_failure_after_the_start_of_an_answer_is_left_to_the_server(when: str) -> None:
    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    app = ObservabilityMiddleware(ErrorMiddleware(failing(when)), AccessLog(None))
    with logged() as log, pytest.raises(RuntimeError, match="broken"):
        asyncio.run(app(scope, nothing, nowhere))
    assert "Internal error" not in log.getvalue()


def test_a_failure_outside_of_graphql_is_masked_and_logged_with_both_ids(client: TestClient) -> None:
    async def fail(_request: Request) -> Response:
        raise RuntimeError("broken")

    client.app.router.routes.append(Route("/fails", fail))  # type: ignore[attr-defined]
    with logged("json") as log:
        response = client.get("/fails", headers={"X-Request-Id": "mine"})
    (error,) = response.json()["errors"]
    told, access = map(json.loads, log.getvalue().splitlines())
    assert (response.status_code, response.headers["X-Request-Id"]) == (500, "mine")
    assert error["extensions"]["code"] == access["codes"] == "INTERNAL_SERVER_ERROR"
    assert told["message"] == f"Internal error {error['extensions']['id']}"
    assert told["request_id"] == access["request_id"] == "mine"
    assert told["traceback"].endswith("RuntimeError: broken")
    assert "broken" not in response.text


def test_a_change_in_its_own_task_is_logged_with_the_id_of_its_request(
    database: SqliteDatabase, client: TestClient
) -> None:
    ask(client, "{ images { id } }")
    with logged("json") as log:
        database.path.rename(database.path.with_suffix(".gone"))
        query = "mutation { createImage(input: {}) { image { id } } }"
        client.post("/graphql", json={"query": query}, headers={"X-Request-Id": "mine"})
    told = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line["logger"], line["request_id"]) for line in told] == [
        ("glimpse", "mine"),
        ("glimpse.access", "mine"),
    ]


def test_what_is_no_request_over_http_passes(database: SqliteDatabase) -> None:
    passed: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        passed.append(scope["type"])

    asyncio.run(ObservabilityMiddleware(app, AccessLog(None))({"type": "websocket"}, nothing, nowhere))
    assert passed == ["websocket"]
