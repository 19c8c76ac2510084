"""Stored values as they are, which need not be of their column's type."""

from typing import Any

from sqlalchemy import CHAR, Column, ColumnElement, DateTime, Text, cast, func, type_coerce
from sqlalchemy.types import NullType

from db.dialect.json import sql_string
from db.dialect.variants import DialectVariants

_TIME_TEXT = DialectVariants(
    sqlite=lambda time: time,
    # Without the era a year before Christ would be read as one after. Infinity has no such form.
    postgresql=lambda time: func.coalesce(
        func.replace(func.to_char(time, sql_string("YYYY-MM-DD HH24:MI:SS.US BC")), " AD", ""),
        cast(time, Text),
    ),
    # Drivers have no zero dates.
    mariadb=lambda time: cast(time, CHAR(26)),
)


def stored_value(column: Column[Any]) -> ColumnElement[Any]:
    """The value as the driver gives it, under the column's name; times of servers are texts."""
    value: ColumnElement[Any] = type_coerce(column, NullType())
    if isinstance(column.type, DateTime):
        value = _TIME_TEXT(value, type_=NullType())
    return value.label(column.name)
