"""How a document is executed: our scalars, our limits, our executor, and coded errors."""

from collections.abc import Awaitable, Callable, Iterable
from copy import copy
from typing import Any, Self

import strawberry
from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLResolveInfo,
    OperationType,
    get_operation_ast,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext
from strawberry.types.field import StrawberryField

from resolvers.cache import DEFAULT_CAPACITY, ClockCache
from resolvers.errors import add_error_codes
from resolvers.execution.argument_conversion import ArgumentConverter, to_python_arguments
from resolvers.execution.document_cache import DocumentCache, documents_extension
from resolvers.execution.executor import FinishedJSONExecutor
from resolvers.execution.prepared import PreparedQuery
from resolvers.execution.prepared_eligibility import is_preparable
from schema.scalars import SCALARS
from settings import Settings


class ExecutableSchema(strawberry.Schema):
    """Strawberry's schema with finished JSON, cached documents and masked errors.

    What it consists of takes long to make, and is the same for all settings: see `with_settings`.
    """

    def __init__(
        self,
        query: type,
        mutation: type | None = None,
        subscription: type | None = None,
        *,
        types: Iterable[type] = (),
        settings: Settings,
    ) -> None:
        super().__init__(
            query,
            mutation,
            subscription,
            types=types,
            execution_context_class=FinishedJSONExecutor,
            config=StrawberryConfig(scalar_map=SCALARS),
        )
        self._mark_one_of()
        self._converter = ArgumentConverter(self)
        self._convert_mutation_arguments()
        self._create_document_cache(settings)

    def with_settings(self, settings: Settings) -> Self:
        """The same types, with caches of its own for the documents that these settings allow."""
        other = copy(self)
        other._create_document_cache(settings)
        return other

    def _create_document_cache(self, settings: Settings) -> None:
        self.documents = DocumentCache(settings.limits, introspection=settings.introspection)
        self._prepared: ClockCache[tuple[str, str | None], PreparedQuery] = ClockCache(DEFAULT_CAPACITY)
        self.extensions = (documents_extension(self.documents),)

    @property
    def caches(self) -> dict[str, ClockCache[Any, Any]]:
        return self.documents.caches | {"prepared": self._prepared}

    def get_prepared(self, text: str, operation_name: str | None) -> PreparedQuery | None:
        """The query, if it was prepared of late."""
        return self._prepared.find((text, operation_name))

    def prepare(self, text: str, operation_name: str | None) -> PreparedQuery | None:
        """The query; None if it is not valid or not plain, so that executing the document is to answer."""
        document = self.documents.parse_ahead(text)
        if document is None:
            return None
        operation = get_operation_ast(document, operation_name)
        if operation is None or operation.operation is not OperationType.QUERY:
            return None
        fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        if self.documents.validate(self._schema, document, is_ahead=True) or not is_preparable(
            operation, fragments
        ):
            return None
        self.documents.validate(self._schema, self.documents.parse(text))
        query = PreparedQuery(self._schema, self._converter, text, operation, fragments)
        return self._prepared.get((text, operation_name), lambda: query, len(text))

    def document_errors(self, text: str) -> list[str]:
        """Why the document would not be executed."""
        try:
            errors = self.documents.validate(self._schema, self.documents.parse(text))
        except GraphQLError as error:
            errors = [error]
        return [error.message for error in errors]

    def _mark_one_of(self) -> None:
        # Strawberry checks @oneOf by itself, in words of its own, and introspection denies it;
        # graphql-core does both well once it knows.
        for type_ in self._schema.type_map.values():
            if isinstance(type_, GraphQLInputObjectType):
                definition = type_.extensions["strawberry-definition"]
                type_.is_one_of = definition.is_one_of

    def _convert_mutation_arguments(self) -> None:
        # Else Strawberry would, which takes a quarter of a change.
        changes = self._schema.mutation_type
        for field in changes.fields.values() if changes else ():
            field.resolve = _with_conversion(field.extensions["strawberry-definition"], self._converter)

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Gives each error its code; Strawberry would log every mistake of a client."""
        # Variables are coerced by the executor: it has answered, though nothing was executed.
        validating = execution_context is not None and execution_context.result is None
        add_error_codes(errors, is_before_execution=validating)


def _with_conversion(field: StrawberryField, conversions: ArgumentConverter) -> Callable[..., Awaitable[Any]]:
    """What graphql-core calls for a root field: its resolver, with arguments as Python has them."""
    assert field.base_resolver is not None
    resolver, arguments = field.base_resolver, conversions.for_arguments(field.arguments)

    async def resolve(_: None, info: GraphQLResolveInfo[Any], /, **given: Any) -> Any:
        asked: strawberry.Info[Any, None] = strawberry.Info(_raw_info=info, _field=field)
        return await resolver(info=asked, **to_python_arguments(given, arguments))

    return resolve
