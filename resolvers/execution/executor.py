"""graphql-core's executor, extended to pass finished JSON through unchanged."""

from typing import Any

import orjson
from graphql import GraphQLError, GraphQLObjectType, GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.pyutils import AwaitableOrValue, Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from resolvers.execution.row_limit import count_rows, require_row_limit
from resolvers.read.partial import MAX_ERRORS, PartialAnswer, too_many_errors
from settings import Limits


def _position(error: GraphQLError) -> Path:
    """The error's path as graphql-core keeps it."""
    position = None
    for key in error.path or ():
        position = Path(position, key, None)
    assert position is not None
    return position


class FinishedJSONExecutor(StrawberryGraphQLCoreExecutionContext):
    """Accepts an `orjson.Fragment` or a PartialAnswer as the complete value of a field of any type.

    Both methods are private to graphql-core, so its version is pinned; tests detect a change.
    """

    def execute_root_grouped_field_set(
        self,
        root_type: GraphQLObjectType,
        root_value: Any,
        grouped_field_set: GroupedFieldSet,
        serially: bool,
        position_context: Any,
    ) -> AwaitableOrValue[dict[str, Any]]:
        """Checks the row limit; raises LIMIT_EXCEEDED before any field is resolved."""
        limits: Limits = self.context_value.settings.limits
        require_row_limit(count_rows(root_type, grouped_field_set, self.variable_values, limits), limits)
        return super().execute_root_grouped_field_set(
            root_type, root_value, grouped_field_set, serially, position_context
        )

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> AwaitableOrValue[Any]:
        if isinstance(result, orjson.Fragment):
            return result
        if isinstance(result, PartialAnswer):
            if len(self.collected_errors.errors) + len(result.errors) > MAX_ERRORS:
                raise too_many_errors()
            for error in result.errors:
                self.collected_errors.add(error, _position(error))
            return result.json
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)
