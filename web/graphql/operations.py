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
from web.graphql.request import Asked
from web.http.errors import RequestRefused
from web.request_record import noted

QUERIES = {OperationType.QUERY}
QUERIES_AND_MUTATIONS = {OperationType.QUERY, OperationType.MUTATION}
ALL = set(OperationType)


class Places:
    """`with places:` is a request that is executed meanwhile; raises RequestRefused if there are too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0

    def __enter__(self) -> None:
        if self._taken >= self._most:
            raise RequestRefused(
                503,
                f"More than {self._most} requests are in flight; try again.",
                "LIMIT_EXCEEDED",
                {"Retry-After": "1"},
            )
        self._taken += 1

    def __exit__(self, *_: object) -> None:
        self._taken -= 1


class Operations:
    """No more than `max_in_flight` requests are executed at a time; who follows takes no such place."""

    def __init__(
        self, schema: ExecutableSchema, persisted: PersistedDocuments, *, max_in_flight: int
    ) -> None:
        self.schema = schema
        self.place = Places(max_in_flight)
        self._persisted = persisted

    def is_subscription(self, asked: Asked) -> bool:
        """Whether that is what would be run; raises RequestRefused for a document that is not known."""
        chosen = self._chosen(self._persisted.text(asked), asked)
        return len(chosen) == 1 and chosen[0].operation.value == "subscription"

    def depends_on_store_alone(self, asked: Asked) -> bool:
        """Whether it is a query prepared of late; raises RequestRefused for a document that is not known."""
        query = self.schema.get_prepared(self._persisted.text(asked), asked.operation_name)
        return query is not None and query.is_time_independent

    async def run(self, asked: Asked, context: Context, allowed: set[OperationType]) -> ExecutionResult:
        """Raises RequestRefused for what cannot be run at all, or not so."""
        text = self._persisted.text(asked)
        query = self.schema.get_prepared(text, asked.operation_name)
        if query is None:
            self._note(text, asked)
            query = self.schema.prepare(text, asked.operation_name)
        else:
            noted().note_operation("query", query.name)
        if query is None:
            result = await self._execute(text, asked, context, allowed)
        else:
            result = await query.run(asked.variables, context)
        if asked.extensions is not None and executed(result):
            self._persisted.register(asked)
        return result

    async def _execute(
        self, text: str, asked: Asked, context: Context, allowed: set[OperationType]
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
            raise RequestRefused(400, "The document has no operation of that name.") from error
        except InvalidOperationTypeError as error:
            if error.operation_type is OperationType.MUTATION:
                raise RequestRefused(
                    405, "A mutation must be sent with POST.", headers={"Allow": "POST"}
                ) from error
            raise RequestRefused(
                406, "A subscription is answered as text/event-stream, or over a WebSocket."
            ) from error

    async def follow(self, asked: Asked, context: Context) -> AsyncGenerator[bytes, None]:
        """The responses to a subscription; raises SubscriptionError or RequestRefused."""
        text = self._persisted.text(asked)
        self._note(text, asked)
        responses = await response_stream(self.schema, text, asked.variables, asked.operation_name, context)
        self._persisted.register(asked)
        return responses

    def _note(self, text: str, asked: Asked) -> None:
        chosen = self._chosen(text, asked)
        if asked.operation_name is None and len(chosen) > 1:
            # Strawberry would run the first.
            raise RequestRefused(
                400, "The document has several operations: `operationName` must say which to run."
            )
        for each in chosen:
            noted().note_operation(each.operation.value, each.name.value if each.name else None)

    def _chosen(self, text: str, asked: Asked) -> Sequence[OperationDefinitionNode]:
        """Of the document's operations the one that is named, or all if none is."""
        return [
            each
            for each in self.schema.documents.operations(text)
            if asked.operation_name is None or (each.name and each.name.value == asked.operation_name)
        ]


def allowed_by(method: str) -> set[OperationType]:
    """What an HTTP method may ask for, of what is answered at once."""
    return QUERIES_AND_MUTATIONS if method == "POST" else QUERIES


def executed(result: ExecutionResult) -> bool:
    return result.data is not None or any(error.path for error in result.errors or ())


def response_to(result: ExecutionResult) -> dict[str, Any]:
    """The result as GraphQL's response; its errors are noted.

    The specification: a request that was not executed has no data, not even null.
    """
    errors = result.errors
    if not errors:
        return {"data": result.data}
    noted().note_codes(codes_of(errors))
    response: dict[str, Any] = {"data": result.data} if executed(result) else {}
    return response | {"errors": formatted(errors)}


def codes_of(errors: Iterable[GraphQLError]) -> Iterator[object]:
    return ((error.extensions or {}).get("code") for error in errors)


def formatted(errors: list[GraphQLError]) -> list[dict[str, Any]]:
    return [dict(error.formatted) for error in errors]


def errors_of(refused: RequestRefused) -> list[GraphQLError]:
    """What was refused as a request, where there is no HTTP status to say so."""
    return [GraphQLError(refused.reason, extensions={"code": refused.code})]
