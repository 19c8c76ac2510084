"""Whether who follows is still who it was, and connections that break in the middle of a word."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient
from starlette.types import Message

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.http.in_process_client import P
from web.auth.authenticator import AuthenticationError, Authenticator
from web.auth.reauthentication import Reauthenticator


class Says(Authenticator):
    """One answer after the other."""

    def __init__(self, *answers: Caller | AuthenticationError) -> None:
        self.answers: Iterator[Caller | AuthenticationError] = iter(answers)

    async def authenticate(self, headers: Headers, client: tuple[str, int] | None) -> Caller:
        answer = next(self.answers)
        if isinstance(answer, AuthenticationError):
            raise answer
        return answer


def standing(identity: Authenticator, every: float = 0.0) -> Reauthenticator:
    return Reauthenticator(identity, Headers({}), None, P, every)


def test_whoever_is_the_same_goes_on_and_nobody_else_does() -> None:
    async def check() -> None:
        follows = standing(Says(P, AuthenticationError(503, "UNAVAILABLE", "Away."), P, ADMINISTRATOR))
        for _ in range(3):
            await follows.check()
        with pytest.raises(AuthenticationError, match="The caller's project, user or roles have changed"):
            await follows.check()
        with pytest.raises(AuthenticationError, match="Expired"):
            await standing(Says(AuthenticationError(401, "UNAUTHENTICATED", "Expired."))).check()
        # Not yet: nobody is asked.
        await standing(Says(), every=60).check()

    asyncio.run(check())


def test_a_connection_that_breaks_is_no_mistake_of_ours(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    """In the middle of an answer, and when it is to be closed."""

    def broken_at(kind: str, *said: dict[str, Any]) -> list[str]:
        """What was sent until then."""
        messages = iter(
            [{"type": "websocket.connect"}]
            + [{"type": "websocket.receive", "text": json.dumps(each)} for each in said]
        )
        sent: list[str] = []

        async def receive() -> Message:
            for message in messages:
                return message
            await asyncio.get_running_loop().create_future()
            raise AssertionError

        async def send(message: Message) -> None:
            if kind in (message["type"], json.loads(message.get("text") or "{}").get("type")):
                raise OSError
            sent.append(message["type"])

        scope = {
            "type": "websocket",
            "path": "/graphql",
            "query_string": b"",
            "headers": [(b"host", b"localhost")],
            "client": ("127.0.0.1", 1),
            "subprotocols": ["graphql-transport-ws"],
            "extensions": {},
        }
        assert client.portal is not None
        client.portal.call(client.app, scope, receive, send)
        return sent

    init = {"type": "connection_init"}
    query = {"id": "1", "type": "subscribe", "payload": {"query": "{ images { id } }"}}
    assert broken_at("next", init, query) == ["websocket.accept", "websocket.send"]
    assert broken_at("websocket.close", {"type": "nonsense"}) == ["websocket.accept"]
    assert caplog.text == ""
