"""Responses of a subscription: each event is finished JSON, so graphql-core executes nothing for it."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from inspect import isawaitable
from typing import Any, Self, cast

import orjson
from graphql import (
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    SelectionSetNode,
    create_source_event_stream,
)

from resolvers.context import Context
from resolvers.errors import add_error_codes
from resolvers.execution.document_cache import Document
from resolvers.execution.executor import FinishedJSONExecutor
from resolvers.execution.schema import ExecutableSchema
from resolvers.read.partial import PartialAnswer

# Pairs of an event's cursor and its JSON, or its answer if the selection has faults.
_Events = AsyncGenerator[tuple[str, bytes | PartialAnswer], None]


class SubscriptionError(Exception):
    """The subscription has ended, or could not start; `errors` have codes."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__()
        self.errors = errors


class ResponseStream:
    """Responses as JSON, and the cursor of the last one; an error that ends them is a SubscriptionError."""

    def __init__(self, responses: AsyncGenerator[tuple[str | None, bytes], None]) -> None:
        self._responses = responses
        # Null before the first event.
        self.cursor: str | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        self.cursor, body = await anext(self._responses)
        return body

    async def aclose(self) -> None:
        await self._responses.aclose()


async def response_stream(
    schema: ExecutableSchema,
    document: Document,
    variables: dict[str, Any] | None,
    operation_name: str | None,
    context: Context,
) -> ResponseStream:
    """Starts a subscription; raises SubscriptionError."""
    if document.node is None or document.errors:
        raise _subscription_error(document.copy_errors())
    executor = FinishedJSONExecutor.build(
        schema.types, document.node, None, context, variables, operation_name
    )
    if isinstance(executor, list):
        raise _subscription_error(executor, executed=True)
    source = create_source_event_stream(executor)
    if isawaitable(source):  # pragma: no branch - our one resolver is a coroutine
        source = await source
    if isinstance(source, ExecutionResult):
        raise _subscription_error(source.errors or [], executed=True)
    events = cast(_Events, source)
    key = _response_key(executor.operation.selection_set, executor.fragment_definitions)
    return ResponseStream(_responses(key, events))


async def _responses(key: str, events: _Events) -> AsyncGenerator[tuple[str, bytes], None]:
    begin = f'{{"data":{{"{key}":'.encode()
    try:
        async for cursor, event in events:  # pragma: no branch - events end only by being closed
            if isinstance(event, PartialAnswer):
                yield cursor, _partial_response(key, event)
            else:
                yield cursor, b"".join((begin, event, b"}}"))
    except Exception as error:
        message = error.message if isinstance(error, GraphQLError) else str(error)
        coded = GraphQLError(message, original_error=error)
        raise _subscription_error([coded], executed=True) from error
    finally:
        await events.aclose()


def _partial_response(key: str, event: PartialAnswer) -> bytes:
    add_error_codes(event.errors, is_before_execution=False)
    # The subscription's field is non-null, so without it there is no data.
    data = None if event.json is None else {key: event.json}
    return orjson.dumps({"data": data, "errors": [dict(error.formatted) for error in event.errors]})


def _subscription_error(errors: Sequence[GraphQLError], *, executed: bool = False) -> SubscriptionError:
    coded = list(errors)
    add_error_codes(coded, is_before_execution=not executed)
    return SubscriptionError(coded)


def _response_key(selections: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]) -> str:
    """The response key of the only field; validation ensures that there is one."""
    for node in selections.selections:
        if isinstance(node, FieldNode):
            return (node.alias or node.name).value
        if isinstance(node, FragmentSpreadNode):
            return _response_key(fragments[node.name.value].selection_set, fragments)
        assert isinstance(node, InlineFragmentNode)
        return _response_key(node.selection_set, fragments)
    raise AssertionError  # pragma: no cover - a selection set is never empty
