"""Validation by graphql-core's rules, two of them replaced."""

from graphql import (
    SKIP,
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OverlappingFieldsCanBeMergedRule,
    ValueNode,
    ValuesOfCorrectTypeRule,
    VisitorAction,
    specified_rules,
    validate,
)

from resolvers.errors import LimitExceededError
from resolvers.execution.field_merging import merge_errors
from settings import Limits

# Enough to correct a document.
_MAX_ERRORS = 20


class _TooManyErrorsError(Exception):
    """Stops the check of a value after its first error."""


class _ValuesOfCorrectType(ValuesOfCorrectTypeRule):
    """Reports only the first error of each value, because each error prints the whole value."""

    def is_valid_value_node(self, node: ValueNode, input_type: GraphQLInputType | None) -> VisitorAction:
        try:
            return super().is_valid_value_node(node, input_type)
        except _TooManyErrorsError:
            return SKIP

    def report_error(self, error: GraphQLError) -> None:
        super().report_error(error)
        raise _TooManyErrorsError


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
