"""Subscriptions as parts of one response: Apollo's multipart protocol, version 1.0.

https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol
"""

from typing import Any

import orjson

from web.transports.subscription_stream import SubscriptionStream

_DELIMITER = b"\r\n--graphql"


def _part(json: bytes) -> bytes:
    """A part, with the delimiter behind it: a client reads a part only when it has seen where it ends."""
    return b"".join((b"\r\ncontent-type: application/json\r\n\r\n", json, _DELIMITER))


class MultipartStream(SubscriptionStream):
    """Each response is the `payload` of a part; a part without members is a heartbeat."""

    content_type = b'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'
    heartbeat = _part(b"{}")
    opening = _DELIMITER + heartbeat
    ending = b"--\r\n"

    @staticmethod
    def frame(response: bytes, cursor: str | None) -> bytes:
        return _part(b"".join((b'{"payload":', response, b"}")))

    @staticmethod
    def frame_errors(errors: list[dict[str, Any]]) -> bytes:
        return _part(orjson.dumps({"payload": None, "errors": errors}))
