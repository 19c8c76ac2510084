"""Each address that shows data asks who is calling; those that do not are named here, with why."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import serving

# They tell no data: where the API is, the pages for browsers, health, and counts (see GLIMPSE_METRICS).
PAGES = {"/ui", "/ui/", "/ui/assets/{name}", "/graphql/assets/{name}"}
OPEN = {"/", *PAGES, "/healthz", "/readyz", "/metrics"}


@pytest.fixture
def closed(database: SqliteDatabase) -> Iterator[TestClient]:
    with serving(database, AUTH="headers", PROXY_SECRET="0123456789abcdef") as client:
        yield client


def test_every_route_that_shows_data_refuses_who_is_not_recognised(closed: TestClient) -> None:
    assert isinstance(closed.app, Starlette)
    asked = set()
    for route in closed.app.routes:
        assert isinstance(route, Route | WebSocketRoute), route
        if route.path in OPEN:
            continue
        asked.add((type(route).__name__, route.path))
        if isinstance(route, WebSocketRoute):
            url = f"ws://127.0.0.1{route.path}"
            with closed.websocket_connect(url, subprotocols=["graphql-transport-ws"]) as socket:
                socket.send_json({"type": "connection_init"})
                with pytest.raises(WebSocketDisconnect) as left:
                    socket.receive_text()
            assert left.value.code == 4403
            continue
        for method in ("GET", "POST"):
            headers = {"Accept": "application/json"}
            response = closed.request(method, route.path, json={"query": "{ __typename }"}, headers=headers)
            if response.status_code == 405:
                continue
            assert response.status_code == 401, (method, route.path)
            assert response.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
    assert asked == {
        ("Route", "/graphql"),
        ("WebSocketRoute", "/graphql"),
        ("Route", "/graphql/schema.graphql"),
    }
