"""The phases of an operation, in order, from its document to its result.

`web.graphql.operations` resolves the request to a document, parsed, measured and validated once, and
passes it to `execute`. `web.graphql.response` encodes the result.
"""

from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationDefinitionNode

from resolvers.context import Context
from resolvers.errors import add_error_codes
from resolvers.execution.document_cache import Document
from resolvers.execution.prepared import VariableCoercionError
from resolvers.execution.result import RefusedResult
from resolvers.execution.row_limit import RowLimitError
from resolvers.execution.schema import ExecutableSchema


async def execute(
    schema: ExecutableSchema,
    document: Document,
    operation: OperationDefinitionNode | None,
    given: dict[str, Any] | None,
    context: Context,
) -> ExecutionResult:
    """The result of a query or mutation, with error codes; a RefusedResult if nothing was executed.

    Without an operation it has the document's errors.
    """
    if operation is None or document.errors:
        return RefusedResult(document.copy_errors(), is_before_execution=True)
    query = schema.prepare(document, operation)
    if query is None:
        # graphql-core has the same phases: it coerces, checks the row limit, resolves and completes.
        return await schema.execute_with_graphql_core(document, operation, given, context)
    errors: list[GraphQLError] = []
    try:
        variables = query.coerce_variables(given or {})
        roots = query.select_roots(variables)
        query.bound_rows(roots, variables)
        data = await query.read(roots, variables, context, errors)
    except VariableCoercionError as invalid:
        return RefusedResult(invalid.errors)
    except RowLimitError as error:
        return RefusedResult([error])
    except GraphQLError as error:
        # A null condition of a root field, or an error of a non-null one.
        data = None
        errors.append(error)
    add_error_codes(errors, is_before_execution=False)
    return ExecutionResult(data, errors or None)
