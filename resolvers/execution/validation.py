"""Validation by graphql-core's rules, two of them replaced."""

from collections.abc import Sequence

from graphql import (
    SKIP,
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    ListValueNode,
    NoSchemaIntrospectionCustomRule,
    ObjectValueNode,
    OverlappingFieldsCanBeMergedRule,
    ValueNode,
    ValuesOfCorrectTypeRule,
    VisitorAction,
    specified_rules,
    validate,
)
from graphql.utilities import validate_input_literal

from resolvers.errors import LimitExceededError
from resolvers.execution.field_merging import merge_errors
from settings import Limits

# Enough to correct a document.
_MAX_ERRORS = 20


class _ValueError(Exception):
    """Stops the check of a value at its first error, which has a path in the value."""

    def __init__(self, error: GraphQLError, path: Sequence[str | int]) -> None:
        super().__init__()
        self.error = error
        self.path = path


class _ValuesOfCorrectType(ValuesOfCorrectTypeRule):
    """Reports only the first error of each value, because each error prints the whole value.

    Each error has a location; graphql-core gives none for a list or an object in the place of a scalar.
    """

    def is_valid_value_node(self, node: ValueNode, input_type: GraphQLInputType | None) -> VisitorAction:
        try:
            if input_type is not None:
                validate_input_literal(node, input_type, _raise_value_error, None, None, True)
        except _ValueError as invalid:
            error = invalid.error
            if not error.locations:
                error = GraphQLError(
                    error.message, _value_at(node, invalid.path), extensions=error.extensions
                )
            self.report_error(error)
        return SKIP


def _raise_value_error(error: GraphQLError, path: Sequence[str | int]) -> None:
    raise _ValueError(error, path)


def _value_at(node: ValueNode, path: Sequence[str | int]) -> ValueNode:
    for key in path:
        if isinstance(node, ObjectValueNode):
            node = next(field.value for field in node.fields if field.name.value == key)
        else:
            assert isinstance(node, ListValueNode)
            node = node.values[int(key)]
    return node


_REPLACED_RULES: dict[type[ASTValidationRule], type[ASTValidationRule]] = {
    ValuesOfCorrectTypeRule: _ValuesOfCorrectType,
}
_RULES = tuple(
    _REPLACED_RULES.get(rule, rule)
    for rule in specified_rules
    # `merge_errors` replaces it.
    if rule is not OverlappingFieldsCanBeMergedRule
)
_RULES_WITHOUT_INTROSPECTION = (*_RULES, NoSchemaIntrospectionCustomRule)


def validate_document(
    schema: GraphQLSchema, document: DocumentNode, limits: Limits, *, has_introspection: bool
) -> list[GraphQLError]:
    """The document's errors; a single LIMIT_EXCEEDED if merging its fields would take too long."""
    # Fixed tuples, because graphql-core looks up the methods of each rule class once.
    rules = _RULES if has_introspection else _RULES_WITHOUT_INTROSPECTION
    errors = validate(schema, document, rules, max_errors=_MAX_ERRORS, hide_suggestions=True)
    if errors:
        return errors
    try:
        return merge_errors(schema, document, limits.max_query_tokens)[:_MAX_ERRORS]
    except LimitExceededError as error:
        # Returned, so that the verdict is cached.
        return [error]
