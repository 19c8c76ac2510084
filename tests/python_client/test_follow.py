"""Events are followed across breaks, by both clients: what a server could answer is scripted."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator

import httpx2
import pytest

from glimpse_client import (
    AsyncGlimpseClient,
    CursorExpired,
    FollowedEvent,
    GlimpseClient,
    Timeout,
    UnexpectedAnswer,
)

URL = "http://glimpse.example"
END = "event: complete\ndata:\n\n"


def event(cursor: str) -> str:
    fields: dict[str, object] = {
        "type": "CREATED",
        "cursor": cursor,
        "imageId": "1",
        "occurredAt": "2026-01-02T00:00:00Z",
        "changedFields": [],
        "changes": [],
        "actor": None,
        "requestId": None,
        "image": None,
    }
    return f"id: {cursor}\nevent: next\ndata: {json.dumps({'data': {'imageChanged': fields}})}\n\n"


def refusal(code: str) -> str:
    errors = [{"message": "No", "extensions": {"code": code}}]
    return f"event: next\ndata: {json.dumps({'errors': errors})}\n\n{END}"


class Script:
    """Answers each subscription by the next text or failure, and keeps the cursors that it was given."""

    def __init__(
        self, *answers: str | Exception, newest: str | None = "e4", kind: str = "event-stream"
    ) -> None:
        self.answers = list(answers)
        self.newest = newest
        self.kind = kind
        self.asked: list[str | None] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content)
        if "imageEvents" in body["query"]:
            nodes = [{"cursor": self.newest}] if self.newest else []
            return httpx2.Response(200, json={"data": {"imageEvents": {"nodes": nodes}}})
        self.asked.append(body["variables"].get("after"))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(200, text=answer, headers={"content-type": f"text/{self.kind}"})


Ended = tuple[list[str], type[Exception]]
Follow = Callable[[Script], Ended]


def followed(script: Script) -> Ended:
    """The cursors of the events, and the exception that ends them."""
    with GlimpseClient(URL, transport=httpx2.MockTransport(script)) as client:
        events: Iterator[FollowedEvent] = client.follow(retry_delay=0)
        found = list[str]()
        try:
            for each in events:
                found.append(each.cursor)
        except Exception as end:
            return found, type(end)
    raise AssertionError("it has ended without an exception")


def followed_asynchronously(script: Script) -> Ended:
    async def walk() -> Ended:
        found = list[str]()
        async with AsyncGlimpseClient(URL, transport=httpx2.MockTransport(script)) as client:
            events: AsyncIterator[FollowedEvent] = client.follow(retry_delay=0)
            try:
                async for each in events:
                    found.append(each.cursor)
            except Exception as end:
                return found, type(end)
        raise AssertionError("it has ended without an exception")

    return asyncio.run(walk())


FOLLOW = [followed, followed_asynchronously]


@pytest.mark.parametrize("follow", FOLLOW)
def test_behind_each_break_comes_the_next_event(follow: Follow) -> None:
    script = Script(
        httpx2.ConnectError("refused"),
        event("e5"),
        event("e6") + refusal("UNAVAILABLE"),
        httpx2.ReadTimeout("slow"),
        END,
        event("e7") + refusal("CURSOR_EXPIRED"),
    )
    assert follow(script) == (["e5", "e6", "e7"], CursorExpired)
    assert script.asked == ["e4", "e4", "e5", "e6", "e6", "e6"]


@pytest.mark.parametrize("follow", FOLLOW)
def test_a_database_without_events_is_followed_from_now_on(follow: Follow) -> None:
    script = Script(END, refusal("CURSOR_EXPIRED"), newest=None)
    assert follow(script) == ([], CursorExpired)
    assert script.asked == [None, None]


@pytest.mark.parametrize("follow", FOLLOW)
def test_an_answer_that_is_no_stream_is_an_exception(follow: Follow) -> None:
    assert follow(Script("<html>", kind="html")) == ([], UnexpectedAnswer)


def test_a_slow_answer_is_a_timeout() -> None:
    def slow(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("slow", request=request)

    with (
        GlimpseClient(URL, transport=httpx2.MockTransport(slow)) as client,
        pytest.raises(Timeout, match="slow"),
    ):
        client.get_registry()


def test_a_subscription_of_the_asynchronous_client_ends_with_its_stream() -> None:
    async def walk() -> list[str]:
        transport = httpx2.MockTransport(Script(event("e5") + END))
        async with AsyncGlimpseClient(URL, transport=transport) as client:
            return [each.cursor async for each in client.image_changed(after="e4")]

    assert asyncio.run(walk()) == ["e5"]
