"""Operations asked for, over whatever they come: found, run or followed, and their answers written."""

from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from resolvers.context import Context
from resolvers.execution.schema import ExecutableSchema
from resolvers.subscriptions.response_stream import response_stream
from web.graphql.persisted_documents import PersistedDocuments
from web.graphql.request import GraphQLRequest
from web.http.errors import RequestError
from web.request_record import current_record

QUERIES = {OperationType.QUERY}
QUERIES_AND_MUTATIONS = {OperationType.QUERY, OperationType.MUTATION}
ALL = set(OperationType)


class ConcurrencyLimit:
    """`with places:` is a request that is executed meanwhile; raises RequestError if there are too many."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._taken = 0

    def __enter__(self) -> None:
        if self._taken >= self._limit:
            raise RequestError(
                503,
                f"More than {self._limit} requests are in flight; try again.",
                "LIMIT_EXCEEDED",
                {"Retry-After": "1"},
            )
        self._taken += 1

    def __exit__(self, *_: object) -> None:
        self._taken -= 1


class OperationRunner:
    """No more than `max_in_flight` requests are executed at a time; who follows takes no such place."""

    def __init__(
        self, schema: ExecutableSchema, persisted: PersistedDocuments, *, max_in_flight: int
    ) -> None:
        self.schema = schema
        self.concurrency_limit = ConcurrencyLimit(max_in_flight)
        self._persisted = persisted

    def is_subscription(self, asked: GraphQLRequest) -> bool:
        """Whether that is what would be run; raises RequestError for a document that is not known."""
        chosen = self._chosen(self._persisted.resolve_text(asked), asked)
        return len(chosen) == 1 and chosen[0].operation.value == "subscription"

    def depends_on_store_alone(self, asked: GraphQLRequest) -> bool:
        """Whether it is a query prepared of late; raises RequestError for a document that is not known."""
        query = self.schema.get_prepared(self._persisted.resolve_text(asked), asked.operation_name)
        return query is not None and query.is_time_independent

    async def run(
        self, asked: GraphQLRequest, context: Context, allowed: set[OperationType]
    ) -> ExecutionResult:
        """Raises RequestError for what cannot be run at all, or not so."""
        text = self._persisted.resolve_text(asked)
        query = self.schema.get_prepared(text, asked.operation_name)
        if query is None:
            self._note(text, asked)
            query = self.schema.prepare(text, asked.operation_name)
        else:
            current_record().record_operation("query", query.name)
        if query is None:
            result = await self._execute(text, asked, context, allowed)
        else:
            result = await query.run(asked.variables, context)
        if asked.extensions is not None and was_executed(result):
            self._persisted.register(asked)
        return result

    async def _execute(
        self, text: str, asked: GraphQLRequest, context: Context, allowed: set[OperationType]
    ) -> ExecutionResult:
        try:
            return await self.schema.execute(
                text,
                variable_values=asked.variables,
                context_value=context,
                operation_name=asked.operation_name,
                allowed_operation_types=allowed,
            )
        except CannotGetOperationTypeError as error:
            raise RequestError(400, "The document has no operation of that name.") from error
        except InvalidOperationTypeError as error:
            if error.operation_type is OperationType.MUTATION:
                raise RequestError(
                    405, "A mutation must be sent with POST.", headers={"Allow": "POST"}
                ) from error
            raise RequestError(
                406, "A subscription is answered as text/event-stream, or over a WebSocket."
            ) from error

    async def subscribe(self, asked: GraphQLRequest, context: Context) -> AsyncGenerator[bytes, None]:
        """The responses to a subscription; raises SubscriptionError or RequestError."""
        text = self._persisted.resolve_text(asked)
        self._note(text, asked)
        responses = await response_stream(self.schema, text, asked.variables, asked.operation_name, context)
        self._persisted.register(asked)
        return responses

    def _note(self, text: str, asked: GraphQLRequest) -> None:
        chosen = self._chosen(text, asked)
        if asked.operation_name is None and len(chosen) > 1:
            # Strawberry would run the first.
            raise RequestError(
                400, "The document has several operations: `operationName` must say which to run."
            )
        for each in chosen:
            current_record().record_operation(each.operation.value, each.name.value if each.name else None)

    def _chosen(self, text: str, asked: GraphQLRequest) -> Sequence[OperationDefinitionNode]:
        """Of the document's operations the one that is named, or all if none is."""
        return [
            each
            for each in self.schema.documents.operations(text)
            if asked.operation_name is None or (each.name and each.name.value == asked.operation_name)
        ]


def allowed_operations(method: str) -> set[OperationType]:
    """What an HTTP method may ask for, of what is answered at once."""
    return QUERIES_AND_MUTATIONS if method == "POST" else QUERIES


def was_executed(result: ExecutionResult) -> bool:
    return result.data is not None or any(error.path for error in result.errors or ())


def response_map(result: ExecutionResult) -> dict[str, Any]:
    """The result as GraphQL's response; its errors are noted.

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


def graphql_errors(refused: RequestError) -> list[GraphQLError]:
    """What was refused as a request, where there is no HTTP status to say so."""
    return [GraphQLError(refused.reason, extensions={"code": refused.code})]
