"""Selections: field nodes, fragments, aliases and directives resolved to a plain tree."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values

from db.fields.selection import RequestedField
from resolvers.errors import InputPath
from resolvers.names import field_name
from resolvers.plan.arguments import is_constant, operands


@dataclass(frozen=True, slots=True)
class SelectedField:
    """One selected field, with arguments not yet coerced."""

    key: str
    name: str
    typename: str
    node: FieldNode
    definition: GraphQLField | None
    children: tuple["SelectedField", ...]


# The operands that each field with arguments has, and all values by bind parameter. Treat as immutable.
BoundArguments = tuple[tuple[frozenset[str], ...], Mapping[str, object]]


@dataclass(eq=False, slots=True)
class Selection:
    """The selected fields of one type, for one document and one set of conditions (`@skip`).

    Compared by identity, which makes it a cheap key of a plan.
    """

    fields: tuple[SelectedField, ...]
    # The memory that it keeps: the length of its document.
    weight: int
    # In the order of the tree, each with the response keys down to it.
    with_arguments: tuple[tuple[SelectedField, InputPath], ...] = field(init=False)
    _fixed: BoundArguments | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.with_arguments = tuple(_with_arguments(self.fields))

    def bind_arguments(self, variables: dict[str, Any], now: Callable[[], datetime]) -> BoundArguments:
        """The operands that the requested fields have, and their values by bind parameter."""
        if self._fixed is not None:
            return self._fixed
        bound = self._bind_arguments(variables, now())
        if all(is_constant(picked.node) for picked, _ in self.with_arguments):
            self._fixed = bound
        return bound

    def _bind_arguments(self, variables: dict[str, Any], now: datetime) -> BoundArguments:
        given: list[frozenset[str]] = []
        values: dict[str, object] = {}
        coerced = VariableValues({}, variables)
        for picked, path in self.with_arguments:
            assert picked.definition is not None
            arguments = {
                name: value
                for name, value in get_argument_values(picked.definition, picked.node, coerced).items()
                if value is not None
            }
            bound = operands(picked.name, arguments, path, now)
            values.update({f"a{len(given)}_{name}": value for name, value in bound.items()})
            given.append(frozenset(bound))
        return tuple(given), values

    def requested_fields(self, given: tuple[frozenset[str], ...]) -> tuple[RequestedField, ...]:
        """The tree of requested fields; depends on which arguments are given, not on their values."""
        names = iter(f"a{at}" for at in range(len(given)))
        return _requested_fields(self.fields, iter(given), names)


@dataclass(eq=False, slots=True)
class PreparedInfo:
    """The `info` of a prepared root field's resolver, with attributes as in Strawberry's `Info`.

    `context` is a Context; the type is left open, because `resolvers.context` imports this package.
    """

    context: Any
    variable_values: dict[str, Any]
    selection: Selection


@dataclass(frozen=True, eq=False, slots=True)
class PayloadSelection:
    """The selected fields of a mutation's payload, with the selections on its images."""

    fields: tuple[tuple[SelectedField, Selection | None], ...]


def payload_selection(fields: tuple[SelectedField, ...], weight: int) -> PayloadSelection:
    return PayloadSelection(
        tuple(
            (picked, Selection(picked.children, weight) if picked.node.selection_set else None)
            for picked in fields
        )
    )


def _with_arguments(
    fields: tuple[SelectedField, ...], above: InputPath = ()
) -> Iterator[tuple[SelectedField, InputPath]]:
    for picked in fields:
        path = (*above, picked.key)
        if picked.definition and picked.definition.args:
            yield picked, path
        yield from _with_arguments(picked.children, path)


def _requested_fields(
    fields: tuple[SelectedField, ...], shapes: Any, names: Any
) -> tuple[RequestedField, ...]:
    requested = []
    for picked in fields:
        arguments: tuple[tuple[str, str], ...] = ()
        if picked.definition is not None and picked.definition.args:
            prefix = next(names)
            arguments = tuple((given, f"{prefix}_{given}") for given in sorted(next(shapes)))
        requested.append(
            RequestedField(
                picked.key,
                field_name(picked.name),
                picked.typename,
                arguments,
                _requested_fields(picked.children, shapes, names),
            )
        )
    return tuple(requested)


@dataclass(frozen=True, slots=True)
class FieldCollector:
    """Collects fields as graphql-core's executor does, level by level."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDetails]
    variables: VariableValues
    operation: Any

    @classmethod
    def for_info(cls, info: Any) -> "FieldCollector":
        details = {name: FragmentDetails(node) for name, node in info.fragments.items()}
        return cls(info.schema, details, VariableValues({}, info.variable_values), info.operation)

    def collect(self, type_: GraphQLOutputType, nodes: list[FieldNode]) -> tuple[SelectedField, ...]:
        parent = self._object_type(type_)
        details = [FieldDetails(node, None) for node in nodes]
        collected = collect_subfields(
            self.schema, self.fragments, self.variables, self.operation, parent, details
        )
        return tuple(
            self._selected_field(key, parent, [detail.node for detail in same])
            for key, same in collected.grouped_field_set.items()
        )

    def _selected_field(self, key: str, parent: GraphQLObjectType, nodes: list[FieldNode]) -> SelectedField:
        node = nodes[0]
        definition = parent.fields.get(node.name.value)
        children: tuple[SelectedField, ...] = ()
        if definition is not None and node.selection_set is not None:
            children = self.collect(definition.type, nodes)
        return SelectedField(key, node.name.value, parent.name, node, definition, children)

    def _object_type(self, type_: GraphQLOutputType) -> GraphQLObjectType:
        named = get_named_type(type_)
        if isinstance(named, GraphQLInterfaceType):
            # Image is the only type of Node.
            (named,) = self.schema.get_implementations(named).objects
        assert isinstance(named, GraphQLObjectType)
        return named
