"""Selections: field nodes, fragments, aliases and directives resolved to a plain tree."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values

from db.fields.selection import TYPENAME, RequestedField
from resolvers.errors import InputPath
from resolvers.names import field_name
from resolvers.plan.arguments import EVENT_FIELDS, is_constant, operands


@dataclass(frozen=True, slots=True)
class SelectedField:
    """One selected field, with arguments not yet coerced.

    `definition` is None for `__typename`. If `children_error` is given, the selection of the field's objects
    cannot be known, and `children` has only `__typename`.
    """

    key: str
    name: str
    typename: str
    nodes: tuple[FieldNode, ...]
    definition: GraphQLField | None
    children: tuple["SelectedField", ...]
    children_error: GraphQLError | None = None


# The operands that each field with arguments has, and all values by bind parameter. Treat as immutable.
BoundArguments = tuple[tuple[frozenset[str], ...], Mapping[str, object]]


@dataclass(eq=False, slots=True)
class Selection:
    """The selected fields of one type, for one document and one set of conditions (`@skip`).

    Compared by identity, which makes it a cheap key of a plan. `root` is the field that has the selection.
    """

    root: SelectedField
    # The memory that it keeps: the length of its document.
    weight: int
    fields: tuple[SelectedField, ...] = field(init=False)
    # In the order of the tree, each with the response keys down to it.
    with_arguments: tuple[tuple[SelectedField, InputPath], ...] = field(init=False)
    _fixed: BoundArguments | None = field(init=False, default=None)

    # The selection without its faulty fields, by their ids; only the last one.
    pruned: tuple[frozenset[int], "Selection"] | None = field(init=False, default=None)
    _has_children_error: bool = field(init=False)
    # Whether events are read: as the connection of them, or as the history of images.
    reads_events: bool = field(init=False)

    def __post_init__(self) -> None:
        self.fields = self.root.children
        self.with_arguments = tuple(_with_arguments(self.fields))
        self._has_children_error = _has_children_error(self.root)
        selected = (self.root, *(picked for picked, _ in self.with_arguments))
        self.reads_events = any(picked.name in EVENT_FIELDS for picked in selected)

    def bind_arguments(self, variables: dict[str, Any], now: Callable[[], datetime]) -> BoundArguments:
        """The operands that the requested fields have, and their values by bind parameter.

        Raises SelectionFaultError if the whole selection cannot be read.
        """
        if self._fixed is not None:
            return self._fixed
        moment = now()
        if self._has_children_error:
            raise SelectionFaultError(self, variables, moment)
        try:
            bound = self._bind_arguments(variables, moment)
        except GraphQLError as error:
            raise SelectionFaultError(self, variables, moment) from error
        if all(is_constant(picked.nodes[0]) for picked, _ in self.with_arguments):
            self._fixed = bound
        return bound

    def _bind_arguments(self, variables: dict[str, Any], now: datetime) -> BoundArguments:
        given: list[frozenset[str]] = []
        values: dict[str, object] = {}
        coerced = VariableValues({}, variables)
        for picked, path in self.with_arguments:
            bound = field_operands(picked, path, coerced, now)
            values.update({f"a{len(given)}_{name}": value for name, value in bound.items()})
            given.append(frozenset(bound))
        return tuple(given), values

    def requested_fields(self, given: tuple[frozenset[str], ...]) -> tuple[RequestedField, ...]:
        """The tree of requested fields; depends on which arguments are given, not on their values."""
        names = iter(f"a{at}" for at in range(len(given)))
        return _requested_fields(self.fields, iter(given), names)


class SelectionFaultError(Exception):
    """Parts of a selection cannot be read with these variables; `resolvers.read.partial` reads the others."""

    def __init__(self, selection: Selection, variables: dict[str, Any], now: datetime) -> None:
        super().__init__()
        self.selection = selection
        self.variables = variables
        self.now = now


def field_operands(
    picked: SelectedField, path: InputPath, variables: VariableValues, now: datetime
) -> dict[str, object]:
    """The operands of a field's SQL by name; raises GraphQLError if an argument is invalid."""
    assert picked.definition is not None
    arguments = {
        name: value
        for name, value in get_argument_values(picked.definition, picked.nodes[0], variables).items()
        if value is not None
    }
    return operands(picked.name, arguments, path, now)


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
    """The selected fields of a mutation's payload, with the selections on its images and payloads."""

    root: SelectedField
    fields: tuple[tuple[SelectedField, "Selection | PayloadSelection | None"], ...]


def payload_selection(root: SelectedField, weight: int) -> PayloadSelection:
    """The selection on a payload; `root` is the field that has it: the mutation's, or one of payloads."""
    return PayloadSelection(
        root, tuple((picked, _within_payload(picked, weight)) for picked in root.children)
    )


def _within_payload(picked: SelectedField, weight: int) -> Selection | PayloadSelection | None:
    if not picked.nodes or picked.nodes[0].selection_set is None:
        return None
    of_payloads = picked.name == "results"
    return payload_selection(picked, weight) if of_payloads else Selection(picked, weight)


def _has_children_error(picked: SelectedField) -> bool:
    return picked.children_error is not None or any(map(_has_children_error, picked.children))


def typename_of(type_: str) -> SelectedField:
    """`__typename`, in the place of a selection that cannot be read or has nothing left."""
    return SelectedField(TYPENAME, TYPENAME, type_, (), None, ())


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

    def select(self, parent: GraphQLObjectType, key: str, nodes: Sequence[FieldNode]) -> SelectedField:
        """A field with its selection."""
        node = nodes[0]
        definition = parent.fields.get(node.name.value)
        children: tuple[SelectedField, ...] = ()
        error = None
        if definition is not None and node.selection_set is not None:
            type_ = self._object_type(definition.type)
            try:
                children = self._collect(type_, nodes)
            except GraphQLError as invalid:
                children, error = (typename_of(type_.name),), invalid
        return SelectedField(key, node.name.value, parent.name, tuple(nodes), definition, children, error)

    def _collect(self, parent: GraphQLObjectType, nodes: Sequence[FieldNode]) -> tuple[SelectedField, ...]:
        details = [FieldDetails(node, None) for node in nodes]
        collected = collect_subfields(
            self.schema, self.fragments, self.variables, self.operation, parent, details
        )
        return tuple(
            self.select(parent, key, [detail.node for detail in same])
            for key, same in collected.grouped_field_set.items()
        )

    def _object_type(self, type_: GraphQLOutputType) -> GraphQLObjectType:
        named = get_named_type(type_)
        if isinstance(named, GraphQLInterfaceType):
            # Image is the only type of Node.
            (named,) = self.schema.get_implementations(named).objects
        assert isinstance(named, GraphQLObjectType)
        return named
