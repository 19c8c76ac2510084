"""Decides which queries can be prepared: the read engine must answer all root fields."""

from collections.abc import Iterator

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from db.fields.selection import TYPENAME

# The root fields that the read engine answers, with one statement each, and `__typename`.
_PREPARABLE_ROOTS = frozenset(
    {"image", "images", "imagesConnection", "imagesAggregate", "imageEvents", "node", "nodes", TYPENAME}
)

Fragments = dict[str, FragmentDefinitionNode]


def is_preparable(operation: OperationDefinitionNode, fragments: Fragments) -> bool:
    """Whether a query of a valid document can be prepared."""
    return all(name in _PREPARABLE_ROOTS for name in _root_names(operation.selection_set, fragments))


def _root_names(selected: SelectionSetNode, fragments: Fragments) -> Iterator[str]:
    """The names of all root fields, including skipped ones; visits each fragment once."""
    left, seen = [selected], set[str]()
    while left:
        for node in left.pop().selections:
            if isinstance(node, FieldNode):
                yield node.name.value
            elif isinstance(node, InlineFragmentNode):
                left.append(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                left.append(fragments[node.name.value].selection_set)
