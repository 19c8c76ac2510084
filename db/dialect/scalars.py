"""Dialect variants of scalar expressions: times, numbers and texts.

See `db.dialect.json` for JSON, and `db.dialect.clauses` for clauses over rows.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    LargeBinary,
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

from db.dialect.json import sql_int, sql_string
from db.dialect.variants import DialectVariants, SqlTemplate, VariantExpression

Value = ColumnElement[Any]


def _identity(value: Value) -> Value:
    return value


_HIDE_FROM_INDEX = DialectVariants(
    sqlite=lambda column: UnaryExpression(column, operator=custom_op("+"), type_=column.type),
    postgresql=_identity,
    mariadb=_identity,
)


def hide_from_index(column: Value) -> Value:
    """A column that SQLite reads without its index: without statistics it would choose a bad one."""
    if isinstance(column, VariantExpression) and column.variants is _HIDE_FROM_INDEX:
        return column
    return _HIDE_FROM_INDEX(column, type_=column.type)


_HIDE_FLAG_FROM_INDEX = DialectVariants(
    sqlite=lambda flag: hide_from_index(flag),
    postgresql=_identity,
    mariadb=lambda flag: SqlTemplate("({} + 0)", flag, type_=Boolean()),
)


def hide_flag_from_index(flag: Value) -> Value:
    """As `hide_from_index`; MariaDB too would rather read an index that begins with flags, and sort."""
    return _HIDE_FLAG_FROM_INDEX(flag, type_=flag.type)


# Times, with all six digits: `2026-11-23T20:06:29.048123`.

_ISO_PG, _ISO_MARIADB = 'YYYY-MM-DD"T"HH24:MI:SS.US', "%Y-%m-%dT%H:%i:%s.%f"

_TIMESTAMP = DialectVariants(
    # SQLAlchemy, which Glance uses too, stores all six digits of every time.
    sqlite=lambda time: func.replace(time, sql_string(" "), sql_string("T")),
    postgresql=lambda time: func.to_char(time, sql_string(_ISO_PG)),
    mariadb=lambda time: func.date_format(time, sql_string(_ISO_MARIADB)),
)


def timestamp(time: Value) -> Value:
    """A time as text with six digits of fraction, the same on every database."""
    return _TIMESTAMP(time, type_=Text())


def iso_timestamp(time: Value) -> Value:
    """A stored time as the API writes it: in UTC, with a Z."""
    return timestamp(time).concat(sql_string("Z"))


def _sqlite_subtract(time: Value, by: timedelta) -> Value:
    shift = sql_string(f"-{by // timedelta(seconds=1)} seconds")
    seconds = func.strftime(
        sql_string("%Y-%m-%d %H:%M:%S"), func.substr(time, sql_int(1), sql_int(19)), shift
    )
    return seconds.concat(func.substr(time, sql_int(20)))


_SUBTRACT = DialectVariants(
    sqlite=_sqlite_subtract,
    postgresql=lambda time, by: time - cast(sql_string(f"{by // timedelta(seconds=1)} seconds"), INTERVAL()),
    mariadb=lambda time, by: func.timestampadd(
        literal_column("SECOND"), sql_int(-(by // timedelta(seconds=1))), time
    ),
)


def subtract(time: Value, duration: timedelta) -> Value:
    """The time less a whole number of seconds."""
    return _SUBTRACT(time, duration, type_=DateTime())


def _sqlite_interval_start(time: Value, interval: Value) -> Value:
    day = func.substr(time, sql_int(1), sql_int(10))
    hour = func.substr(time, sql_int(12), sql_int(2))
    # Six days before the first Sunday on or after the day.
    monday = func.date(day, sql_string("weekday 0"), sql_string("-6 days"))
    midnight = sql_string("T00:00:00.000000Z")
    return case(
        (
            interval == sql_string("hour"),
            day.concat(sql_string("T")).concat(hour).concat(sql_string(":00:00.000000Z")),
        ),
        (interval == sql_string("day"), day.concat(midnight)),
        (interval == sql_string("week"), monday.concat(midnight)),
        else_=func.substr(time, sql_int(1), sql_int(7)).concat(sql_string("-01")).concat(midnight),
    )


def _mariadb_interval_start(time: Value, interval: Value) -> Value:
    monday = func.timestampadd(literal_column("DAY"), -func.weekday(time), time)
    midnight = "T00:00:00.000000Z"
    return case(
        (interval == sql_string("hour"), func.date_format(time, sql_string("%Y-%m-%dT%H:00:00.000000Z"))),
        (interval == sql_string("day"), func.date_format(time, sql_string(f"%Y-%m-%d{midnight}"))),
        (interval == sql_string("week"), func.date_format(monday, sql_string(f"%Y-%m-%d{midnight}"))),
        else_=func.date_format(time, sql_string(f"%Y-%m-01{midnight}")),
    )


_INTERVAL_START = DialectVariants(
    sqlite=_sqlite_interval_start,
    postgresql=lambda time, interval: func.to_char(
        func.date_trunc(cast(interval, Text), time), sql_string(f'{_ISO_PG}"Z"')
    ),
    mariadb=_mariadb_interval_start,
)


def interval_start(time: Value, interval: Value) -> Value:
    """The start of a time's hour, day, week (from Monday) or month, in the form of `iso_timestamp`."""
    return _INTERVAL_START(time, interval, type_=Text())


# Numbers of 64 bits.

_MAX_LONG = 2**63 - 1


def sum_halves(column: Value) -> tuple[Value, Value]:
    """The sums of the higher and of the lower 32 bits; they exceed 63 bits after two billion numbers."""
    return func.sum(column.op(">>")(sql_int(32))), func.sum(column.op("&")(sql_int(2**32 - 1)))


def _sqlite_sum(column: Value) -> Value:
    high, low = sum_halves(column)
    high += low.op(">>")(sql_int(32))
    whole = high.op("<<")(sql_int(32)).op("|")(low.op("&")(sql_int(2**32 - 1)))
    return func.coalesce(case((high >= sql_int(2**31), sql_int(_MAX_LONG)), else_=whole), sql_int(0))


_SUM = DialectVariants(
    sqlite=_sqlite_sum,
    postgresql=lambda column: cast(
        func.least(func.coalesce(func.sum(column), sql_int(0)), sql_int(_MAX_LONG)), BigInteger
    ),
    mariadb=lambda column: cast(
        func.least(func.coalesce(func.sum(column), sql_int(0)), sql_int(_MAX_LONG)), BigInteger
    ),
)


def long_sum(column: Value) -> Value:
    """The sum, 0 without values and at most 2^63-1; SQLite's own `sum` fails beyond."""
    return _SUM(column, type_=BigInteger())


# Texts, compared and ordered by code points.

_CONTAINS = DialectVariants(
    sqlite=lambda text, part: func.instr(text, part) > sql_int(0),
    postgresql=lambda text, part: func.strpos(text, part) > sql_int(0),
    mariadb=lambda text, part: func.locate(part, text) > sql_int(0),
)
_STARTS_WITH = DialectVariants(
    sqlite=lambda text, part: func.substr(text, sql_int(1), func.length(part)) == part,
    postgresql=lambda text, part: func.starts_with(text, part),
    mariadb=lambda text, part: func.left(text, func.char_length(part)) == part,
)


def _sqlite_ends_with(text: Value, part: Value) -> Value:
    tail = func.substr(text, func.length(text) - func.length(part) + sql_int(1))
    return and_(func.length(text) >= func.length(part), tail == part)


_ENDS_WITH = DialectVariants(
    sqlite=_sqlite_ends_with,
    postgresql=lambda text, part: func.right(text, func.length(part)) == part,
    mariadb=lambda text, part: func.right(text, func.char_length(part)) == part,
)


def _mariadb_ascii_lower(text: Value) -> Value:
    """MariaDB's `lower` folds other letters too."""
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        text = func.replace(text, sql_string(letter), sql_string(letter.lower()))
    return text


_ASCII_LOWER = DialectVariants(
    sqlite=func.lower,
    postgresql=lambda text: func.lower(cast(text, Text).collate("C")),
    mariadb=_mariadb_ascii_lower,
)
_HEXADECIMAL = DialectVariants(
    sqlite=func.hex,
    postgresql=lambda text: func.upper(
        func.encode(func.convert_to(text, sql_string("UTF8")), sql_string("hex"))
    ),
    mariadb=func.hex,
)

_SHA256 = DialectVariants(
    sqlite=_identity,
    postgresql=lambda text: func.sha256(func.convert_to(text, sql_string("UTF8"))),
    mariadb=lambda text: func.sha2(text, sql_int(256)),
)


def contains(text: Value, part: Value) -> Value:
    return _CONTAINS(text, part, type_=Boolean())


def starts_with(text: Value, part: Value) -> Value:
    return _STARTS_WITH(text, part, type_=Boolean())


def ends_with(text: Value, part: Value) -> Value:
    return _ENDS_WITH(text, part, type_=Boolean())


def ascii_lower(text: Value) -> Value:
    """Lower case of ASCII letters only; other letters keep their case."""
    return _ASCII_LOWER(text, type_=Text())


def hexadecimal(text: Value) -> Value:
    """The UTF-8 bytes of a text in hexadecimal."""
    return _HEXADECIMAL(text, type_=Text())


def sha256(text: Value) -> Value:
    """The SHA-256 of a text, bytes or hexadecimal; SQLite, which has no such function, keeps the text."""
    return _SHA256(text, type_=LargeBinary())
