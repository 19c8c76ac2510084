"""Prepared queries: parsed, validated and measured, with planned root fields.

The result is graphql-core's, to the byte and errors included (tests/resolvers/test_prepared.py compares).
Saves 0.3 of 0.5 ms of a small read, in process; `python -m bench.http` measures the server. To switch it off,
set `ExecutableSchema.has_prepared_queries` to False. Decision: docs/adr/010-plain-queries-are-prepared.md.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from inspect import isfunction
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    get_nullable_type,
    is_non_null_type,
    is_scalar_type,
    located_error,
)
from graphql.execution.collect_fields import FragmentDetails, GroupedFieldSet, collect_fields
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from graphql.pyutils import Path, gather_with_cancel
from strawberry.types.field import StrawberryField

from db.fields.selection import TYPENAME
from resolvers.cache import ClockCache, document_length
from resolvers.context import Context
from resolvers.execution.argument_conversion import ArgumentConverter, Convert, to_python_arguments
from resolvers.execution.prepared_eligibility import Fragments
from resolvers.execution.row_limit import count_rows, max_rows, require_row_limit, row_arguments
from resolvers.execution.variable_coercers import leaf_variable_coercers
from resolvers.plan.arguments import EVENT_FIELDS, TIME_DEPENDENT_FIELD, has_variable
from resolvers.plan.selection import FieldCollector, PreparedInfo, Selection, SelectionFaultError
from resolvers.read.partial import read_partially
from settings import Limits

_MAX_COERCION_ERRORS = 50  # The default of graphql-core.
# Selections that one query caches, by the values of its `@skip` and `@include` variables.
_MAX_CONDITION_SETS = 64


@dataclass(eq=False, slots=True)
class RootField:
    """A selected root field. Arguments without variables are converted once."""

    name: str
    nodes: list[FieldNode]
    definition: GraphQLField
    resolver: Callable[..., Awaitable[Any]]
    is_nullable: bool
    path: Path
    constant_arguments: Mapping[str, Any]
    # The field with only the given arguments that have variables; their names in Python and their converters.
    variable_definition: GraphQLField
    conversions: Mapping[str, tuple[str, Convert]]
    # The variables by names in Python, if each of these arguments is one variable that needs no conversion.
    direct_variables: Mapping[str, str] | None
    # The field's selection, after its first use.
    selection: Selection | None = None


@dataclass(frozen=True, slots=True)
class SelectedRoots:
    """The root fields by response key, None for `__typename`."""

    grouped: GroupedFieldSet
    fields: Mapping[str, RootField | None]
    # None if it depends on variables and may exceed the limit.
    row_count: int | None
    # The only root field, if there is exactly one.
    single_root: tuple[str, RootField] | None


class VariableCoercionError(Exception):
    """Variables cannot be coerced; `errors` has one error for each fault."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__()
        self.errors = errors


class PreparedQuery:
    """One preparable operation of a valid document, with the document's text and fragments."""

    def __init__(
        self,
        schema: GraphQLSchema,
        converter: ArgumentConverter,
        limits: Limits,
        text: str,
        operation: OperationDefinitionNode,
        fragments: Fragments,
    ) -> None:
        self.name = operation.name.value if operation.name else None
        self.operation = operation
        # A query with one of these fields may be answered differently though no image changed.
        self.is_image_dependent_only = not any(
            field in text for field in (TIME_DEPENDENT_FIELD, *EVENT_FIELDS)
        )
        self._schema = schema
        self._converter = converter
        self._limits = limits
        self._fragments = {name: FragmentDetails(node) for name, node in fragments.items()}
        query = self._schema.query_type
        assert query is not None
        self._type = query
        self._leaf_coercers = leaf_variable_coercers(self._schema, operation)
        # Without directives the selection never changes.
        self._is_conditional = "@" in text
        self._unconditional: SelectedRoots | None = None
        self._selections: ClockCache[frozenset[tuple[str, bool]], SelectedRoots] = ClockCache(
            _MAX_CONDITION_SETS
        )

    def coerce_variables(self, given: dict[str, Any]) -> VariableValues:
        """The coerced variables; raises VariableCoercionError."""
        definitions = self.operation.variable_definitions
        if not definitions:
            return VariableValues({}, {})
        if self._leaf_coercers is not None and None not in map(given.get, self._leaf_coercers):
            # A shortcut with the same result; the code below reports errors.
            try:
                return VariableValues(
                    {}, {name: coerce(given[name]) for name, coerce in self._leaf_coercers.items()}
                )
            except Exception:
                pass
        coerced = get_variable_values(self._schema, definitions, given, _MAX_COERCION_ERRORS)
        if isinstance(coerced, VariableValues):
            return coerced
        raise VariableCoercionError(coerced)

    def select_roots(self, variables: VariableValues) -> SelectedRoots:
        """The root fields that `@skip` and `@include` leave; raises GraphQLError for a null condition."""
        if self._unconditional is not None:
            return self._unconditional
        if not self._is_conditional:
            self._unconditional = self._collect_roots(variables)
            return self._unconditional
        conditions = frozenset(item for item in variables.coerced.items() if isinstance(item[1], bool))
        return self._selections.get(conditions, lambda: self._collect_roots(variables), 1)

    def bound_rows(self, roots: SelectedRoots, variables: VariableValues) -> None:
        """Raises LIMIT_EXCEEDED if the query requests too many rows; nothing is read before."""
        count = roots.row_count
        if count is None:
            count = count_rows(self._type, roots.grouped, variables, self._limits)
        require_row_limit(count, self._limits)

    async def read(
        self,
        roots: SelectedRoots,
        variables: VariableValues,
        context: Context,
        errors: list[GraphQLError],
    ) -> dict[str, Any]:
        """The data; adds errors to `errors`, but raises the GraphQLError of a non-null field."""
        if roots.single_root is not None:
            key, only = roots.single_root
            try:
                named = self._coerce_arguments(only, variables)
            except GraphQLError as error:
                _handle_field_error(error, only, errors)
                return {key: None}
            return {key: await self._resolve(only, named, variables, context, errors)}
        data: dict[str, Any] = dict.fromkeys(roots.fields)
        reads = {}
        for key, root in roots.fields.items():
            if root is None:
                data[key] = self._type.name
                continue
            try:
                reads[key] = self._coerce_arguments(root, variables)
            except GraphQLError as error:
                _handle_field_error(error, root, errors)
        answers = [
            self._resolve(root, reads[key], variables, context, errors)
            for key, root in roots.fields.items()
            if root is not None and key in reads
        ]
        data |= zip(reads, await gather_with_cancel(*answers), strict=True)
        return data

    def _coerce_arguments(self, root: RootField, variables: VariableValues) -> Mapping[str, Any]:
        """The root field's arguments by names in Python; raises GraphQLError."""
        if not root.conversions:
            return root.constant_arguments
        if root.direct_variables is not None:
            direct = {
                name: variables.coerced.get(variable) for name, variable in root.direct_variables.items()
            }
            if None not in direct.values():
                return {**root.constant_arguments, **direct}
        coerced = get_argument_values(root.variable_definition, root.nodes[0], variables)
        return {**root.constant_arguments, **to_python_arguments(coerced, root.conversions)}

    async def _resolve(
        self,
        root: RootField,
        named: Mapping[str, Any],
        variables: VariableValues,
        context: Context,
        errors: list[GraphQLError],
    ) -> Any:
        try:
            if root.selection is None:
                root.selection = self._collect_selection(root, variables)
            info = PreparedInfo(context, variables.coerced, root.selection)
            try:
                answer = await root.resolver(info=info, **named)
            except SelectionFaultError as fault:
                answer = await read_partially(fault, root.resolver, named, context, errors)
        except Exception as error:
            _handle_field_error(error, root, errors)
            return None
        assert answer is not None or root.is_nullable
        return answer

    def _collect_selection(self, root: RootField, variables: VariableValues) -> Selection:
        collector = FieldCollector(self._schema, self._fragments, variables, self.operation)
        selected = collector.select(self._type, str(root.path.key), root.nodes)
        return Selection(selected, document_length(root.nodes[0]))

    def _collect_roots(self, variables: VariableValues) -> SelectedRoots:
        grouped = collect_fields(
            self._schema, self._fragments, variables, self._type, self.operation
        ).grouped_field_set
        roots = {
            key: self._plan_root(key, [detail.node for detail in details]) for key, details in grouped.items()
        }
        read = [root for root in roots.values() if root is not None]
        may_exceed = max_rows((root.name for root in read), self._limits) > self._limits.max_rows
        has_variable_rows = may_exceed and any(
            not root.variable_definition.args.keys().isdisjoint(row_arguments(root.name)) for root in read
        )
        row_count = None if has_variable_rows else count_rows(self._type, grouped, variables, self._limits)
        (first, *others) = roots.items() or [("", None)]
        only = None if others or first[1] is None else (first[0], first[1])
        return SelectedRoots(grouped, roots, row_count, only)

    def _plan_root(self, key: str, nodes: list[FieldNode]) -> RootField | None:
        name = nodes[0].name.value
        if name == TYPENAME:
            return None
        definition = self._type.fields[name]
        field: StrawberryField = definition.extensions["strawberry-definition"]
        resolver = field.base_resolver and field.base_resolver.wrapped_func
        assert isfunction(resolver)
        given = {each.name.value: has_variable(each.value) for each in nodes[0].arguments or ()}
        # Omitted arguments get the resolver's default, which equals the schema's.
        fixed, varying = (
            _with_arguments(definition, {name for name, varies in given.items() if varies is wanted})
            for wanted in (False, True)
        )
        conversions = self._converter.for_arguments(field.arguments)
        direct = {
            conversions[each.name.value][0]: each.value.name.value
            for each in nodes[0].arguments or ()
            if isinstance(each.value, VariableNode)
            and is_scalar_type(get_nullable_type(definition.args[each.name.value].type))
        }
        coerced = get_argument_values(fixed, nodes[0], None)
        return RootField(
            name,
            nodes,
            definition,
            resolver,
            not is_non_null_type(definition.type),
            Path(None, key, self._type.name),
            to_python_arguments(coerced, conversions),
            varying,
            {name: conversions[name] for name in varying.args},
            direct if len(direct) == len(varying.args) else None,
        )


def _with_arguments(definition: GraphQLField, names: set[str]) -> GraphQLField:
    """The field with only the arguments of these names."""
    kept = {name: argument for name, argument in definition.args.items() if name in names}
    return GraphQLField(definition.type, kept)


def _handle_field_error(error: Exception, root: RootField, errors: list[GraphQLError]) -> None:
    """Adds the error of a nullable field; raises that of a non-null one."""
    located = located_error(error, root.nodes, root.path.as_list())
    if not root.is_nullable:
        raise located
    errors.append(located)
