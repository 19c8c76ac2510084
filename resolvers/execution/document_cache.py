"""A cache of documents, each parsed, measured and validated once."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
)

from resolvers.cache import DEFAULT_CAPACITY, ClockCache
from resolvers.errors import LimitExceededError
from resolvers.execution.document_limits import check_document_limits
from resolvers.execution.introspection import list_lengths
from resolvers.execution.prepared import PreparedQuery
from resolvers.execution.validation import validate_document
from settings import Limits


@dataclass(eq=False, slots=True)
class Document:
    """A client's document; it is not executed if it has `errors`. `node` is None if it cannot be parsed.

    `prepared` holds its prepared queries, by the identity of the operation.
    """

    text: str
    node: DocumentNode | None
    errors: Sequence[GraphQLError]
    prepared: dict[int, PreparedQuery | None] = field(default_factory=dict)
    operations: list[OperationDefinitionNode] = field(init=False)

    def __post_init__(self) -> None:
        self.operations = [each for each in self._definitions if isinstance(each, OperationDefinitionNode)]

    @property
    def fragments(self) -> dict[str, FragmentDefinitionNode]:
        return {
            each.name.value: each for each in self._definitions if isinstance(each, FragmentDefinitionNode)
        }

    @property
    def _definitions(self) -> Sequence[object]:
        return () if self.node is None else self.node.definitions

    def copy_errors(self) -> list[GraphQLError]:
        """A copy of the errors: a response adds codes to them."""
        return [
            error
            if self.node is None
            else GraphQLError(error.message, error.nodes, extensions=error.extensions)
            for error in self.errors
        ]


class DocumentCache:
    """The recently used documents of all requests.

    `trace_step` is called with `parse` or `validate`, and entered during that step.
    """

    def __init__(self, schema: GraphQLSchema, limits: Limits, *, has_introspection: bool) -> None:
        self.trace_step: Callable[[str], AbstractContextManager[object]] = nullcontext
        self.cache: ClockCache[str, Document] = ClockCache(DEFAULT_CAPACITY)
        self._schema = schema
        self._limits = limits
        self._has_introspection = has_introspection
        self._introspected_lengths = list_lengths(schema)

    def get(self, text: str) -> Document:
        """The document, with its errors; a document that cannot be parsed is not cached."""
        try:
            return self.cache.get(text, lambda: self._load(text), len(text))
        except GraphQLError as error:
            return Document(text, None, [error])

    def _load(self, text: str) -> Document:
        """Parses, measures, then validates; raises GraphQLSyntaxError or LIMIT_EXCEEDED."""
        with self.trace_step("parse"):
            node = self._parse(text)
        check_document_limits(node, self._limits, self._introspected_lengths)
        with self.trace_step("validate"):
            errors = validate_document(
                self._schema, node, self._limits, has_introspection=self._has_introspection
            )
        return Document(text, node, errors)

    def _parse(self, text: str) -> DocumentNode:
        most = self._limits.max_query_tokens
        try:
            return parse(text, max_tokens=most, allow_empty_selection_sets=False)
        except GraphQLSyntaxError as error:
            if "Parsing aborted" in error.message:
                raise LimitExceededError(
                    f"The document must have at most {most} tokens and must not nest too deeply."
                ) from error
            raise
