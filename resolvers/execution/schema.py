"""The executable schema: Strawberry's types, executed as prepared queries or by graphql-core."""

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any

import strawberry
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    OperationDefinitionNode,
    OperationType,
)
from strawberry.types.field import StrawberryField

from resolvers.cache import ClockCache
from resolvers.context import Context
from resolvers.errors import add_error_codes
from resolvers.execution.argument_conversion import ArgumentConverter, to_python_arguments
from resolvers.execution.document_cache import Document, DocumentCache
from resolvers.execution.executor import FinishedJSONExecutor
from resolvers.execution.introspection import resolve_is_one_of_by_specification
from resolvers.execution.prepared import PreparedQuery
from resolvers.execution.prepared_eligibility import is_preparable
from resolvers.execution.result import RefusedResult
from resolvers.execution.row_limit import RowLimitError
from resolvers.plan.selection import SelectionFaultError
from resolvers.read.partial import PartialAnswer, read_partially
from schema.scalars import SCALARS
from settings import Settings


class ExecutableSchema:
    """The types, which all settings share, and the documents that these settings allow.

    Without `has_prepared_queries` graphql-core executes every operation, with the same results.
    """

    def __init__(self, types: strawberry.Schema, settings: Settings) -> None:
        self.has_prepared_queries = True
        self.types = types._schema
        # Again for each application: another schema of Strawberry in this process replaces it.
        resolve_is_one_of_by_specification(self.types)
        self.as_str = types.as_str
        self.documents = DocumentCache(self.types, settings.limits, has_introspection=settings.introspection)
        self._limits = settings.limits
        self._converter = ArgumentConverter(types)

    @property
    def caches(self) -> dict[str, ClockCache[Any, Any]]:
        return {"documents": self.documents.cache}

    def prepare(self, document: Document, operation: OperationDefinitionNode) -> PreparedQuery | None:
        """The query, prepared once; None if graphql-core must execute the operation."""
        if not self.has_prepared_queries:
            return None
        key = id(operation)
        if key not in document.prepared:
            document.prepared[key] = self._prepare(document, operation)
        return document.prepared[key]

    def _prepare(self, document: Document, operation: OperationDefinitionNode) -> PreparedQuery | None:
        fragments = document.fragments
        if operation.operation is not OperationType.QUERY or not is_preparable(operation, fragments):
            return None
        return PreparedQuery(self.types, self._converter, self._limits, document.text, operation, fragments)

    async def execute_with_graphql_core(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        given: dict[str, Any] | None,
        context: Context,
    ) -> ExecutionResult:
        """As `resolvers.execution.pipeline.execute`."""
        assert document.node is not None
        name = operation.name.value if operation.name else None
        executor = FinishedJSONExecutor.build(self.types, document.node, None, context, given, name)
        if isinstance(executor, list):
            return RefusedResult(executor)
        execution = executor.execute_operation()
        result = await execution if isawaitable(execution) else execution
        assert isinstance(result, ExecutionResult)
        errors = result.errors or []
        if any(isinstance(error, RowLimitError) for error in errors):
            return RefusedResult(errors)
        add_error_codes(errors, is_before_execution=False)
        return result

    def document_errors(self, text: str) -> list[str]:
        """The messages of the document's errors; none if it can be executed."""
        return [error.message for error in self.documents.get(text).errors]


def finish_types(types: strawberry.Schema) -> strawberry.Schema:
    """Completes Strawberry's types; slow, so it is done once."""
    _mark_one_of(types)
    _coerce_constant_literals(types)
    _replace_resolvers(types)
    return types


def _mark_one_of(types: strawberry.Schema) -> None:
    # Strawberry checks @oneOf itself, and hides it from introspection; graphql-core does both
    # by the specification once the type is marked.
    for type_ in types._schema.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            definition = type_.extensions["strawberry-definition"]
            type_.is_one_of = definition.is_one_of


def _coerce_constant_literals(types: strawberry.Schema) -> None:
    # graphql-core then puts variables into literals as they were sent, before the scalar reads them;
    # `parse_literal` would get them coerced, such as a time without its offset.
    for definition in SCALARS.values():
        scalar = types._schema.type_map[definition.name or ""]
        assert isinstance(scalar, GraphQLScalarType)
        scalar.coerce_input_literal = scalar.parse_literal


def _replace_resolvers(types: strawberry.Schema) -> None:
    # Strawberry's own conversion of arguments takes a quarter of a mutation's time.
    schema, converter = types._schema, ArgumentConverter(types)
    for root in (schema.query_type, schema.mutation_type):
        for field in root.fields.values() if root else ():
            field.resolve = _with_conversion(field.extensions["strawberry-definition"], converter)


def _with_conversion(field: StrawberryField, converter: ArgumentConverter) -> Callable[..., Awaitable[Any]]:
    """The function that graphql-core calls for a root field: its resolver, with converted arguments."""
    assert field.base_resolver is not None
    resolver, arguments = field.base_resolver, converter.for_arguments(field.arguments)

    async def resolve(_: None, info: GraphQLResolveInfo[Any], /, **given: Any) -> Any:
        asked: strawberry.Info[Any, None] = strawberry.Info(_raw_info=info, _field=field)
        named = to_python_arguments(given, arguments)
        try:
            return await resolver(info=asked, **named)
        except SelectionFaultError as fault:
            errors: list[GraphQLError] = []
            answer = await read_partially(fault, resolver, named, info.context, errors)
            return PartialAnswer(answer, errors)

    return resolve
