"""Where finished JSON meets graphql-core: the executor passes it through without a look inside."""

from typing import Any

import orjson
from graphql import GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import AwaitableOrValue, Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext


class FinishedJSONExecutor(StrawberryGraphQLCoreExecutionContext):
    """Takes an `orjson.Fragment` as the complete value of whatever type the field has.

    `complete_value` is private to graphql-core, hence the exact pin; golden tests see a change.
    """

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
