"""Queries prepared once: parsed, validated, measured, their root fields planned.

A request then coerces its variables, calls the resolvers and has finished JSON. The result is that of
graphql-core's executor, to the byte and errors included (`tests/resolvers/test_prepared.py`). Only queries
whose root fields are all the read engine's are prepared; graphql-core executes every other document.
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
    is_leaf_type,
    is_non_null_type,
    is_scalar_type,
    located_error,
)
from graphql.execution.collect_fields import FragmentDetails, GroupedFieldSet, collect_fields
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from graphql.pyutils import Path, gather_with_cancel
from strawberry.types import ExecutionResult
from strawberry.types.field import StrawberryField

from db.fields.selection import TYPENAME
from resolvers.cache import ClockCache, document_length
from resolvers.context import Context
from resolvers.errors import add_error_codes
from resolvers.execution.argument_conversion import ArgumentConverter, Convert, to_python_arguments
from resolvers.execution.prepared_eligibility import Fragments
from resolvers.execution.row_limit import check_row_limit, max_rows, row_arguments
from resolvers.plan.arguments import TIME_DEPENDENT_FIELD, has_variable
from resolvers.plan.selection import FieldCollector, PreparedInfo, Selection

# As graphql-core does unless told otherwise.
_MAX_COERCION_ERRORS = 50

# Selections that one query keeps, by what its variables skip and include.
_MAX_CONDITION_SETS = 64


@dataclass(eq=False, slots=True)
class _RootField:
    """A root field that is selected. Arguments that name no variable are converted once."""

    name: str
    nodes: list[FieldNode]
    definition: GraphQLField
    resolver: Callable[..., Awaitable[Any]]
    is_nullable: bool
    path: Path
    constant_arguments: Mapping[str, Any]
    # The definition with the other given arguments alone, and for each its name in Python and its conversion.
    variable_definition: GraphQLField
    conversions: Mapping[str, tuple[str, Convert]]
    # If each of those is one variable, whose value needs no converting: the variables, by names in Python.
    direct_variables: Mapping[str, str] | None
    # What is selected on it, once it was asked for.
    selection: Selection | None = None


@dataclass(frozen=True, slots=True)
class _SelectedRoots:
    """The root fields by their keys, None for `__typename`."""

    grouped: GroupedFieldSet
    roots: Mapping[str, _RootField | None]
    # Whether variables may say that too many rows are asked for.
    has_variable_rows: bool
    # If there is one, and nothing beside it.
    single_root: tuple[str, _RootField] | None


class PreparedQuery:
    """One operation of a valid document that is plain: of its `text`, all of whose fragments are given."""

    def __init__(
        self,
        schema: GraphQLSchema,
        conversions: ArgumentConverter,
        text: str,
        operation: OperationDefinitionNode,
        fragments: Fragments,
    ) -> None:
        self.name = operation.name.value if operation.name else None
        self.operation = operation
        # Else the same question has another answer at another time.
        self.is_time_independent = TIME_DEPENDENT_FIELD not in text
        self._schema = schema
        self._converter = conversions
        self._fragments = {name: FragmentDetails(node) for name, node in fragments.items()}
        query = self._schema.query_type
        assert query is not None
        self._type = query
        self._leaf_coercers = _leaf_variable_coercers(self._schema, operation)
        # Without directives the same is selected each time.
        self._is_conditional = "@" in text
        self._unconditional: _SelectedRoots | None = None
        self._selections: ClockCache[frozenset[tuple[str, bool]], _SelectedRoots] = ClockCache(
            _MAX_CONDITION_SETS
        )

    async def run(self, given: dict[str, Any] | None, context: Context) -> ExecutionResult:
        """The result for variables as they are given; its errors are coded."""
        errors: list[GraphQLError] = []
        data: dict[str, Any] | None = None
        try:
            variables = self._coerce_variables(given or {}, errors)
            if variables is not None:
                data = await self._read(variables, context, errors)
        except GraphQLError as error:
            # Of the query as a whole, or of a field that may not be null.
            errors.append(error)
        if not errors:
            return ExecutionResult(data, None)
        add_error_codes(errors, is_before_execution=False)
        return ExecutionResult(data, errors)

    def _coerce_variables(self, given: dict[str, Any], errors: list[GraphQLError]) -> VariableValues | None:
        definitions = self.operation.variable_definitions
        if not definitions:
            return VariableValues({}, {})
        if self._leaf_coercers is not None and None not in map(given.get, self._leaf_coercers):
            # The same as what follows, which says what is wrong if something is.
            try:
                return VariableValues(
                    {}, {name: coerce(given[name]) for name, coerce in self._leaf_coercers.items()}
                )
            except Exception:
                pass
        coerced = get_variable_values(self._schema, definitions, given, _MAX_COERCION_ERRORS)
        if isinstance(coerced, VariableValues):
            return coerced
        errors += coerced
        return None

    async def _read(
        self, variables: VariableValues, context: Context, errors: list[GraphQLError]
    ) -> dict[str, Any]:
        selected = self._select_roots(variables, context)
        if selected.has_variable_rows:
            check_row_limit(self._type, selected.grouped, variables, context.settings.limits)
        if selected.single_root is not None:
            key, only = selected.single_root
            try:
                named = self._coerce_arguments(only, variables)
            except GraphQLError as error:
                _handle_field_error(error, only, errors)
                return {key: None}
            return {key: await self._resolve(only, named, variables, context, errors)}
        data: dict[str, Any] = dict.fromkeys(selected.roots)
        reads = {}
        for key, root in selected.roots.items():
            if root is None:
                data[key] = self._type.name
                continue
            try:
                reads[key] = self._coerce_arguments(root, variables)
            except GraphQLError as error:
                _handle_field_error(error, root, errors)
        answers = [
            self._resolve(root, reads[key], variables, context, errors)
            for key, root in selected.roots.items()
            if root is not None and key in reads
        ]
        data |= zip(reads, await gather_with_cancel(*answers), strict=True)
        return data

    def _coerce_arguments(self, root: _RootField, variables: VariableValues) -> Mapping[str, Any]:
        """The root field's arguments, by their names in Python; raises GraphQLError."""
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
        root: _RootField,
        named: Mapping[str, Any],
        variables: VariableValues,
        context: Context,
        errors: list[GraphQLError],
    ) -> Any:
        try:
            if root.selection is None:
                root.selection = self._collect_selection(root, variables)
            info = PreparedInfo(context, variables.coerced, root.selection)
            answer = await root.resolver(info=info, **named)
        except Exception as error:
            _handle_field_error(error, root, errors)
            return None
        assert answer is not None or root.is_nullable
        return answer

    def _collect_selection(self, root: _RootField, variables: VariableValues) -> Selection:
        collector = FieldCollector(self._schema, self._fragments, variables, self.operation)
        return Selection(collector.collect(root.definition.type, root.nodes), document_length(root.nodes[0]))

    def _select_roots(self, variables: VariableValues, context: Context) -> _SelectedRoots:
        """Raises GraphQLError if a condition is null, or if more rows are asked for than may be."""
        if self._unconditional is not None:
            return self._unconditional
        if not self._is_conditional:
            self._unconditional = self._collect_roots(variables, context)
            return self._unconditional
        conditions = frozenset(item for item in variables.coerced.items() if isinstance(item[1], bool))
        return self._selections.get(conditions, lambda: self._collect_roots(variables, context), 1)

    def _collect_roots(self, variables: VariableValues, context: Context) -> _SelectedRoots:
        grouped = collect_fields(
            self._schema, self._fragments, variables, self._type, self.operation
        ).grouped_field_set
        roots = {
            key: self._plan_root(key, [detail.node for detail in details]) for key, details in grouped.items()
        }
        limits, read = context.settings.limits, [root for root in roots.values() if root is not None]
        vary = max_rows((root.name for root in read), limits) > limits.max_rows and any(
            not root.variable_definition.args.keys().isdisjoint(row_arguments(root.name)) for root in read
        )
        if not vary:
            check_row_limit(self._type, grouped, variables, limits)
        (first, *others) = roots.items() or [("", None)]
        only = None if others or first[1] is None else (first[0], first[1])
        return _SelectedRoots(grouped, roots, vary, only)

    def _plan_root(self, key: str, nodes: list[FieldNode]) -> _RootField | None:
        name = nodes[0].name.value
        if name == TYPENAME:
            return None
        definition = self._type.fields[name]
        field: StrawberryField = definition.extensions["strawberry-definition"]
        resolver = field.base_resolver and field.base_resolver.wrapped_func
        assert isfunction(resolver)
        given = {each.name.value: has_variable(each.value) for each in nodes[0].arguments or ()}
        # What is not given has the resolver's own default, which is the schema's.
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
        return _RootField(
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


def _leaf_variable_coercers(
    schema: GraphQLSchema, operation: OperationDefinitionNode
) -> Mapping[str, Callable[[Any], Any]] | None:
    """How each variable is coerced, if it is not null; None unless all are scalars and enums."""
    types = {}
    for each in operation.variable_definitions or ():
        signature = get_variable_signature(schema, each)
        assert not isinstance(signature, GraphQLError)
        types[signature.name] = get_nullable_type(signature.type)
    leaves = {name: type_.coerce_input_value for name, type_ in types.items() if is_leaf_type(type_)}
    return leaves if len(leaves) == len(types) else None


def _with_arguments(definition: GraphQLField, names: set[str]) -> GraphQLField:
    """The field with the arguments of these names alone."""
    kept = {name: argument for name, argument in definition.args.items() if name in names}
    return GraphQLField(definition.type, kept)


def _handle_field_error(error: Exception, root: _RootField, errors: list[GraphQLError]) -> None:
    """The field is null, and says why; raises the error if it may not be."""
    located = located_error(error, root.nodes, root.path.as_list())
    if not root.is_nullable:
        raise located
    errors.append(located)
