"""Parses a GraphQL request and checks its types and sizes."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson

from resolvers.json_text import NumberOutOfRangeError, RepeatedKeyError, TooDeepError, parse_json
from web.http.errors import RequestError

# Glimpse reads five; parameters that a proxy or a cache adds are ignored.
_MAX_PARAMETERS = 50


_JSON_PARAMETERS = ("variables", "extensions")

# The members of a request as JSON, and the type of each unless it is null.
_MEMBERS: dict[str, type] = {
    "query": str,
    "variables": dict,
    "operationName": str,
    "extensions": dict,
    "documentId": str,
}
_WORDS: dict[type, str] = {str: "a string", dict: "an object"}

# A value without them is neither large nor deep.
_NESTED = frozenset({list, dict})


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """Limits of a request, as in `registry.limits`; checked before its document is parsed."""

    max_request_bytes: int
    max_query_characters: int
    max_list_items: int
    max_json_depth: int
    max_batch: int


@dataclass(slots=True)
class GraphQLRequest:
    """`query` is None if `document_id`, or the hash in `extensions`, names the document."""

    query: str | None
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None
    document_id: str | None = None


def _read_json(text: bytes, bounds: RequestLimits) -> object:
    """The value; raises RequestError unless the text is JSON in UTF-8 that `parse_json` reads."""
    try:
        return parse_json(text)
    except orjson.JSONDecodeError as error:
        raise RequestError(400, "The request must be valid JSON in UTF-8.") from error
    except NumberOutOfRangeError as error:
        raise RequestError(400, f"The request's JSON {error}.") from error
    except RepeatedKeyError as error:
        raise RequestError(400, "An object of the request's JSON must not repeat a key.") from error
    except TooDeepError as error:
        raise _too_deep(bounds) from error


def _too_deep(bounds: RequestLimits) -> RequestError:
    return RequestError(
        400, f"A value must have at most {bounds.max_json_depth} levels of nesting.", "LIMIT_EXCEEDED"
    )


def parse_get(query_string: bytes, bounds: RequestLimits) -> GraphQLRequest:
    """The request in the parameters of a URL, where an empty one is absent; raises RequestError."""
    try:
        pairs = parse_qsl(query_string.decode(), errors="strict", max_num_fields=_MAX_PARAMETERS)
    except ValueError as error:
        raise RequestError(
            400, f"The query string must be UTF-8 with at most {_MAX_PARAMETERS} parameters."
        ) from error
    parameters: dict[str, object] = {}
    for name, value in pairs:
        if name in parameters:
            raise RequestError(400, "The query string must not name a parameter twice.")
        parameters[name] = _read_json(value.encode(), bounds) if name in _JSON_PARAMETERS else value
    return parse_request(parameters, bounds)


def parse_post(body: bytes, bounds: RequestLimits) -> GraphQLRequest | list[GraphQLRequest]:
    """The request in a body, or several if the body is a list; raises RequestError."""
    data = _read_json(body, bounds)
    if not isinstance(data, list):
        return parse_request(data, bounds)
    if bounds.max_batch == 1:
        raise RequestError(400, "The body must be a JSON object, not a list of requests.")
    if not data:
        raise RequestError(400, "The list of requests must not be empty.")
    if len(data) > bounds.max_batch:
        raise RequestError(
            400, f"The list must have at most {bounds.max_batch} requests.", code="LIMIT_EXCEEDED"
        )
    return [parse_request(each, bounds) for each in data]


def parse_request(data: object, bounds: RequestLimits) -> GraphQLRequest:
    """One request from JSON; raises RequestError."""
    if not isinstance(data, dict):
        raise RequestError(400, "The body must be a JSON object.")
    for name, value in data.items():
        kind = _MEMBERS.get(name)
        if kind is not None and value is not None and not isinstance(value, kind):
            raise RequestError(400, f"`{name}` must be {_WORDS[kind]} or null.")
    query = data.get("query")
    if query is not None and len(query) > bounds.max_query_characters:
        raise RequestError(
            400,
            f"The document must have at most {bounds.max_query_characters} characters: "
            "pass long values as variables.",
            "LIMIT_EXCEEDED",
        )
    variables, extensions = data.get("variables"), data.get("extensions")
    if extensions or (variables and not _NESTED.isdisjoint(map(type, variables.values()))):
        _check_value_limits((variables, extensions), bounds)
    return GraphQLRequest(query, variables, data.get("operationName"), extensions, data.get("documentId"))


def _check_value_limits(values: tuple[object, ...], bounds: RequestLimits) -> None:
    # graphql-core coerces whole values, recursively, before anything else can check them.
    level = list(values)
    for _ in range(bounds.max_json_depth + 1):
        below: list[object] = []
        for value in level:
            if isinstance(value, list):
                if len(value) > bounds.max_list_items:
                    raise RequestError(
                        400, f"A list must have at most {bounds.max_list_items} items.", "LIMIT_EXCEEDED"
                    )
                below.extend(value)
            elif isinstance(value, dict):
                below.extend(value.values())
        if not below:
            return
        level = below
    raise _too_deep(bounds)
