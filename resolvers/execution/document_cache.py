"""Documents: parsed, measured and validated once, however often they are sent."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
)
from strawberry.extensions import SchemaExtension

from resolvers.cache import DEFAULT_CAPACITY, ClockCache, document_length
from resolvers.errors import LimitExceededError
from resolvers.execution.document_limits import check_document_limits
from resolvers.execution.validation import validate_document
from settings import Limits


class DocumentCache:
    """The documents seen lately; one for all requests.

    `trace` is called with `parse` or `validate` when that has to be done, and entered meanwhile.
    """

    def __init__(self, limits: Limits, *, introspection: bool) -> None:
        self.trace_step: Callable[[str], AbstractContextManager[object]] = nullcontext
        self._limits = limits
        self._introspection = introspection
        self._parse_cache: ClockCache[str, DocumentNode] = ClockCache(DEFAULT_CAPACITY)
        # What was asked for its operations a moment ago need not be read again to be refused.
        self._last_refused: tuple[str, GraphQLError] | None = None
        # By identity; the document is kept beside the errors, so that its id is not given to another.
        self._validation_cache: ClockCache[int, tuple[DocumentNode, list[GraphQLError]]] = ClockCache(
            DEFAULT_CAPACITY
        )

    @property
    def caches(self) -> dict[str, ClockCache[Any, Any]]:
        return {"parsed": self._parse_cache, "validated": self._validation_cache}

    def parse(self, text: str) -> DocumentNode:
        """Raises GraphQLSyntaxError, or LIMIT_EXCEEDED before anything else walks the document."""
        refused, self._last_refused = self._last_refused, None
        if refused is not None and refused[0] == text:
            self._parse_cache.misses += 1
            raise refused[1]
        return self._parse_cache.get(text, lambda: self._parse_document(text), len(text))

    def parse_ahead(self, text: str) -> DocumentNode | None:
        """A document that is about to be executed; None if it is refused, which executing it says."""
        try:
            return self._parse_cache.get(text, lambda: self._parse_document(text), len(text), is_ahead=True)
        except GraphQLError as error:
            self._last_refused = text, error
            return None

    def operations(self, text: str) -> list[OperationDefinitionNode]:
        """Those of a document that is about to be executed; none if it is refused."""
        document = self.parse_ahead(text)
        definitions = () if document is None else document.definitions
        return [each for each in definitions if isinstance(each, OperationDefinitionNode)]

    def validate(
        self, schema: GraphQLSchema, document: DocumentNode, *, is_ahead: bool = False
    ) -> list[GraphQLError]:
        """Why the document is not valid, in a list of the caller's own."""
        _, errors = self._validation_cache.get(
            id(document),
            lambda: (document, self._validate_document(schema, document)),
            document_length(document),
            is_ahead=is_ahead,
        )
        return [GraphQLError(error.message, error.nodes, extensions=error.extensions) for error in errors]

    def _validate_document(self, schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
        with self.trace_step("validate"):
            return validate_document(schema, document, has_introspection=self._introspection)

    def _parse_document(self, text: str) -> DocumentNode:
        most = self._limits.max_query_tokens
        try:
            with self.trace_step("parse"):
                document = parse(text, max_tokens=most, allow_empty_selection_sets=False)
        except GraphQLSyntaxError as error:
            if "Parsing aborted" in error.message:
                raise LimitExceededError(
                    f"The document has more than {most} tokens, or is nested too deeply."
                ) from error
            raise
        check_document_limits(document, self._limits)
        return document


def documents_extension(documents: DocumentCache) -> Callable[[], SchemaExtension]:
    """A factory: Strawberry makes one of it for each request."""

    class FromDocuments(SchemaExtension):
        def on_parse(self) -> Iterator[None]:
            context = self.execution_context
            assert context.query  # Strawberry refuses a request without one before.
            context.graphql_document = documents.parse(context.query)
            yield

        def on_validate(self) -> Iterator[None]:
            context = self.execution_context
            assert context.graphql_document is not None
            context.pre_execution_errors = documents.validate(
                context.schema._schema, context.graphql_document
            )
            yield

    return FromDocuments
