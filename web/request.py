"""What a request asks: a document, its variables, the operation to run; of the right types and sizes."""

import orjson
from strawberry.http import GraphQLRequestData

from web.refusal import RequestRefused

# Comments and commas are no tokens, but take as long to read.
_MOST_CHARACTERS = 262_144
_MOST_ITEMS = 10_000


def read_json(text: str | bytes) -> object:
    """Raises RequestRefused for what is not JSON in UTF-8."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise RequestRefused(400, "The request is not valid JSON in UTF-8.") from error


def asked(data: object) -> GraphQLRequestData:
    """What the body or the parameters of the address ask; raises RequestRefused."""
    if not isinstance(data, dict):
        raise RequestRefused(400, "The body must be a JSON object.")
    query, name = data.get("query"), data.get("operationName")
    variables, extensions = data.get("variables"), data.get("extensions")
    if not isinstance(query, str) or not query:
        raise RequestRefused(400, "The request must have a `query`, a string that is not empty.")
    if len(query) > _MOST_CHARACTERS:
        raise RequestRefused(
            400,
            f"The document is longer than {_MOST_CHARACTERS} characters: variables carry long values.",
            "LIMIT_EXCEEDED",
        )
    if not isinstance(variables, dict | None):
        raise RequestRefused(400, "The request's `variables` must be an object or null.")
    if not isinstance(name, str | None):
        raise RequestRefused(400, "The request's `operationName` must be a string or null.")
    if not isinstance(extensions, dict | None):
        raise RequestRefused(400, "The request's `extensions` must be an object or null.")
    _refuse_long_lists(variables)
    return GraphQLRequestData(query, variables, name, extensions)


def _refuse_long_lists(variables: object) -> None:
    # GraphQL coerces a list whole before anything else can look at it.
    left = [variables]
    while left:
        value = left.pop()
        if isinstance(value, list):
            if len(value) > _MOST_ITEMS:
                raise RequestRefused(
                    400, f"A list in the variables has more than {_MOST_ITEMS} items.", "LIMIT_EXCEEDED"
                )
            left.extend(value)
        elif isinstance(value, dict):
            left.extend(value.values())
