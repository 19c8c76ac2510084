"""The coercers of an operation's variables, if all have scalar or enum types."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, get_nullable_type, is_leaf_type
from graphql.execution.get_variable_signature import get_variable_signature


def leaf_variable_coercers(
    schema: GraphQLSchema, operation: OperationDefinitionNode
) -> Mapping[str, Callable[[Any], Any]] | None:
    """The coercer of each variable for values that are not null; None unless all are scalars or enums."""
    types = {}
    for each in operation.variable_definitions or ():
        signature = get_variable_signature(schema, each)
        assert not isinstance(signature, GraphQLError)
        types[signature.name] = get_nullable_type(signature.type)
    leaves = {name: type_.coerce_input_value for name, type_ in types.items() if is_leaf_type(type_)}
    return leaves if len(leaves) == len(types) else None
