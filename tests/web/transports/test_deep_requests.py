"""JSON is accepted or refused by its depth: the bounds of the parser cause no error of the server."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from tests.support.http.websocket import closed, connected

# Around the limit, the most that the parser writes, and the most that it reads.
LEVELS = (65, 200, 252, 253, 254, 255, 256, 1022, 1023, 1024, 1025, 1026, 50_000)

BODY = '{"query": "{ __typename }", '


def listed(levels: int) -> str:
    return "[" * levels + "]" * levels


def nested(levels: int) -> str:
    return '{"a":' * (levels - 1) + "{}" + "}" * (levels - 1)


def post(client: TestClient, body: str) -> Any:
    return client.post("/graphql", content=body, headers={"content-type": "application/json"})


def get(client: TestClient, **parameters: str) -> Any:
    return client.get("/graphql?" + urlencode({"query": "{ __typename }", **parameters}))


REQUESTS: dict[str, Callable[[TestClient, str], Any]] = {
    "variables": lambda client, value: post(client, f'{BODY}"variables": {{"a": {value}}}}}'),
    "extensions": lambda client, value: post(client, f'{BODY}"extensions": {{"a": {value}}}}}'),
    "variables of an address": lambda client, value: get(client, variables=f'{{"a": {value}}}'),
    "extensions of an address": lambda client, value: get(client, extensions=f'{{"a": {value}}}'),
}


@pytest.mark.parametrize("place", REQUESTS)
@pytest.mark.parametrize("value", [listed, nested], ids=["lists", "objects"])
def test_a_deep_value_is_beyond_a_limit_however_deep_it_is(
    client: TestClient, place: str, value: Callable[[int], str]
) -> None:
    ask = REQUESTS[place]
    assert ask(client, value(63)).json() == {"data": {"__typename": "Query"}}
    for levels in LEVELS:
        if "address" in place and levels > 2000:
            continue
        response = ask(client, value(levels))
        assert response.status_code == 400, levels
        assert response.json() == {
            "errors": [
                {
                    "message": "A value must have at most 64 levels of nesting.",
                    "extensions": {"code": "LIMIT_EXCEEDED"},
                }
            ]
        }, levels


@pytest.mark.parametrize("value", [listed, nested], ids=["lists", "objects"])
def test_a_deep_body_is_no_error_of_the_server(client: TestClient, value: Callable[[int], str]) -> None:
    for levels in LEVELS:
        assert post(client, value(levels)).status_code == 400, levels
        # Members that Glimpse does not know are ignored while the parser reads them.
        assert post(client, f'{BODY}"other": {value(levels)}}}').status_code == (200 if levels < 254 else 400)


@pytest.mark.parametrize("value", [listed, nested], ids=["lists", "objects"])
def test_a_deep_message_closes_a_websocket_as_malformed(
    client: TestClient, caplog: pytest.LogCaptureFixture, value: Callable[[int], str]
) -> None:
    with caplog.at_level(logging.WARNING):
        for levels in LEVELS[4:]:
            with connected(client, init=False) as socket:
                socket.send_text(f'{{"type": "connection_init", "payload": {{"a": {value(levels)}}}}}')
                assert closed(socket) == (
                    4400,
                    "Invalid message: it must have at most 254 levels of nesting",
                ), levels
    assert caplog.records == []
