"""Why a document is not valid: graphql-core's rules, two of them bounded."""

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

# Enough to mend a document by.
_MAX_ERRORS = 20

# Steps in which graphql-core compares fields of one name, and fragments, with each other: the square of their
# number, so that 10 kB took seconds. Twenty fragments in one selection take some thousand.
_MAX_COMPARISONS = 10_000


class _FieldsCanBeMerged(OverlappingFieldsCanBeMergedRule):
    """Gives up at a fiftieth of the steps that graphql-core allows."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = _MAX_COMPARISONS


class _TooManyErrorsError(Exception):
    """The rest of a value need not be looked at."""


class _ValuesOfCorrectType(ValuesOfCorrectTypeRule):
    """Says of each value only the first thing that is wrong, for with each the whole value is printed."""

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
    """One LIMIT_EXCEEDED alone if it would take too long to say."""
    # None is made for a document: a rule is a class, and its methods are looked up once for each.
    rules = _RULES if has_introspection else _RULES_WITHOUT_INTROSPECTION
    errors = validate(schema, document, rules, max_errors=_MAX_ERRORS, hide_suggestions=True)
    # At the most errors it is aborted too, with one more that says so.
    if errors and isinstance(errors[-1], ValidationAbortedError) and len(errors) <= _MAX_ERRORS:
        return [
            LimitExceededError(
                "The document repeats fields and fragments too often: "
                f"comparing them takes more than {_MAX_COMPARISONS} steps."
            )
        ]
    return errors
