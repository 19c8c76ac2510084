"""Messages of `graphql-transport-ws`: their parsing, and the codes that close a connection."""

from typing import Any

import orjson
from starlette.datastructures import Headers

from resolvers.json_text import NumberOutOfRangeError, RepeatedKeyError, TooDeepError, parse_json

# The codes of graphql-ws, and one of Glimpse (4013).
BAD_REQUEST = 4400
UNAUTHORIZED = 4401
FORBIDDEN = 4403
INTERNAL = 4500
NOT_ACCEPTABLE = 4406
INIT_TIMEOUT = 4408
ALREADY_EXISTS = 4409
TOO_MANY_INITS = 4429
TOO_SLOW = 4013

# A browser cannot set headers, so these may stand in `connection_init`.
_CREDENTIALS = ("authorization", "x-auth-token")

# The longest reason that a close frame can have.
MAX_REASON_BYTES = 123


class CloseSocketError(Exception):
    """The connection must be closed with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def parse_message(text: object, most: int) -> dict[str, Any]:
    if not isinstance(text, str):
        raise CloseSocketError(BAD_REQUEST, "Invalid message: it must be text")
    if len(text) > most:
        raise CloseSocketError(BAD_REQUEST, f"Invalid message: it must have at most {most} characters")
    try:
        message = parse_json(text.encode(errors="surrogatepass"))
    except orjson.JSONDecodeError as error:
        raise CloseSocketError(BAD_REQUEST, "Invalid message: it must be JSON") from error
    except RepeatedKeyError as error:
        raise CloseSocketError(BAD_REQUEST, "Invalid message: its objects must not repeat a key") from error
    except (TooDeepError, NumberOutOfRangeError) as error:
        raise CloseSocketError(BAD_REQUEST, f"Invalid message: it {error}") from error
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise CloseSocketError(BAD_REQUEST, "Invalid message: it must be an object with a type")
    return message


def message_id(message: dict[str, Any]) -> str:
    id_ = message.get("id")
    if not isinstance(id_, str) or not id_:
        raise CloseSocketError(BAD_REQUEST, "Invalid message: its id must be a string")
    return id_


def message_payload(message: dict[str, Any]) -> dict[str, Any]:
    payload = message.get("payload")
    if payload is not None and not isinstance(payload, dict):
        raise CloseSocketError(BAD_REQUEST, "Invalid message: its payload must be an object")
    return payload or {}


def with_credentials(headers: Headers, payload: dict[str, Any]) -> Headers:
    """The handshake's headers, with the credentials of `connection_init` in place of their own."""
    nested = payload.get("headers")
    said = {
        name.lower(): value.encode("latin-1", errors="replace")
        for place in (payload, nested if isinstance(nested, dict) else {})
        for name, value in place.items()
        if name.lower() in _CREDENTIALS and isinstance(value, str)
    }
    kept = [(name, value) for name, value in headers.raw if name.decode("latin-1") not in said]
    return Headers(raw=[*kept, *((name.encode(), value) for name, value in said.items())])
