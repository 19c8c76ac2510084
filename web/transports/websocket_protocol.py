"""What a WebSocket's client says: each message read and judged, and the codes that a connection ends by."""

from typing import Any

import orjson
from starlette.datastructures import Headers

# Those of graphql-ws, and one of ours.
BAD_REQUEST = 4400
UNAUTHORIZED = 4401
FORBIDDEN = 4403
INTERNAL = 4500
NOT_ACCEPTABLE = 4406
INIT_TIMEOUT = 4408
ALREADY_EXISTS = 4409
TOO_MANY_INITS = 4429
TOO_SLOW = 4013

# What a browser, which cannot set headers, may say in its first message.
_CREDENTIALS = ("authorization", "x-auth-token")

# Bytes of a close frame's reason.
MAX_REASON_BYTES = 123


class CloseSocketError(Exception):
    """The connection ends, by a code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def parse_message(text: object, most: int) -> dict[str, Any]:
    if not isinstance(text, str):
        raise CloseSocketError(BAD_REQUEST, "Invalid message: it is no text")
    if len(text) > most:
        raise CloseSocketError(BAD_REQUEST, "Invalid message: it is too long")
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise CloseSocketError(BAD_REQUEST, "Invalid message: it is no JSON") from error
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise CloseSocketError(BAD_REQUEST, "Invalid message: it is no object with a type")
    return message


def message_id(message: dict[str, Any]) -> str:
    id_ = message.get("id")
    if not isinstance(id_, str) or not id_:
        raise CloseSocketError(BAD_REQUEST, "Invalid message: its id is no text")
    return id_


def message_payload(message: dict[str, Any]) -> dict[str, Any]:
    payload = message.get("payload")
    if payload is not None and not isinstance(payload, dict):
        raise CloseSocketError(BAD_REQUEST, "Invalid message: its payload is no object")
    return payload or {}


def with_credentials(headers: Headers, payload: dict[str, Any]) -> Headers:
    """The handshake's headers, and of the first message what proves who is calling, in place of theirs."""
    nested = payload.get("headers")
    said = {
        name.lower(): value.encode("latin-1", errors="replace")
        for place in (payload, nested if isinstance(nested, dict) else {})
        for name, value in place.items()
        if name.lower() in _CREDENTIALS and isinstance(value, str)
    }
    kept = [(name, value) for name, value in headers.raw if name.decode("latin-1") not in said]
    return Headers(raw=[*kept, *((name.encode(), value) for name, value in said.items())])
