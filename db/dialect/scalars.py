"""What each database spells differently, side by side: times, numbers and texts.

`db.dialect.json` is the same for JSON, `db.dialect.clauses` for rows: lists, orders, limits.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    CHAR,
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import INTERVAL
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from db.dialect.json import JsonText, joined, number, quoted
from db.dialect.variants import Spelled, Spelling

Value = ColumnElement[Any]


def _itself(value: Value) -> Value:
    return value


_OFF_INDEX = Spelling(
    sqlite=lambda column: UnaryExpression(column, operator=custom_op("+"), type_=column.type),
    postgresql=_itself,
    mariadb=_itself,
)


def off_index(column: Value) -> Value:
    """Without statistics SQLite picks the index on `deleted` and sorts the table; a plus hides it."""
    if isinstance(column, Spelled) and column.spelling is _OFF_INDEX:
        return column
    return _OFF_INDEX(column, type_=column.type)


# Times, with all six digits: `2026-11-23T20:06:29.048123`.

_ISO_PG, _ISO_MARIADB = 'YYYY-MM-DD"T"HH24:MI:SS.US', "%Y-%m-%dT%H:%i:%s.%f"

_TIMESTAMP = Spelling(
    # SQLAlchemy, by which Glance writes too, stores all six digits of every time.
    sqlite=lambda time: func.replace(time, quoted(" "), quoted("T")),
    postgresql=lambda time: func.to_char(time, quoted(_ISO_PG)),
    mariadb=lambda time: func.date_format(time, quoted(_ISO_MARIADB)),
)


def timestamp(time: Value) -> Value:
    """The same digits for the same time, on every database."""
    return _TIMESTAMP(time, type_=Text())


def instant(time: Value) -> Value:
    """A stored time as the API writes it, in UTC: with a Z."""
    return timestamp(time).concat(quoted("Z"))


def _sqlite_earlier(time: Value, by: timedelta) -> Value:
    shift = quoted(f"-{by // timedelta(seconds=1)} seconds")
    seconds = func.strftime(quoted("%Y-%m-%d %H:%M:%S"), func.substr(time, number(1), number(19)), shift)
    return seconds.concat(func.substr(time, number(20)))


_EARLIER = Spelling(
    sqlite=_sqlite_earlier,
    postgresql=lambda time, by: time - cast(quoted(f"{by // timedelta(seconds=1)} seconds"), INTERVAL()),
    mariadb=lambda time, by: func.timestampadd(
        literal_column("SECOND"), number(-(by // timedelta(seconds=1))), time
    ),
)


def earlier(time: Value, by: timedelta) -> Value:
    """The time less a whole number of seconds."""
    return _EARLIER(time, by, type_=DateTime())


def _sqlite_interval_start(time: Value, interval: Value) -> Value:
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


def _mariadb_interval_start(time: Value, interval: Value) -> Value:
    monday = func.timestampadd(literal_column("DAY"), -func.weekday(time), time)
    midnight = "T00:00:00.000000Z"
    return case(
        (interval == quoted("hour"), func.date_format(time, quoted("%Y-%m-%dT%H:00:00.000000Z"))),
        (interval == quoted("day"), func.date_format(time, quoted(f"%Y-%m-%d{midnight}"))),
        (interval == quoted("week"), func.date_format(monday, quoted(f"%Y-%m-%d{midnight}"))),
        else_=func.date_format(time, quoted(f"%Y-%m-01{midnight}")),
    )


_INTERVAL_START = Spelling(
    sqlite=_sqlite_interval_start,
    postgresql=lambda time, interval: func.to_char(
        func.date_trunc(cast(interval, Text), time), quoted(f'{_ISO_PG}"Z"')
    ),
    mariadb=_mariadb_interval_start,
)


def interval_start(time: Value, interval: Value) -> Value:
    """When the hour, day, week (from Monday) or month of a time began, as `instant` writes it."""
    return _INTERVAL_START(time, interval, type_=Text())


# Numbers of 64 bits.

_LARGEST = 2**63 - 1


def _halves(column: Value) -> tuple[Value, Value]:
    """The sums of the higher and of the lower 32 bits, which pass 63 bits after two billion numbers.

    What the lower ones carry is among the higher.
    """
    high: Value = func.sum(column.op(">>")(number(32)))
    low: Value = func.sum(column.op("&")(number(2**32 - 1)))
    return high + low.op(">>")(number(32)), low.op("&")(number(2**32 - 1))


def _sqlite_sum(column: Value) -> Value:
    high, low = _halves(column)
    whole = high.op("<<")(number(32)).op("|")(low)
    return func.coalesce(case((high >= number(2**31), number(_LARGEST)), else_=whole), number(0))


_SUM = Spelling(
    sqlite=_sqlite_sum,
    postgresql=lambda column: cast(
        func.least(func.coalesce(func.sum(column), number(0)), number(_LARGEST)), BigInteger
    ),
    mariadb=lambda column: cast(
        func.least(func.coalesce(func.sum(column), number(0)), number(_LARGEST)), BigInteger
    ),
)


def long_sum(column: Value) -> Value:
    """Zero of nothing, and at most 2^63-1: SQLite's own sum fails beyond."""
    return _SUM(column, type_=BigInteger())


def _sqlite_average(column: Value) -> Value:
    high, low = _halves(column)
    count = func.count(column)
    rest = (high.op("%", precedence=8)(count)).op("<<")(number(32)) + low
    whole = high.op("/", precedence=8)(count).op("<<")(number(32)) + rest.op("/", precedence=8)(count)
    return func.printf(
        quoted("%d.%03d"),
        whole,
        (rest.op("%", precedence=8)(count) * number(1000)).op("/", precedence=8)(count),
    )


def _average_text(whole: Value, thousandths: Value) -> Value:
    digits = func.lpad(cast(thousandths, CHAR(3)), number(3), quoted("0"))
    return joined([cast(whole, CHAR(20)), quoted("."), digits])


def _postgresql_average(column: Value) -> Value:
    total, count = func.sum(column), func.count(column)
    return _average_text(func.div(total, count), func.div(func.mod(total, count) * number(1000), count))


def _mariadb_average(column: Value) -> Value:
    total, count = func.sum(column), func.count(column)
    thousandths = (func.mod(total, count) * number(1000)).op("DIV", precedence=8)(count)
    return _average_text(total.op("DIV", precedence=8)(count), thousandths)


_AVERAGE = Spelling(
    sqlite=lambda column: case((func.count(column) > number(0), func.json(_sqlite_average(column)))),
    postgresql=lambda column: case((func.count(column) > number(0), _postgresql_average(column))),
    mariadb=_mariadb_average,
)


def average(column: Value) -> Value:
    """Null of nothing; to the thousandth, cut off, in whole numbers: the same on every database."""
    return _AVERAGE(column, type_=JsonText())


# Texts, compared and ordered by code points.

_CONTAINS = Spelling(
    sqlite=lambda text, part: func.instr(text, part) > number(0),
    postgresql=lambda text, part: func.strpos(text, part) > number(0),
    mariadb=lambda text, part: func.locate(part, text) > number(0),
)
_STARTS_WITH = Spelling(
    sqlite=lambda text, part: func.substr(text, number(1), func.length(part)) == part,
    postgresql=lambda text, part: func.starts_with(text, part),
    mariadb=lambda text, part: func.left(text, func.char_length(part)) == part,
)


def _sqlite_ends_with(text: Value, part: Value) -> Value:
    tail = func.substr(text, func.length(text) - func.length(part) + number(1))
    return and_(func.length(text) >= func.length(part), tail == part)


_ENDS_WITH = Spelling(
    sqlite=_sqlite_ends_with,
    postgresql=lambda text, part: func.right(text, func.length(part)) == part,
    mariadb=lambda text, part: func.right(text, func.char_length(part)) == part,
)


def _mariadb_folded(text: Value) -> Value:
    """Its own function folds other letters too."""
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        text = func.replace(text, quoted(letter), quoted(letter.lower()))
    return text


_FOLDED = Spelling(
    sqlite=func.lower,
    postgresql=lambda text: func.lower(cast(text, Text).collate("C")),
    mariadb=_mariadb_folded,
)
_HEXADECIMAL = Spelling(
    sqlite=func.hex,
    postgresql=lambda text: func.upper(func.encode(func.convert_to(text, quoted("UTF8")), quoted("hex"))),
    mariadb=func.hex,
)


def contains(text: Value, part: Value) -> Value:
    return _CONTAINS(text, part, type_=Boolean())


def starts_with(text: Value, part: Value) -> Value:
    return _STARTS_WITH(text, part, type_=Boolean())


def ends_with(text: Value, part: Value) -> Value:
    return _ENDS_WITH(text, part, type_=Boolean())


def folded(text: Value) -> Value:
    """Lower case of ASCII letters only; other letters keep their case."""
    return _FOLDED(text, type_=Text())


def hexadecimal(text: Value) -> Value:
    """The bytes of its UTF-8."""
    return _HEXADECIMAL(text, type_=Text())
