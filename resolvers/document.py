"""Documents: parsed, measured and validated once, however often they are sent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    specified_rules,
    validate,
)
from strawberry.extensions import SchemaExtension

from resolvers.errors import LimitExceeded
from resolvers.read.recent import MOST_TEXT, Recent, text_length

# Levels of selections, with those of the fragments that they use: whoever walks a document goes down
# Python's own stack.
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """`depth` counts levels of fields; `aliases` counts aliased fields, each use of a fragment anew."""

    tokens: int
    depth: int
    aliases: int


class Documents:
    """The documents seen lately; one for all requests."""

    def __init__(self, limits: DocumentLimits, *, introspection: bool) -> None:
        self._limits = limits
        self._rules = list(specified_rules)
        if not introspection:
            self._rules.append(NoSchemaIntrospectionCustomRule)
        self._parsed: Recent[str, DocumentNode] = Recent(MOST_TEXT)
        # By identity; the document is kept beside the errors, so that its id is not given to another.
        self._validated: Recent[int, tuple[DocumentNode, list[GraphQLError]]] = Recent(MOST_TEXT)

    def parsed(self, text: str) -> DocumentNode:
        """Raises GraphQLSyntaxError, or LIMIT_EXCEEDED before anything else walks the document."""
        return self._parsed.get(text, lambda: self._parse(text), len(text))

    def operations(self, text: str) -> int:
        """How many operations the document has; none if it is refused, which executing it says."""
        try:
            document = self.parsed(text)
        except GraphQLError:
            return 0
        return sum(isinstance(each, OperationDefinitionNode) for each in document.definitions)

    def errors(self, schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
        """Why the document is not valid, in a list of the caller's own."""
        _, errors = self._validated.get(
            id(document),
            lambda: (document, validate(schema, document, self._rules, hide_suggestions=True)),
            text_length(document),
        )
        return [GraphQLError(error.message, error.nodes, extensions=error.extensions) for error in errors]

    def _parse(self, text: str) -> DocumentNode:
        most = self._limits.tokens
        try:
            document = parse(text, max_tokens=most, allow_empty_selection_sets=False)
        except GraphQLSyntaxError as error:
            if "Parsing aborted" in error.message:
                raise LimitExceeded(
                    f"The document has more than {most} tokens, or is nested too deeply."
                ) from error
            raise
        measure(document, self._limits)
        return document


@dataclass(frozen=True, slots=True)
class _Size:
    """`levels` counts selections within selections, `depth` only those of fields."""

    depth: int = 0
    aliases: int = 0
    levels: int = 0


class _Measure:
    """Each fragment is measured once, so that the time is linear in the document's length."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._sizes: dict[str, _Size] = {}

    def of(self, selections: SelectionSetNode | None, above: int = 0) -> _Size:
        _check_levels(above)
        depth = aliases = levels = 0
        for node in selections.selections if selections else ():
            size = self._of_node(node, above + 1)
            depth, levels = max(depth, size.depth), max(levels, size.levels)
            aliases += size.aliases
        return _Size(depth, aliases, levels + 1)

    def _of_node(self, node: object, above: int) -> _Size:
        if isinstance(node, FragmentSpreadNode):
            return self._of_fragment(node.name.value, above)
        if isinstance(node, InlineFragmentNode):
            return self.of(node.selection_set, above)
        assert isinstance(node, FieldNode)
        inner = self.of(node.selection_set, above)
        # What introspection may ask is the specification's, and bounded by graphql-core.
        depth = 0 if node.name.value in ("__schema", "__type") else inner.depth + 1
        return _Size(depth, inner.aliases + (node.alias is not None), inner.levels)

    def _of_fragment(self, name: str, above: int) -> _Size:
        if name not in self._sizes:
            fragment = self._fragments.get(name)
            # Of a fragment that uses itself, validation speaks.
            self._sizes[name] = _Size()
            self._sizes[name] = self.of(fragment.selection_set if fragment else None, above)
        _check_levels(above + self._sizes[name].levels)
        return self._sizes[name]


def _check_levels(levels: int) -> None:
    if levels > _DEEPEST:
        raise LimitExceeded(f"More than {_DEEPEST} levels of selections and fragments in each other.")


def measure(document: DocumentNode, limits: DocumentLimits) -> None:
    """Raises LIMIT_EXCEEDED if an operation is too deep or has too many aliases."""
    measured = _Measure(document)
    for node in document.definitions:
        if not isinstance(node, OperationDefinitionNode | FragmentDefinitionNode):
            continue
        size = measured.of(node.selection_set)
        # Of a fragment only the operation that uses it knows whether it stands in the schema's description.
        if isinstance(node, OperationDefinitionNode) and size.depth > limits.depth:
            raise LimitExceeded(f"The query is nested deeper than {limits.depth} levels.")
        if size.aliases > limits.aliases:
            raise LimitExceeded(f"The query has more than {limits.aliases} aliases.")


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
