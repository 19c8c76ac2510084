"""Documents executed without HTTP, through the phases that every request passes."""

from typing import Any

from graphql import ExecutionResult

from resolvers.context import Context
from resolvers.execution.pipeline import execute
from resolvers.execution.schema import ExecutableSchema
from resolvers.subscriptions.response_stream import ResponseStream, response_stream


async def execute_text(
    schema: ExecutableSchema, text: str, variables: dict[str, Any] | None, context: Context
) -> ExecutionResult:
    """The result of the document's one operation, or of none if it cannot be parsed."""
    document = schema.documents.get(text)
    operation = None if document.node is None else document.operations[0]
    return await execute(schema, document, operation, variables, context)


async def subscribe_text(
    schema: ExecutableSchema, text: str, variables: dict[str, Any] | None, context: Context
) -> ResponseStream:
    """Raises SubscriptionError."""
    return await response_stream(schema, schema.documents.get(text), variables, None, context)
