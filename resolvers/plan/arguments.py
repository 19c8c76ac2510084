"""The arguments of selected fields: checked, and converted to operands of the statement."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from graphql import FieldNode, ListValueNode, ObjectValueNode, ValueNode, VariableNode

from resolvers.errors import BadUserInputError, InputPath, LimitExceededError
from resolvers.plan.interval import latest_starts
from resolvers.text import require_text
from schema.scalars import serialize_datetime

# The only field that depends on the current time.
TIME_DEPENDENT_FIELD = "byCreatedAt"

# The fields that read events, which appear and disappear without a commit of an image: they get a position
# later, and are pruned.
EVENT_FIELDS = ("imageEvents", "history")

# The limit of a facet and of a histogram.
MAX_BUCKETS = 1000


def has_variable(value: ValueNode) -> bool:
    """Whether a value in the document contains a variable."""
    if isinstance(value, ListValueNode):
        return any(map(has_variable, value.values))
    if isinstance(value, ObjectValueNode):
        return any(has_variable(field.value) for field in value.fields)
    return isinstance(value, VariableNode)


def is_constant(field: FieldNode) -> bool:
    """Whether the field's operands never change: they contain no variables and no current time."""
    return field.name.value != TIME_DEPENDENT_FIELD and not any(
        has_variable(argument.value) for argument in field.arguments or ()
    )


def operands(field: str, given: Mapping[str, Any], path: InputPath, now: datetime) -> dict[str, object]:
    """The operands of a field's SQL by name; `path` has the response keys down to the field.

    Raises BAD_USER_INPUT or LIMIT_EXCEEDED with the argument's path.
    """
    for name, value in given.items():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str):
                require_text(text, f"`{name}`", (*path, name))
    if "first" in given:
        _require_number(given["first"], 0, (*path, "first"))
    if field != TIME_DEPENDENT_FIELD:
        return dict(given)
    _require_number(given["last"], 1, (*path, "last"))
    starts = latest_starts(given["interval"], given["last"], now)
    return {
        "interval": given["interval"].value,
        "starts": [serialize_datetime(start) for start in starts],
        "since": starts[0],
    }


def _require_number(buckets: int, least: int, path: InputPath) -> None:
    if buckets < least:
        raise BadUserInputError(f"`{path[-1]}` must be at least {least}.", path)
    if buckets > MAX_BUCKETS:
        raise LimitExceededError(f"`{path[-1]}` must be at most {MAX_BUCKETS}.", path)
