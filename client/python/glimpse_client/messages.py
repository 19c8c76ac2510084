"""GraphQL over HTTP without any HTTP library: bodies of requests, answers, and server-sent events."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from glimpse_client.errors import (
    Forbidden,
    GlimpseError,
    Unauthenticated,
    Unavailable,
    UnexpectedAnswer,
    error_of,
)
from glimpse_client.unset import UnsetType

ACCEPT = "application/graphql-response+json, application/json"
ACCEPT_EVENTS = "text/event-stream"

# The newest event that the caller sees: a subscription without a cursor starts behind it, and can be resumed.
NEWEST_EVENT = "{ imageEvents(first: 1) { nodes { cursor } } }"

_REFUSALS: dict[int, type[GlimpseError]] = {
    401: Unauthenticated,
    403: Forbidden,
    502: Unavailable,
    503: Unavailable,
    504: Unavailable,
}


def headers_of(token: str | None, headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of every request; a token is that of the modes jwt and keystone."""
    credentials = {} if token is None else {"authorization": f"Bearer {token}", "x-auth-token": token}
    return {"accept": ACCEPT, "content-type": "application/json", **credentials, **headers}


def endpoint_of(url: str) -> str:
    """The address of the API: a URL without a path gets `/graphql`."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in ("http", "https"):
        raise ValueError("The address must begin with http:// or https://")
    return f"{scheme}://{rest.rstrip('/')}/graphql" if "/" not in rest.rstrip("/") else url


def body_of(document: str, variables: Mapping[str, Any] | None, operation_name: str | None = None) -> bytes:
    """The body of a request; variables that are unset are left out, and null stays null."""
    body: dict[str, Any] = {"query": document}
    if operation_name is not None:
        body["operationName"] = operation_name
    if variables:
        body["variables"] = jsonable(variables)
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def jsonable(value: Any) -> Any:
    """The value as JSON has it: models by the names of the API, without the fields that were not given."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, Mapping):
        return {key: jsonable(each) for key, each in value.items() if not isinstance(each, UnsetType)}
    if isinstance(value, list | tuple):
        return [jsonable(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def data_of(status: int, content: bytes) -> dict[str, Any]:
    """The data of a response; raises GlimpseError for its errors, also if there is data beside them."""
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or not ("data" in answer or "errors" in answer):
        kind = _REFUSALS.get(status, UnexpectedAnswer)
        raise kind(f"The server answers with status {status}, and not as Glimpse does")
    return data_of_answer(answer)


def data_of_answer(answer: dict[str, Any]) -> dict[str, Any]:
    """The data of a parsed response; raises GlimpseError for its errors."""
    data: dict[str, Any] | None = answer.get("data")
    if answer.get("errors"):
        raise error_of(answer["errors"], data)
    if data is None:
        raise UnexpectedAnswer("The server answers neither with data nor with errors")
    return data


class EventReader:
    """Reads server-sent events line by line, as Glimpse writes them: one line of data an event."""

    def __init__(self) -> None:
        self._event = ""
        self._data = ""
        self._id: str | None = None
        self.is_complete = False

    def feed(self, line: str) -> tuple[str | None, dict[str, Any]] | None:
        """The id and the response of the event that this line ends; null if it ends none."""
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if line:
            if name == "event":
                self._event = value
            elif name == "data":
                self._data += value
            elif name == "id":
                self._id = value
            return None
        event, data, cursor = self._event, self._data, self._id
        self._event, self._data, self._id = "", "", None
        if event == "complete":
            self.is_complete = True
        if event != "next":
            return None
        answer: dict[str, Any] = json.loads(data)
        return cursor, answer


def newest_cursor(data: dict[str, Any]) -> str | None:
    """The cursor of the answer to `NEWEST_EVENT`; null if there is no event."""
    nodes = data["imageEvents"]["nodes"]
    return nodes[0]["cursor"] if nodes else None
