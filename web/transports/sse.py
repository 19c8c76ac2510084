"""Subscriptions as server-sent events: GraphQL over SSE in distinct connections mode."""

from typing import Any

import orjson

from web.transports.subscription_stream import SubscriptionStream


class EventStream(SubscriptionStream):
    """Each response is an event named next, whose id is its cursor; one named complete ends the stream."""

    content_type = b"text/event-stream; charset=utf-8"
    opening = heartbeat = b":\n\n"
    ending = b"event: complete\ndata:\n\n"

    @staticmethod
    def frame(response: bytes, cursor: str | None) -> bytes:
        id_ = b"" if cursor is None else f"id: {cursor}\n".encode()
        # JSON from orjson has no line breaks, so it fits in one line of data.
        return b"".join((id_, b"event: next\ndata: ", response, b"\n\n"))

    @staticmethod
    def frame_errors(errors: list[dict[str, Any]]) -> bytes:
        return EventStream.frame(orjson.dumps({"errors": errors}), None)
