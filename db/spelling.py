"""How SQLite spells what each SQL database spells differently: JSON, lists, times, texts."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    LargeBinary,
    Select,
    and_,
    case,
    cast,
    column,
    func,
    literal_column,
    select,
)
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

# A function takes at most 127 arguments, and an object's member is two of them.
_PAIRS = 60

Limited = TypeVar("Limited", Select[*tuple[Any, ...]], CompoundSelect[*tuple[Any, ...]])

# As a limit: none.
ALL_ROWS: ColumnElement[int] = literal_column("-1")


def quoted(text: str) -> ColumnElement[str]:
    """A constant of our own or a GraphQL name; what a caller wrote is always a bind parameter."""
    return literal_column("'" + text.replace("'", "''") + "'")


def off_index(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Without statistics SQLite picks the index on `deleted` and sorts the table; a plus hides it."""
    if isinstance(column, UnaryExpression):
        return column
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def number(value: int) -> ColumnElement[int]:
    """A constant of our own."""
    return literal_column(str(value))


def json_object(members: Sequence[tuple[str, ColumnElement[Any]]]) -> ColumnElement[str]:
    if not members:
        return func.json_object()
    parts = [
        func.json_object(*(part for key, value in chunk for part in (quoted(key), value)))
        for chunk in (members[at : at + _PAIRS] for at in range(0, len(members), _PAIRS))
    ]
    if len(parts) == 1:
        return parts[0]
    bodies = [func.substr(part, number(2), func.length(part) - number(2)) for part in parts]
    joined: ColumnElement[str] = bodies[0]
    for body in bodies[1:]:
        joined = joined.concat(quoted(",")).concat(body)
    return func.json(quoted("{").concat(joined).concat(quoted("}")))


def finished(json: ColumnElement[Any]) -> ColumnElement[bytes]:
    """JSON as bytes of UTF-8, which go out as they are.

    As text it would become a str, which takes four bytes for each character once one is an emoji.
    """
    return cast(json, LargeBinary)


def json_array(element: ColumnElement[Any]) -> ColumnElement[str]:
    """`[]` of no rows; the order is that of the rows it is selected from."""
    return func.json_group_array(element)


def json_list(elements: Sequence[ColumnElement[Any]]) -> ColumnElement[str]:
    """A JSON array of one row's values."""
    return func.json_array(*elements)


def json_map(key: ColumnElement[str], value: ColumnElement[Any]) -> ColumnElement[str]:
    return func.json_group_object(key, value)


def json_boolean(flag: ColumnElement[bool]) -> ColumnElement[str]:
    return func.json(func.iif(flag, quoted("true"), quoted("false")))


def json_object_or_empty(text: ColumnElement[str | None]) -> ColumnElement[str]:
    """JSON stored as text; what is no JSON object reads as `{}`."""
    # Nested, not AND: json_type fails on what is no JSON at all.
    typed = func.iif(func.json_type(text) == quoted("object"), text, quoted("{}"))
    return func.json(func.iif(func.json_valid(text), typed, quoted("{}")))


def instant(time: ColumnElement[Any]) -> ColumnElement[str]:
    """`2026-11-23T20:06:29.048123Z` of a stored `2026-11-23 20:06:29.048123`.

    SQLAlchemy, by which Glance writes too, stores all six digits of every time.
    """
    return timestamp(time).concat(quoted("Z"))


def timestamp(time: ColumnElement[Any]) -> ColumnElement[str]:
    """`2026-11-23T20:06:29.048123`: the same digits for the same time, on every database."""
    return func.replace(time, quoted(" "), quoted("T"))


def earlier(time: ColumnElement[Any], by: timedelta) -> ColumnElement[str]:
    """The time less a whole number of seconds."""
    shift = quoted(f"-{by // timedelta(seconds=1)} seconds")
    seconds = func.strftime(quoted("%Y-%m-%d %H:%M:%S"), func.substr(time, number(1), number(19)), shift)
    return seconds.concat(func.substr(time, number(20)))


def interval_start(time: ColumnElement[Any], interval: ColumnElement[str]) -> ColumnElement[str]:
    """When the hour, day, week (from Monday) or month of a time began, as `instant` writes it."""
    day = func.substr(time, number(1), number(10))
    hour = func.substr(time, number(12), number(2))
    # From the Sunday on or after the day, six days back.
    monday = func.date(day, quoted("weekday 0"), quoted("-6 days"))
    midnight = quoted("T00:00:00.000000Z")
    return case(
        (interval == quoted("hour"), day.concat(quoted("T")).concat(hour).concat(quoted(":00:00.000000Z"))),
        (interval == quoted("day"), day.concat(midnight)),
        (interval == quoted("week"), monday.concat(midnight)),
        else_=func.substr(time, number(1), number(7)).concat(quoted("-01")).concat(midnight),
    )


def long_sum(column: ColumnElement[Any]) -> ColumnElement[int]:
    """Zero of nothing, and at most 2^63-1: SQLite's own sum fails beyond."""
    high, low = _halves(column)
    carried = high + low.op(">>")(number(32))
    whole = carried.op("<<")(number(32)).op("|")(low.op("&")(number(2**32 - 1)))
    return func.coalesce(case((carried >= number(2**31), number(2**63 - 1)), else_=whole), number(0))


def average(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Null of nothing. Rounded three times, for the halves of the sum are whole numbers."""
    high, low = _halves(column)
    return (high * literal_column("4294967296.0") + low) / func.count(column)


def _halves(column: ColumnElement[Any]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """The sums of the higher and of the lower 32 bits, which pass 63 bits after two billion numbers."""
    high: ColumnElement[int] = func.sum(column.op(">>")(number(32)))
    low: ColumnElement[int] = func.sum(column.op("&")(number(2**32 - 1)))
    return high, low


def hexadecimal(text: ColumnElement[str]) -> ColumnElement[str]:
    """The bytes of its UTF-8."""
    return func.hex(text)


def kept(rows: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]], name: str) -> CTE:
    """Rows that are computed once, in order, however often they are read."""
    return rows.cte(name).prefix_with("MATERIALIZED", dialect="sqlite")


def at_most(rows: Limited, most: ColumnElement[int]) -> Limited:
    """The first rows; the offset is spelled out, or SQLAlchemy adds one as a parameter."""
    return rows.limit(most).offset(number(0))


def unless(found: ColumnElement[bool], most: ColumnElement[int]) -> ColumnElement[int]:
    """A limit of no rows if that holds, when nothing is looked for."""
    return case((found, number(0)), else_=most)


def values_of(items: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """The members of a JSON list, so that a statement does not depend on how many they are."""
    return select(column("value")).select_from(func.json_each(items))


def contains(text: ColumnElement[Any], part: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.instr(text, part) > number(0)


def starts_with(text: ColumnElement[Any], part: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.substr(text, number(1), func.length(part)) == part


def ends_with(text: ColumnElement[Any], part: ColumnElement[Any]) -> ColumnElement[bool]:
    tail = func.substr(text, func.length(text) - func.length(part) + number(1))
    return and_(func.length(text) >= func.length(part), tail == part)


def folded(text: ColumnElement[Any]) -> ColumnElement[str]:
    """Lower case of ASCII letters only; other letters keep their case."""
    return func.lower(text)
