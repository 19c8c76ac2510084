"""Operations of all transports: resolved once, then executed or subscribed to."""

from dataclasses import dataclass

from graphql import ExecutionResult, OperationDefinitionNode, OperationType

from resolvers.context import Context
from resolvers.execution.document_cache import Document
from resolvers.execution.pipeline import execute
from resolvers.execution.result import RefusedResult
from resolvers.execution.schema import ExecutableSchema
from resolvers.subscriptions.response_stream import ResponseStream, response_stream
from web.graphql.persisted_documents import PersistedDocuments
from web.graphql.request import GraphQLRequest
from web.http.errors import RequestError
from web.request_record import current_record

QUERIES = frozenset({OperationType.QUERY})
QUERIES_AND_MUTATIONS = frozenset({OperationType.QUERY, OperationType.MUTATION})


class ConcurrencyLimit:
    """Bounds the requests that run inside `with limit:`; raises RequestError beyond the limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._taken = 0

    def __enter__(self) -> None:
        if self._taken >= self._limit:
            raise RequestError(
                503,
                f"The server already executes {self._limit} requests; retry.",
                "LIMIT_EXCEEDED",
                {"Retry-After": "1"},
            )
        self._taken += 1

    def __exit__(self, *_: object) -> None:
        self._taken -= 1


@dataclass(frozen=True, slots=True)
class ResolvedRequest:
    """A request with its document: looked up once, and passed on to every later phase.

    `operation` is None if the document cannot be parsed; its errors say why.
    """

    request: GraphQLRequest
    document: Document
    operation: OperationDefinitionNode | None

    @property
    def is_subscription(self) -> bool:
        return self.operation is not None and self.operation.operation is OperationType.SUBSCRIPTION


class OperationRunner:
    """Executes at most `max_in_flight` requests at a time; subscriptions do not count."""

    def __init__(
        self, schema: ExecutableSchema, persisted: PersistedDocuments, *, max_in_flight: int
    ) -> None:
        self.concurrency_limit = ConcurrencyLimit(max_in_flight)
        self._schema = schema
        self._persisted = persisted

    def resolve(self, request: GraphQLRequest) -> ResolvedRequest:
        """Finds the document and the operation to execute; raises RequestError."""
        document = self._schema.documents.get(self._persisted.resolve_text(request))
        operation = None if document.node is None else _choose_operation(document, request.operation_name)
        if operation is not None:
            name = operation.name.value if operation.name else None
            current_record().record_operation(operation.operation.value, name)
        return ResolvedRequest(request, document, operation)

    def is_store_dependent_only(self, resolved: ResolvedRequest) -> bool:
        """Whether the response depends only on the request, the caller and the stored data."""
        operation, document = resolved.operation, resolved.document
        if operation is None or document.errors:
            return False
        query = self._schema.prepare(document, operation)
        return query is not None and query.is_image_dependent_only

    async def run(
        self, resolved: ResolvedRequest, context: Context, allowed: frozenset[OperationType]
    ) -> ExecutionResult:
        """Executes the operation; raises RequestError if its type is not `allowed`."""
        request, operation = resolved.request, resolved.operation
        if operation is not None and operation.operation not in allowed:
            raise _not_allowed(operation.operation)
        result = await execute(self._schema, resolved.document, operation, request.variables, context)
        if request.extensions is not None and not isinstance(result, RefusedResult):
            self._persisted.register(request)
        return result

    async def subscribe(self, resolved: ResolvedRequest, context: Context) -> ResponseStream:
        """The responses to a subscription; raises SubscriptionError."""
        request = resolved.request
        responses = await response_stream(
            self._schema, resolved.document, request.variables, request.operation_name, context
        )
        self._persisted.register(request)
        return responses


def _choose_operation(document: Document, name: str | None) -> OperationDefinitionNode:
    """The operation of this name; raises RequestError unless exactly one matches."""
    chosen = document.operations
    if not chosen:
        raise RequestError(400, "The document has no operation.")
    if name is not None:
        chosen = [each for each in chosen if each.name and each.name.value == name]
    if not chosen:
        raise RequestError(400, "The document has no operation with this `operationName`.")
    if name is None and len(chosen) > 1:
        raise RequestError(400, "`operationName` must name one of the document's operations.")
    return chosen[0]


def _not_allowed(kind: OperationType) -> RequestError:
    if kind is OperationType.MUTATION:
        return RequestError(405, "A mutation must use POST.", headers={"Allow": "POST"})
    return RequestError(
        406,
        "A subscription must accept text/event-stream or multipart/mixed;subscriptionSpec=1.0, "
        "or use a WebSocket.",
    )


def allowed_operations(method: str) -> frozenset[OperationType]:
    """The types of operations that an HTTP method may request, apart from subscriptions."""
    return QUERIES_AND_MUTATIONS if method == "POST" else QUERIES
