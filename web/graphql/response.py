"""A result as GraphQL's response: errors with their codes, data only if something was executed."""

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import ExecutionResult, GraphQLError

from web.http.errors import RequestError
from web.request_record import current_record


def was_executed(result: ExecutionResult) -> bool:
    return result.data is not None or any(error.path for error in result.errors or ())


def response_map(result: ExecutionResult) -> dict[str, Any]:
    """The response, to be encoded; its errors are recorded.

    The specification: a request that was not executed has no data, not even null.
    """
    errors = result.errors
    if not errors:
        return {"data": result.data}
    current_record().record_error_codes(error_codes(errors))
    response: dict[str, Any] = {"data": result.data} if was_executed(result) else {}
    return response | {"errors": format_errors(errors)}


def error_codes(errors: Iterable[GraphQLError]) -> Iterator[object]:
    return ((error.extensions or {}).get("code") for error in errors)


def format_errors(errors: list[GraphQLError]) -> list[dict[str, Any]]:
    return [dict(error.formatted) for error in errors]


def graphql_errors(error: RequestError) -> list[GraphQLError]:
    """A request that is not executed, where there is no HTTP status to say so."""
    return [GraphQLError(error.reason, extensions={"code": error.code})]
