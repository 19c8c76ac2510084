"""Custom scalars: instants, 64-bit integers and JSON objects."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NewType

import strawberry
from graphql import GraphQLError, ValueNode, value_from_ast_untyped
from strawberry.types.scalar import ScalarDefinition

Long = NewType("Long", int)
JSON = NewType("JSON", object)
JSONObject = NewType("JSONObject", dict[str, object])

LONG_MIN, LONG_MAX = -(2**63), 2**63 - 1

# Floats represent all whole numbers up to here; JavaScript clients may send 5e9 as a float.
_EXACT_FLOAT = 2**53

_RFC_3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d\d):(\d\d))",
    re.ASCII,
)


def _refusal(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})


def parse_long(value: object) -> int:
    """A whole number from -2^63 to 2^63-1; a string is refused, as the Long specification demands."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT_FLOAT:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _refusal("Long must be a whole number.")
    if not LONG_MIN <= value <= LONG_MAX:
        raise _refusal("Long must be between -2^63 and 2^63-1.")
    return value


def parse_datetime(value: object) -> datetime:
    """A naive UTC time from an RFC 3339 text with offset; digits beyond microseconds are cut off."""
    match = _RFC_3339.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise _refusal(
            "DateTime must be an RFC 3339 time with an offset, such as 2026-11-23T20:06:29.048123Z."
        )
    *whole, fraction, _, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if int(hours or 0) > 23 or int(minutes or 0) > 59:
        raise _refusal("DateTime must have an offset of at most 23:59.")
    year, month, day, hour, minute, second = map(int, whole)
    microsecond = int((fraction or "0").ljust(6, "0")[:6])
    try:
        local = datetime(
            year,
            month,
            day,
            hour,
            minute,
            second,
            microsecond,
            tzinfo=timezone(-offset if sign == "-" else offset),
        )
        return local.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise _refusal("DateTime must be an existing date and time.") from error


def serialize_datetime(value: datetime) -> str:
    return value.isoformat(timespec="microseconds") + "Z"


def parse_json_object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _refusal("JSONObject must be a JSON object.")
    return value


def _literal(parse: Callable[[object], object]) -> Callable[..., object]:
    """A parser of literals without variables; its errors have a location in the document."""

    def read(node: ValueNode, _variables: object = None) -> object:
        try:
            return parse(value_from_ast_untyped(node))
        except GraphQLError as error:
            raise GraphQLError(error.message, node, extensions=error.extensions) from error

    return read


SCALARS: dict[object, ScalarDefinition] = {
    JSON: strawberry.scalar(name="JSON", description="Any JSON value."),
    datetime: strawberry.scalar(
        name="DateTime",
        description=(
            "An instant, RFC 3339 with an offset; always written in UTC with microseconds "
            "(`2026-11-23T20:06:29.048123Z`).\nInput without an offset is refused."
        ),
        specified_by_url="https://scalars.graphql.org/chillicream/date-time.html",
        serialize=serialize_datetime,
        parse_value=parse_datetime,
        parse_literal=_literal(parse_datetime),
    ),
    Long: strawberry.scalar(
        name="Long",
        description=(
            "A signed 64-bit integer, written as a JSON number. Image sizes exceed the 32 bits of `Int`."
        ),
        specified_by_url="https://scalars.graphql.org/chillicream/long.html",
        serialize=int,
        parse_value=parse_long,
        parse_literal=_literal(parse_long),
    ),
    JSONObject: strawberry.scalar(
        name="JSONObject",
        description="A JSON object with keys that clients choose.",
        serialize=dict[str, Any],
        parse_value=parse_json_object,
        parse_literal=_literal(parse_json_object),
    ),
}
