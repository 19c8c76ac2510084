"""Operations, over whatever they come: resolved once, then executed or subscribed to."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from graphql import ExecutionResult, OperationDefinitionNode, OperationType

from resolvers.context import Context
from resolvers.execution.document_cache import Document
from resolvers.execution.pipeline import execute
from resolvers.execution.schema import ExecutableSchema
from resolvers.subscriptions.response_stream import response_stream
from web.graphql.persisted_documents import PersistedDocuments
from web.graphql.request import GraphQLRequest
from web.graphql.response import was_executed
from web.http.errors import RequestError
from web.request_record import current_record

QUERIES = frozenset({OperationType.QUERY})
QUERIES_AND_MUTATIONS = frozenset({OperationType.QUERY, OperationType.MUTATION})


class ConcurrencyLimit:
    """`with limit:` is a request that is executed meanwhile; raises RequestError if there are too many."""

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


@dataclass(frozen=True, slots=True)
class ResolvedRequest:
    """A request with its document: looked up once, and handed on to every later phase.

    `operation` is null if the document cannot be parsed; its errors say why.
    """

    request: GraphQLRequest
    document: Document
    operation: OperationDefinitionNode | None

    @property
    def is_subscription(self) -> bool:
        return self.operation is not None and self.operation.operation is OperationType.SUBSCRIPTION


class OperationRunner:
    """No more than `max_in_flight` requests are executed at a time; subscribers take no such place."""

    def __init__(
        self, schema: ExecutableSchema, persisted: PersistedDocuments, *, max_in_flight: int
    ) -> None:
        self.concurrency_limit = ConcurrencyLimit(max_in_flight)
        self._schema = schema
        self._persisted = persisted

    def resolve(self, request: GraphQLRequest) -> ResolvedRequest:
        """Finds the document and the operation that are to be executed; raises RequestError."""
        document = self._schema.documents.get(self._persisted.resolve_text(request))
        operation = None if document.node is None else _choose_operation(document, request.operation_name)
        if operation is not None:
            name = operation.name.value if operation.name else None
            current_record().record_operation(operation.operation.value, name)
        return ResolvedRequest(request, document, operation)

    def is_store_dependent_only(self, resolved: ResolvedRequest) -> bool:
        """Whether the response depends on nothing but the request, the caller and what is stored."""
        operation, document = resolved.operation, resolved.document
        if operation is None or document.errors:
            return False
        query = self._schema.prepare(document, operation)
        return query is not None and query.is_time_independent

    async def run(
        self, resolved: ResolvedRequest, context: Context, allowed: frozenset[OperationType]
    ) -> ExecutionResult:
        """Raises RequestError for an operation that may not be executed so."""
        request, operation = resolved.request, resolved.operation
        if operation is not None and operation.operation not in allowed:
            raise _not_allowed(operation.operation)
        result = await execute(self._schema, resolved.document, operation, request.variables, context)
        if request.extensions is not None and was_executed(result):
            self._persisted.register(request)
        return result

    async def subscribe(self, resolved: ResolvedRequest, context: Context) -> AsyncGenerator[bytes, None]:
        """The responses to a subscription; raises SubscriptionError."""
        request = resolved.request
        responses = await response_stream(
            self._schema, resolved.document, request.variables, request.operation_name, context
        )
        self._persisted.register(request)
        return responses


def _choose_operation(document: Document, name: str | None) -> OperationDefinitionNode:
    """Raises RequestError unless it is exactly one."""
    chosen = [each for each in document.operations if name is None or (each.name and each.name.value == name)]
    if not chosen:
        raise RequestError(400, "The document has no operation of that name.")
    if name is None and len(chosen) > 1:
        raise RequestError(400, "The document has several operations: `operationName` must say which to run.")
    return chosen[0]


def _not_allowed(kind: OperationType) -> RequestError:
    if kind is OperationType.MUTATION:
        return RequestError(405, "A mutation must be sent with POST.", headers={"Allow": "POST"})
    return RequestError(406, "A subscription is answered as text/event-stream, or over a WebSocket.")


def allowed_operations(method: str) -> frozenset[OperationType]:
    """What an HTTP method may request, of what is answered at once."""
    return QUERIES_AND_MUTATIONS if method == "POST" else QUERIES
