"""Which web pages may open a WebSocket: a browser asks nobody but the server."""

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient, WebSocketDenialResponse

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import serving
from tests.support.http.websocket import INIT, PROTOCOL, URL, answer_of, closed, connected
from web.transports.websocket_origin import Origins


@pytest.mark.parametrize("origin", ["http://127.0.0.1", "https://127.0.0.1", "https://dash.example"])
def test_pages_of_known_origins_may_connect(database: SqliteDatabase, origin: str) -> None:
    with (
        serving(database, CORS_ORIGINS="https://dash.example") as client,
        connected(client, headers={"Origin": origin}) as socket,
    ):
        assert "data" in answer_of(socket, "{ images { id } }")


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1:99", "null", "http://[", "http://127.0.0.1.evil"]
)
def test_a_page_elsewhere_may_not_open_a_socket(client: TestClient, origin: str) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        client.websocket_connect(URL, subprotocols=[PROTOCOL], headers={"Origin": origin}),
    ):
        pass
    assert denied.value.status_code == 403
    assert denied.value.json()["errors"][0]["extensions"] == {"code": "FORBIDDEN"}


def test_two_origins_are_those_of_nobody() -> None:
    given = Headers(raw=[(b"host", b"a"), (b"origin", b"http://a"), (b"origin", b"http://a")])
    assert not Origins(("*",)).is_allowed(given)
    assert Origins(("*",)).is_allowed(Headers({"origin": "http://anywhere", "host": "a"}))
    # Without a host nothing is the server's own.
    assert not Origins(()).is_allowed(Headers({"origin": "null"}))


def test_another_host_is_refused_as_over_http(client: TestClient) -> None:
    with client.websocket_connect("/graphql", subprotocols=[PROTOCOL]) as socket:
        socket.send_json(INIT)
        code, reason = closed(socket)
        assert code == 4403
        assert "`Host` must be an IP address or localhost" in reason
