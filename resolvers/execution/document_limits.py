"""Limits of documents, checked in one walk before anything else visits the document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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

from resolvers.errors import LimitExceededError
from resolvers.execution.introspection import ListLength
from settings import Limits

# Levels of selections, with those of the fragments that they use. Functions that walk a document recurse on
# Python's stack.
_MAX_NESTING = 100

# Values that introspection may select, about; a tool that reads the whole schema selects some thousand.
_MAX_INTROSPECTED = 40_000

_ONE = ListLength(1, 1)


def check_document_limits(
    document: DocumentNode, limits: Limits, introspected_lengths: Mapping[str, ListLength]
) -> None:
    """Raises LIMIT_EXCEEDED if an operation is too large or anything nests too deeply.

    `introspected_lengths` has the lengths of the lists of introspection.
    """
    measure = _DocumentMeasure(document, limits.max_json_depth, introspected_lengths)
    for node in document.definitions:
        # A fragment counts where it is used, because introspection may be deeper.
        if isinstance(node, FragmentDefinitionNode):
            measure.measure(node)
        elif isinstance(node, OperationDefinitionNode):
            _check_operation(measure.measure(node), limits)


@dataclass(frozen=True, slots=True)
class _DocumentSize:
    """`fields` counts the outermost level, `aliases` and `directives` all levels.

    `levels` counts nested selections, `depth` only nested fields, and `histories` those named `history`.
    `introspected` counts the values of `__schema` and `__type`, about. `values` and `most_values` are those
    of a selection below `__schema`, where it is of all types, and below `__type`, which may be a large one.
    """

    fields: int = 0
    aliases: int = 0
    directives: int = 0
    depth: int = 0
    levels: int = 0
    values: float = 0
    most_values: float = 0
    introspected: float = 0
    histories: int = 0


def _check_operation(size: _DocumentSize, limits: Limits) -> None:
    if size.depth > limits.max_query_depth:
        raise LimitExceededError(f"The query must have at most {limits.max_query_depth} levels of fields.")
    if size.aliases > limits.max_query_aliases:
        raise LimitExceededError(f"The query must have at most {limits.max_query_aliases} aliases.")
    if size.directives > limits.max_query_directives:
        raise LimitExceededError(f"The query must have at most {limits.max_query_directives} directives.")
    if size.fields > limits.max_query_root_fields:
        raise LimitExceededError(f"The query must have at most {limits.max_query_root_fields} root fields.")
    if size.histories > 1:
        # Each level would multiply the events.
        raise LimitExceededError("`history` must not be selected within `history`.")
    if size.introspected > _MAX_INTROSPECTED:
        raise LimitExceededError(f"Introspection must select at most {_MAX_INTROSPECTED} values.")


class _DocumentMeasure:
    """Measures each fragment once, and adds it up as often as it is used.

    So the time is linear in the document's length, although nested fragments multiply their sizes.
    """

    def __init__(self, document: DocumentNode, deepest_value: int, lengths: Mapping[str, ListLength]) -> None:
        self._deepest_value = deepest_value
        self._lengths = lengths
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._sizes: dict[int, _DocumentSize] = {}

    def measure(
        self, node: OperationDefinitionNode | FragmentDefinitionNode, above: int = 0
    ) -> _DocumentSize:
        """The size of an operation or a fragment; `above` counts the levels above it."""
        if id(node) not in self._sizes:
            # Validation reports a fragment that uses itself.
            self._sizes[id(node)] = _DocumentSize()
            directives = self._directives(node.directives)
            for variable in node.variable_definitions or ():
                directives += self._directives(variable.directives)
                if variable.default_value is not None:
                    self._check_value(variable.default_value)
            self._sizes[id(node)] = self._measure_selections(node.selection_set, above, directives)
        _check_levels(above + self._sizes[id(node)].levels)
        return self._sizes[id(node)]

    def _measure_selections(
        self, selections: SelectionSetNode | None, above: int, directives: int
    ) -> _DocumentSize:
        """The size of selections; `directives` counts those of their parent."""
        _check_levels(above)
        fields = aliases = depth = levels = histories = 0
        values = most_values = introspected = 0.0
        for node in selections.selections if selections else ():
            size = self._measure_node(node, above + 1)
            fields += size.fields
            aliases += size.aliases
            directives += size.directives
            depth, levels = max(depth, size.depth), max(levels, size.levels)
            histories = max(histories, size.histories)
            # Nested fragments would make huge numbers.
            values = min(values + size.values, 2 * _MAX_INTROSPECTED)
            most_values = min(most_values + size.most_values, 2 * _MAX_INTROSPECTED)
            introspected += size.introspected
        return _DocumentSize(
            fields, aliases, directives, depth, levels + 1, values, most_values, introspected, histories
        )

    def _measure_node(self, node: SelectionNode, above: int) -> _DocumentSize:
        directives = self._directives(node.directives)
        if isinstance(node, FragmentSpreadNode):
            fragment = self._fragments.get(node.name.value)
            size = self.measure(fragment, above) if fragment else _DocumentSize()
            return replace(size, directives=size.directives + directives)
        if isinstance(node, InlineFragmentNode):
            return self._measure_selections(node.selection_set, above, directives)
        assert isinstance(node, FieldNode)
        self._check_arguments(node.arguments)
        inner = self._measure_selections(node.selection_set, above, directives)
        # graphql-core bounds the depth of introspection.
        name = node.name.value
        length = self._lengths.get(name, _ONE)
        by_root = {"__schema": inner.values, "__type": inner.most_values}
        introspected = by_root.get(name, inner.introspected)
        return _DocumentSize(
            1,
            inner.aliases + (node.alias is not None),
            inner.directives,
            0 if name in by_root else inner.depth + 1,
            inner.levels,
            1 + inner.values * length.average,
            1 + inner.most_values * length.most,
            introspected,
            inner.histories + (name == "history"),
        )

    def _directives(self, directives: Sequence[DirectiveNode] | None) -> int:
        for directive in directives or ():
            self._check_arguments(directive.arguments)
        return len(directives or ())

    def _check_arguments(self, arguments: Sequence[ArgumentNode] | None) -> None:
        for argument in arguments or ():
            self._check_value(argument.value)

    def _check_value(self, value: ValueNode, above: int = 0) -> None:
        """A literal must not nest deeper than a variable's value."""
        if isinstance(value, ListValueNode):
            items = value.values
        elif isinstance(value, ObjectValueNode):
            items = tuple(field.value for field in value.fields)
        else:
            return
        if above == self._deepest_value:
            raise LimitExceededError(f"A value must have at most {self._deepest_value} levels of nesting.")
        for item in items:
            self._check_value(item, above + 1)


def _check_levels(levels: int) -> None:
    if levels > _MAX_NESTING:
        raise LimitExceededError(
            f"Selections and fragments must have at most {_MAX_NESTING} levels of nesting."
        )
