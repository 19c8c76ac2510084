"""The response of a result: errors with their codes, and data only after an execution."""

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import ExecutionResult, GraphQLError

from resolvers.execution.result import RefusedResult
from web.http.errors import RequestError
from web.request_record import current_record


def response_map(result: ExecutionResult) -> dict[str, Any]:
    """The response, not yet encoded; records the codes of its errors.

    By the specification, a request that was not executed has no `data`, not even null.
    """
    errors = result.errors
    if not errors:
        return {"data": result.data}
    current_record().record_error_codes(error_codes(errors))
    formatted = {"errors": format_errors(errors)}
    return formatted if isinstance(result, RefusedResult) else {"data": result.data, **formatted}


def error_codes(errors: Iterable[GraphQLError]) -> Iterator[object]:
    return ((error.extensions or {}).get("code") for error in errors)


def format_errors(errors: list[GraphQLError]) -> list[dict[str, Any]]:
    return [dict(error.formatted) for error in errors]


def graphql_errors(error: RequestError) -> list[GraphQLError]:
    """The errors of a refused request, for transports without HTTP statuses."""
    return [GraphQLError(error.reason, extensions={"code": error.code})]
