"""Validation by graphql-core's rules, two of them bounded."""

from graphql import (
    SKIP,
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    ValueNode,
    ValuesOfCorrectTypeRule,
    VisitorAction,
    specified_rules,
    validate,
)
from graphql.validation.validate import ValidationAbortedError

from resolvers.errors import LimitExceededError

# Enough to correct a document.
_MAX_ERRORS = 20

# Steps of graphql-core's comparison of fields of one name, and of fragments. They grow with the square of
# their number: 10 kB took seconds. Twenty fragments in one selection take some thousand.
_MAX_COMPARISONS = 10_000


class _FieldsCanBeMerged(OverlappingFieldsCanBeMergedRule):
    """Stops after a fiftieth of the steps that graphql-core allows."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = _MAX_COMPARISONS


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
    OverlappingFieldsCanBeMergedRule: _FieldsCanBeMerged,
    ValuesOfCorrectTypeRule: _ValuesOfCorrectType,
}
_RULES = tuple(_REPLACED_RULES.get(rule, rule) for rule in specified_rules)
_RULES_WITHOUT_INTROSPECTION = (*_RULES, NoSchemaIntrospectionCustomRule)


def validate_document(
    schema: GraphQLSchema, document: DocumentNode, *, has_introspection: bool
) -> list[GraphQLError]:
    """The document's errors; a single LIMIT_EXCEEDED if validation would take too long."""
    # Fixed tuples, because graphql-core looks up the methods of each rule class once.
    rules = _RULES if has_introspection else _RULES_WITHOUT_INTROSPECTION
    errors = validate(schema, document, rules, max_errors=_MAX_ERRORS, hide_suggestions=True)
    # Validation also aborts after the maximum of errors, with one more error.
    if errors and isinstance(errors[-1], ValidationAbortedError) and len(errors) <= _MAX_ERRORS:
        return [
            LimitExceededError(
                "The document repeats fields and fragments too often: "
                f"comparing them takes more than {_MAX_COMPARISONS} steps."
            )
        ]
    return errors
