"""What faulty parts of a selection are answered with: nulls, and errors in their places."""

from typing import Any

from starlette.testclient import TestClient

from tests.support.http.client import answer

NULL_ARGUMENT = (
    "Argument 'name' has invalid value: "
    "Expected variable '$n' provided to non-null type 'String!' not to be null."
)
NULL_CONDITION = (
    "Argument 'if' has invalid value: "
    "Expected variable '$v' provided to non-null type 'Boolean!' not to be null."
)

Found = tuple[Any, list[tuple[str, list[str | int], int]]]


def found(client: TestClient, query: str, **variables: object) -> Found:
    """The data, and of each error its message, its path and its column."""
    answered = answer(client, query, **variables)
    return answered["data"], [
        (error["message"], error["path"], error["locations"][0]["column"])
        for error in answered.get("errors", [])
    ]
