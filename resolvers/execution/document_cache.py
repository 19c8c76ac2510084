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

from resolvers.cache import MOST_TEXT, Recent, text_length
from resolvers.errors import LimitExceeded
from resolvers.execution.document_limits import check_size
from resolvers.execution.validation import validation_errors
from settings import Limits


class Documents:
    """The documents seen lately; one for all requests.

    `trace` is called with `parse` or `validate` when that has to be done, and entered meanwhile.
    """

    def __init__(self, limits: Limits, *, introspection: bool) -> None:
        self.trace: Callable[[str], AbstractContextManager[object]] = nullcontext
        self._limits = limits
        self._introspection = introspection
        self._parsed: Recent[str, DocumentNode] = Recent(MOST_TEXT)
        # What was asked for its operations a moment ago need not be read again to be refused.
        self._refused: tuple[str, GraphQLError] | None = None
        # By identity; the document is kept beside the errors, so that its id is not given to another.
        self._validated: Recent[int, tuple[DocumentNode, list[GraphQLError]]] = Recent(MOST_TEXT)

    @property
    def caches(self) -> dict[str, Recent[Any, Any]]:
        return {"parsed": self._parsed, "validated": self._validated}

    def parsed(self, text: str) -> DocumentNode:
        """Raises GraphQLSyntaxError, or LIMIT_EXCEEDED before anything else walks the document."""
        refused, self._refused = self._refused, None
        if refused is not None and refused[0] == text:
            self._parsed.misses += 1
            raise refused[1]
        return self._parsed.get(text, lambda: self._parse(text), len(text))

    def ahead(self, text: str) -> DocumentNode | None:
        """A document that is about to be executed; None if it is refused, which executing it says."""
        try:
            return self._parsed.get(text, lambda: self._parse(text), len(text), ahead=True)
        except GraphQLError as error:
            self._refused = text, error
            return None

    def operations(self, text: str) -> list[OperationDefinitionNode]:
        """Those of a document that is about to be executed; none if it is refused."""
        document = self.ahead(text)
        definitions = () if document is None else document.definitions
        return [each for each in definitions if isinstance(each, OperationDefinitionNode)]

    def errors(
        self, schema: GraphQLSchema, document: DocumentNode, *, ahead: bool = False
    ) -> list[GraphQLError]:
        """Why the document is not valid, in a list of the caller's own."""
        _, errors = self._validated.get(
            id(document),
            lambda: (document, self._validate(schema, document)),
            text_length(document),
            ahead=ahead,
        )
        return [GraphQLError(error.message, error.nodes, extensions=error.extensions) for error in errors]

    def _validate(self, schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
        with self.trace("validate"):
            return validation_errors(schema, document, introspection=self._introspection)

    def _parse(self, text: str) -> DocumentNode:
        most = self._limits.max_query_tokens
        try:
            with self.trace("parse"):
                document = parse(text, max_tokens=most, allow_empty_selection_sets=False)
        except GraphQLSyntaxError as error:
            if "Parsing aborted" in error.message:
                raise LimitExceeded(
                    f"The document has more than {most} tokens, or is nested too deeply."
                ) from error
            raise
        check_size(document, self._limits)
        return document


def documents_extension(documents: Documents) -> Callable[[], SchemaExtension]:
    """A factory: Strawberry makes one of it for each request."""

    class FromDocuments(SchemaExtension):
        def on_parse(self) -> Iterator[None]:
            context = self.execution_context
            assert context.query  # Strawberry refuses a request without one before.
            context.graphql_document = documents.parsed(context.query)
            yield

        def on_validate(self) -> Iterator[None]:
            context = self.execution_context
            assert context.graphql_document is not None
            context.pre_execution_errors = documents.errors(context.schema._schema, context.graphql_document)
            yield

    return FromDocuments
