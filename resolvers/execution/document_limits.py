"""How large a document is, counted in one walk before anything else looks into it."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
)
from graphql.language import ArgumentNode, DirectiveNode

from resolvers.errors import LimitExceeded
from settings import Limits

# Levels of selections, with those of the fragments that they use: whoever walks a document goes down
# Python's own stack.
_DEEPEST = 100


def check_size(document: DocumentNode, limits: Limits) -> None:
    """Raises LIMIT_EXCEEDED if an operation is larger than it may be, or anything nests too deep."""
    measure = _Measure(document, limits.max_json_depth)
    for node in document.definitions:
        # A fragment counts where it is used, for introspection may go deeper than others.
        if isinstance(node, FragmentDefinitionNode):
            measure.of(node)
        elif isinstance(node, OperationDefinitionNode):
            _check_operation(measure.of(node), limits)


@dataclass(frozen=True, slots=True)
class _Size:
    """`fields` are those of the outermost level, aliases and directives those of all levels.

    `levels` counts selections within selections, `depth` only those of fields.
    """

    fields: int = 0
    aliases: int = 0
    directives: int = 0
    depth: int = 0
    levels: int = 0


def _check_operation(size: _Size, limits: Limits) -> None:
    if size.depth > limits.max_query_depth:
        raise LimitExceeded(f"The query is nested deeper than {limits.max_query_depth} levels.")
    if size.aliases > limits.max_query_aliases:
        raise LimitExceeded(f"The query has more than {limits.max_query_aliases} aliases.")
    if size.directives > limits.max_query_directives:
        raise LimitExceeded(f"The query has more than {limits.max_query_directives} directives.")
    if size.fields > limits.max_query_root_fields:
        raise LimitExceeded(f"The query has more than {limits.max_query_root_fields} fields at its root.")


class _Measure:
    """Each fragment is measured once, and added up as often as it is used.

    So the time is linear in the document's length, though a fragment that uses another twice doubles it.
    """

    def __init__(self, document: DocumentNode, deepest_value: int) -> None:
        self._deepest_value = deepest_value
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._sizes: dict[int, _Size] = {}

    def of(self, node: OperationDefinitionNode | FragmentDefinitionNode, above: int = 0) -> _Size:
        """`above` counts the levels that it is used below."""
        if id(node) not in self._sizes:
            # Of a fragment that uses itself, validation speaks.
            self._sizes[id(node)] = _Size()
            directives = self._directives(node.directives)
            for variable in node.variable_definitions or ():
                directives += self._directives(variable.directives)
                if variable.default_value is not None:
                    self._check_value(variable.default_value)
            self._sizes[id(node)] = self._of_selections(node.selection_set, above, directives)
        _check_levels(above + self._sizes[id(node)].levels)
        return self._sizes[id(node)]

    def _of_selections(self, selections: SelectionSetNode | None, above: int, directives: int) -> _Size:
        """With the directives of what they belong to."""
        _check_levels(above)
        fields = aliases = depth = levels = 0
        for node in selections.selections if selections else ():
            size = self._of_node(node, above + 1)
            fields += size.fields
            aliases += size.aliases
            directives += size.directives
            depth, levels = max(depth, size.depth), max(levels, size.levels)
        return _Size(fields, aliases, directives, depth, levels + 1)

    def _of_node(self, node: SelectionNode, above: int) -> _Size:
        directives = self._directives(node.directives)
        if isinstance(node, FragmentSpreadNode):
            fragment = self._fragments.get(node.name.value)
            size = self.of(fragment, above) if fragment else _Size()
            return _Size(size.fields, size.aliases, size.directives + directives, size.depth, size.levels)
        if isinstance(node, InlineFragmentNode):
            return self._of_selections(node.selection_set, above, directives)
        assert isinstance(node, FieldNode)
        self._check_arguments(node.arguments)
        inner = self._of_selections(node.selection_set, above, directives)
        # What introspection may ask is the specification's, and bounded by graphql-core.
        depth = 0 if node.name.value in ("__schema", "__type") else inner.depth + 1
        return _Size(1, inner.aliases + (node.alias is not None), inner.directives, depth, inner.levels)

    def _directives(self, directives: Sequence[DirectiveNode] | None) -> int:
        for directive in directives or ():
            self._check_arguments(directive.arguments)
        return len(directives or ())

    def _check_arguments(self, arguments: Sequence[ArgumentNode] | None) -> None:
        for argument in arguments or ():
            self._check_value(argument.value)

    def _check_value(self, value: ValueNode, above: int = 0) -> None:
        """What is written out may not nest deeper than what comes in a variable."""
        if isinstance(value, ListValueNode):
            items = value.values
        elif isinstance(value, ObjectValueNode):
            items = tuple(field.value for field in value.fields)
        else:
            return
        if above == self._deepest_value:
            raise LimitExceeded(f"A value is nested deeper than {self._deepest_value} levels.")
        for item in items:
            self._check_value(item, above + 1)


def _check_levels(levels: int) -> None:
    if levels > _DEEPEST:
        raise LimitExceeded(f"More than {_DEEPEST} levels of selections and fragments in each other.")
