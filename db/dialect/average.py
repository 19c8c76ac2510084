"""Averages, rounded half up to fifteen significant digits: the same text on every database.

PostgreSQL and MariaDB divide decimals, with so many digits that the quotient rounds as the exact average
does. An average of less than 2^31 numbers is a tie, or at least 10^-34 from one. SQLite has no decimals: a
function in Python divides. Decision: docs/adr/022-averages-have-fifteen-digits.md.
"""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from sqlalchemy import ColumnElement, Numeric, Text, case, cast, func, literal_column

from db.dialect.json import JsonText, sql_int, sql_string
from db.dialect.scalars import sum_halves
from db.dialect.variants import DialectVariants

Value = ColumnElement[Any]

_DIGITS = 15

# The name of `average_of_halves` in SQL; every connection of a store registers it.
SQLITE_FUNCTION = "glimpse_average"

_ROUNDED = Context(prec=_DIGITS, rounding=ROUND_HALF_UP)


def average_of_halves(high: int | None, low: int | None, count: int) -> str | None:
    """The average as JSON, null without values; `high` and `low` are those of `sum_halves`."""
    if high is None or low is None:
        return None
    average = _ROUNDED.divide(Decimal((high << 32) + low), Decimal(count))
    text = f"{average.normalize(_ROUNDED):f}"
    return text if "." in text else f"{text}.0"


def _sqlite_average(column: Value) -> Value:
    function = getattr(func, SQLITE_FUNCTION)
    return func.json(function(*sum_halves(column), func.count(column)))


def _quotient(column: Value, total: Numeric[Any]) -> Value:
    return cast(func.sum(column), total) / func.nullif(func.count(column), sql_int(0))


def _without_zeros(text: Value) -> Value:
    """A decimal without its last zeros, but with one digit behind the point, as SQLite writes 3.0."""
    return func.regexp_replace(text, sql_string("(?<![.])0+$"), sql_string(""))


def _postgresql_average(column: Value) -> Value:
    quotient = _quotient(column, Numeric(100, 50))
    rounded = func.to_char(quotient, sql_string(f"9.{'9' * (_DIGITS - 1)}EEEE"))
    return _without_zeros(cast(cast(rounded, Numeric(60, 30)), Text))


def _mariadb_average(column: Value) -> Value:
    # Division adds four decimals, and 38 are the most.
    quotient = _quotient(column, Numeric(65, 34))
    # `log10` is inexact, but no average below 1 is near to a power of ten without being one.
    exponent = func.floor(func.log10(func.greatest(quotient, literal_column("0.0000000001"))))
    decimals = case(
        (quotient >= sql_int(1), sql_int(_DIGITS) - func.char_length(func.floor(quotient))),
        else_=sql_int(_DIGITS - 1) - exponent,
    )
    return _without_zeros(cast(func.round(quotient, decimals), Text))


_AVERAGE = DialectVariants(_sqlite_average, _postgresql_average, _mariadb_average)


def average(column: Value) -> Value:
    """The average of numbers that are not negative, as JSON; null without values."""
    return _AVERAGE(column, type_=JsonText())
