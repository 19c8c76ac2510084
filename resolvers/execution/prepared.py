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
from resolvers.cache import Recent, text_length
from resolvers.context import Context
from resolvers.errors import code_errors
from resolvers.execution.argument_conversion import Conversions, Convert, converted
from resolvers.execution.prepared_eligibility import Fragments
from resolvers.execution.row_limit import check_rows, most_rows, names_of_rows
from resolvers.plan.arguments import BY_TIME, names_variable
from resolvers.plan.selection import Collector, PreparedInfo, Selection

# As graphql-core does unless told otherwise.
_MOST_COERCION_ERRORS = 50

# Selections that one query keeps, by what its variables skip and include.
_MOST_CONDITIONS = 64


@dataclass(eq=False, slots=True)
class _Root:
    """A root field that is selected. Arguments that name no variable are converted once."""

    name: str
    nodes: list[FieldNode]
    definition: GraphQLField
    resolver: Callable[..., Awaitable[Any]]
    nullable: bool
    path: Path
    fixed: Mapping[str, Any]
    # The definition with the other given arguments alone, and for each its name in Python and its conversion.
    varying: GraphQLField
    conversions: Mapping[str, tuple[str, Convert]]
    # If each of those is one variable, whose value needs no converting: the variables, by names in Python.
    direct: Mapping[str, str] | None
    # What is selected on it, once it was asked for.
    selection: Selection | None = None


@dataclass(frozen=True, slots=True)
class _Selected:
    """The root fields by their keys, None for `__typename`."""

    grouped: GroupedFieldSet
    roots: Mapping[str, _Root | None]
    # Whether variables may say that too many rows are asked for.
    rows_vary: bool
    # If there is one, and nothing beside it.
    only: tuple[str, _Root] | None


class PreparedQuery:
    """One operation of a valid document that is plain: of its `text`, all of whose fragments are given."""

    def __init__(
        self,
        schema: GraphQLSchema,
        conversions: Conversions,
        text: str,
        operation: OperationDefinitionNode,
        fragments: Fragments,
    ) -> None:
        self.name = operation.name.value if operation.name else None
        self.operation = operation
        # Else the same question has another answer at another time.
        self.is_timeless = BY_TIME not in text
        self._core = schema
        self._conversions = conversions
        self._details = {name: FragmentDetails(node) for name, node in fragments.items()}
        query = self._core.query_type
        assert query is not None
        self._type = query
        self._leaves = _leaves(self._core, operation)
        # Without directives the same is selected each time.
        self._is_conditional = "@" in text
        self._always: _Selected | None = None
        self._kept: Recent[frozenset[tuple[str, bool]], _Selected] = Recent(_MOST_CONDITIONS)

    async def run(self, given: dict[str, Any] | None, context: Context) -> ExecutionResult:
        """The result for variables as they are given; its errors are coded."""
        errors: list[GraphQLError] = []
        data: dict[str, Any] | None = None
        try:
            variables = self._variables(given or {}, errors)
            if variables is not None:
                data = await self._read(variables, context, errors)
        except GraphQLError as error:
            # Of the query as a whole, or of a field that may not be null.
            errors.append(error)
        if not errors:
            return ExecutionResult(data, None)
        code_errors(errors, before_execution=False)
        return ExecutionResult(data, errors)

    def _variables(self, given: dict[str, Any], errors: list[GraphQLError]) -> VariableValues | None:
        definitions = self.operation.variable_definitions
        if not definitions:
            return VariableValues({}, {})
        if self._leaves is not None and None not in map(given.get, self._leaves):
            # The same as what follows, which says what is wrong if something is.
            try:
                return VariableValues(
                    {}, {name: coerce(given[name]) for name, coerce in self._leaves.items()}
                )
            except Exception:
                pass
        coerced = get_variable_values(self._core, definitions, given, _MOST_COERCION_ERRORS)
        if isinstance(coerced, VariableValues):
            return coerced
        errors += coerced
        return None

    async def _read(
        self, variables: VariableValues, context: Context, errors: list[GraphQLError]
    ) -> dict[str, Any]:
        selected = self._selected(variables, context)
        if selected.rows_vary:
            check_rows(self._type, selected.grouped, variables, context.settings.limits)
        if selected.only is not None:
            key, only = selected.only
            try:
                named = self._named(only, variables)
            except GraphQLError as error:
                _handle(error, only, errors)
                return {key: None}
            return {key: await self._answer(only, named, variables, context, errors)}
        data: dict[str, Any] = dict.fromkeys(selected.roots)
        reads = {}
        for key, root in selected.roots.items():
            if root is None:
                data[key] = self._type.name
                continue
            try:
                reads[key] = self._named(root, variables)
            except GraphQLError as error:
                _handle(error, root, errors)
        answers = [
            self._answer(root, reads[key], variables, context, errors)
            for key, root in selected.roots.items()
            if root is not None and key in reads
        ]
        data |= zip(reads, await gather_with_cancel(*answers), strict=True)
        return data

    def _named(self, root: _Root, variables: VariableValues) -> Mapping[str, Any]:
        """The root field's arguments, by their names in Python; raises GraphQLError."""
        if not root.conversions:
            return root.fixed
        if root.direct is not None:
            direct = {name: variables.coerced.get(variable) for name, variable in root.direct.items()}
            if None not in direct.values():
                return {**root.fixed, **direct}
        coerced = get_argument_values(root.varying, root.nodes[0], variables)
        return {**root.fixed, **converted(coerced, root.conversions)}

    async def _answer(
        self,
        root: _Root,
        named: Mapping[str, Any],
        variables: VariableValues,
        context: Context,
        errors: list[GraphQLError],
    ) -> Any:
        try:
            if root.selection is None:
                root.selection = self._selection(root, variables)
            info = PreparedInfo(context, variables.coerced, root.selection)
            answer = await root.resolver(info=info, **named)
        except Exception as error:
            _handle(error, root, errors)
            return None
        assert answer is not None or root.nullable
        return answer

    def _selection(self, root: _Root, variables: VariableValues) -> Selection:
        collector = Collector(self._core, self._details, variables, self.operation)
        return Selection(collector.fields(root.definition.type, root.nodes), text_length(root.nodes[0]))

    def _selected(self, variables: VariableValues, context: Context) -> _Selected:
        """Raises GraphQLError if a condition is null, or if more rows are asked for than may be."""
        if self._always is not None:
            return self._always
        if not self._is_conditional:
            self._always = self._select(variables, context)
            return self._always
        conditions = frozenset(item for item in variables.coerced.items() if isinstance(item[1], bool))
        return self._kept.get(conditions, lambda: self._select(variables, context), 1)

    def _select(self, variables: VariableValues, context: Context) -> _Selected:
        grouped = collect_fields(
            self._core, self._details, variables, self._type, self.operation
        ).grouped_field_set
        roots = {
            key: self._root(key, [detail.node for detail in details]) for key, details in grouped.items()
        }
        limits, read = context.settings.limits, [root for root in roots.values() if root is not None]
        vary = most_rows((root.name for root in read), limits) > limits.max_rows and any(
            not root.varying.args.keys().isdisjoint(names_of_rows(root.name)) for root in read
        )
        if not vary:
            check_rows(self._type, grouped, variables, limits)
        (first, *others) = roots.items() or [("", None)]
        only = None if others or first[1] is None else (first[0], first[1])
        return _Selected(grouped, roots, vary, only)

    def _root(self, key: str, nodes: list[FieldNode]) -> _Root | None:
        name = nodes[0].name.value
        if name == TYPENAME:
            return None
        definition = self._type.fields[name]
        field: StrawberryField = definition.extensions["strawberry-definition"]
        resolver = field.base_resolver and field.base_resolver.wrapped_func
        assert isfunction(resolver)
        given = {each.name.value: names_variable(each.value) for each in nodes[0].arguments or ()}
        # What is not given has the resolver's own default, which is the schema's.
        fixed, varying = (
            _only(definition, {name for name, varies in given.items() if varies is wanted})
            for wanted in (False, True)
        )
        conversions = self._conversions.of_arguments(field.arguments)
        direct = {
            conversions[each.name.value][0]: each.value.name.value
            for each in nodes[0].arguments or ()
            if isinstance(each.value, VariableNode)
            and is_scalar_type(get_nullable_type(definition.args[each.name.value].type))
        }
        coerced = get_argument_values(fixed, nodes[0], None)
        return _Root(
            name,
            nodes,
            definition,
            resolver,
            not is_non_null_type(definition.type),
            Path(None, key, self._type.name),
            converted(coerced, conversions),
            varying,
            {name: conversions[name] for name in varying.args},
            direct if len(direct) == len(varying.args) else None,
        )


def _leaves(
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


def _only(definition: GraphQLField, names: set[str]) -> GraphQLField:
    """The field with the arguments of these names alone."""
    kept = {name: argument for name, argument in definition.args.items() if name in names}
    return GraphQLField(definition.type, kept)


def _handle(error: Exception, root: _Root, errors: list[GraphQLError]) -> None:
    """The field is null, and says why; raises the error if it may not be."""
    located = located_error(error, root.nodes, root.path.as_list())
    if not root.nullable:
        raise located
    errors.append(located)
