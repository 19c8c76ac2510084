"""Checks that fields with one response key can be merged, in linear work.

graphql-core compares every two fragments of a selection, so its work grows with the square of their number.
Here the fields of a selection, with those of all its fragments, are grouped by response key, and each is
compared with the first of its group. tests/resolvers/test_field_merging.py compares the verdicts.

Measured: 100 fragments in one selection, 32 kB, validate in 74 ms; graphql-core's rule
refuses them (`python -m bench.documents`).
To switch it off, put graphql-core's OverlappingFieldsCanBeMergedRule back into the rules of validation.
Decision: docs/adr/051-fields-are-merged-in-linear-work.md.
"""

from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    get_named_type,
    is_composite_type,
    is_object_type,
    print_ast,
)

from resolvers.errors import LimitExceededError

# Selections that become one, each with its type.
_Merged = list[tuple[GraphQLCompositeType, SelectionSetNode]]


def merge_errors(schema: GraphQLSchema, document: DocumentNode, max_steps: int) -> list[GraphQLError]:
    """The conflicts of a document that is valid otherwise.

    A step visits one selection. A document takes fewer steps than it has tokens, unless it uses fragments
    repeatedly: each use visits their selections again. Raises LIMIT_EXCEEDED beyond `max_steps`.
    """
    merging = _Merging(schema, document, max_steps)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            root = schema.get_root_type(node.operation)
            assert root is not None
            merging.check([(root, node.selection_set)], is_exclusive=False)
    return merging.errors


@dataclass(eq=False, slots=True)
class _Field:
    parent: GraphQLCompositeType
    node: FieldNode
    definition: GraphQLField

    @property
    def shape(self) -> str:
        """Equal for types whose values can stand in one place; selections of composite ones are merged."""
        type_ = self.definition.type
        named = get_named_type(type_)
        return str(type_).replace(named.name, "") if is_composite_type(named) else str(type_)


class _Merging:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode, max_steps: int) -> None:
        self.errors: list[GraphQLError] = []
        self._schema = schema
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._max_steps = max_steps
        self._steps_left = max_steps
        self._checked = set[tuple[frozenset[int], bool]]()
        self._arguments = dict[int, str]()
        self._texts = dict[str, str]()

    def check(self, merged: _Merged, *, is_exclusive: bool) -> None:
        """Checks each response key; `is_exclusive` means that only one of the selections ever applies."""
        # The document keeps the nodes, so their ids stay theirs.
        key = frozenset(id(selections) for _, selections in merged), is_exclusive
        if key in self._checked:
            return
        self._checked.add(key)
        groups: dict[str, list[_Field]] = {}
        seen = set[str]()
        for type_, selections in merged:
            self._collect(type_, selections, seen, groups)
        for name, fields in groups.items():
            self._check_group(name, fields, is_exclusive)

    def _check_group(self, name: str, fields: list[_Field], is_exclusive: bool) -> None:
        together = [] if is_exclusive else _applied_together(fields)
        if self._has_conflict(name, fields, together):
            return
        if len(together) != 1:
            self._check_children(fields, is_exclusive=True)
        for each in together:
            self._check_children(each, is_exclusive=False)

    def _check_children(self, fields: list[_Field], *, is_exclusive: bool) -> None:
        below: _Merged = []
        for field in fields:
            type_ = get_named_type(field.definition.type)
            if field.node.selection_set is not None and is_composite_type(type_):
                below.append((type_, field.node.selection_set))
        if below:
            self.check(below, is_exclusive=is_exclusive)

    def _has_conflict(self, name: str, fields: list[_Field], together: list[list[_Field]]) -> bool:
        """Whether two of the fields conflict; adds the error of the first conflict."""
        first = fields[0]
        for other in fields[1:]:
            if other.definition is not first.definition and other.shape != first.shape:
                types = f"'{first.definition.type}' and '{other.definition.type}'"
                return self._add_error(name, f"they return conflicting types {types}", first, other)
        for first, *others in together:
            field = first.node.name.value
            for other in others:
                if other.node.name.value != field:
                    reason = f"'{field}' and '{other.node.name.value}' are different fields"
                    return self._add_error(name, reason, first, other)
                if self._arguments_of(other.node) != self._arguments_of(first.node):
                    return self._add_error(name, "they have differing arguments", first, other)
        return False

    def _add_error(self, name: str, reason: str, first: _Field, other: _Field) -> bool:
        message = (
            f"Fields '{name}' conflict because {reason}."
            " Use different aliases on the fields to fetch both if this was intentional."
        )
        self.errors.append(GraphQLError(message, [first.node, other.node]))
        return True

    def _collect(
        self,
        type_: GraphQLCompositeType,
        selections: SelectionSetNode,
        seen: set[str],
        groups: dict[str, list[_Field]],
    ) -> None:
        """Adds the fields by response key, with those of fragments; visits each fragment once."""
        for node in selections.selections:
            self._spend_step()
            if isinstance(node, FieldNode):
                definition = self._schema.get_field(type_, node.name.value)
                assert definition is not None
                key = (node.alias or node.name).value
                groups.setdefault(key, []).append(_Field(type_, node, definition))
            elif isinstance(node, InlineFragmentNode):
                self._collect(self._condition_type(node, type_), node.selection_set, seen, groups)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                fragment = self._fragments[node.name.value]
                self._collect(self._condition_type(fragment, type_), fragment.selection_set, seen, groups)

    def _condition_type(
        self, node: InlineFragmentNode | FragmentDefinitionNode, outer: GraphQLCompositeType
    ) -> GraphQLCompositeType:
        if node.type_condition is None:
            return outer
        type_ = self._schema.type_map[node.type_condition.name.value]
        assert is_composite_type(type_)
        return type_

    def _spend_step(self) -> None:
        self._steps_left -= 1
        if self._steps_left < 0:
            raise LimitExceededError(
                "The document uses fragments too often: their selections, counted at each use, "
                f"must be at most {self._max_steps}."
            )

    def _arguments_of(self, node: FieldNode) -> str:
        """Equal for equal arguments; computed once for each field."""
        if not node.arguments:
            return ""
        if id(node) not in self._arguments:
            given = sorted(f"{each.name.value}:{_text(each.value)}" for each in node.arguments)
            # Equal texts become one object, which Python compares without reading it.
            text = " ".join(given)
            self._arguments[id(node)] = self._texts.setdefault(text, text)
        return self._arguments[id(node)]


def _applied_together(fields: list[_Field]) -> list[list[_Field]]:
    """The fields that can apply to one object, for each object type; all of them if no type is one."""
    by_type: dict[GraphQLCompositeType, list[_Field]] = {}
    abstract: list[_Field] = []
    for field in fields:
        into = by_type.setdefault(field.parent, []) if is_object_type(field.parent) else abstract
        into.append(field)
    return [[*each, *abstract] for each in by_type.values()] or [abstract]


def _text(value: ValueNode) -> str:
    """The value with the fields of objects in order, so that equal values have equal texts."""
    if isinstance(value, ListValueNode):
        return f"[{' '.join(map(_text, value.values))}]"
    if isinstance(value, ObjectValueNode):
        return f"{{{' '.join(sorted(f'{each.name.value}:{_text(each.value)}' for each in value.fields))}}}"
    return print_ast(value)
