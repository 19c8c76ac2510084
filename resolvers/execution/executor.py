"""Where finished JSON meets graphql-core: the executor passes it through without a look inside."""

from typing import Any

import orjson
from graphql import GraphQLObjectType, GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.pyutils import AwaitableOrValue, Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from resolvers.execution.row_limit import count_rows, require_row_limit
from settings import Limits


class FinishedJSONExecutor(StrawberryGraphQLCoreExecutionContext):
    """Takes an `orjson.Fragment` as the complete value of whatever type the field has.

    Both methods are private to graphql-core, hence the exact pin; tests see a change.
    """

    def execute_root_grouped_field_set(
        self,
        root_type: GraphQLObjectType,
        root_value: Any,
        grouped_field_set: GroupedFieldSet,
        serially: bool,
        position_context: Any,
    ) -> AwaitableOrValue[dict[str, Any]]:
        """Raises LIMIT_EXCEEDED before any field is resolved."""
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
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)
