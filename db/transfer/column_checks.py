"""Checks of rows by the constraints of Glimpse's tables."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, String

from db.tables import metadata
from db.transfer.record import COLUMNS, Row

# The most characters of a long text on MariaDB, at four bytes each.
_LONGEST = 2**24 // 4 - 1

# A byte of a text that is not UTF-8 becomes one.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def is_unicode(text: str) -> bool:
    """Whether the text has no unpaired surrogate, such as those in place of bytes that are not UTF-8."""
    return text.isascii() or _LONE_SURROGATE.search(text) is None


def rejection_reason(table: str, row: Row) -> str | None:
    """The reason why a table of Glimpse would refuse the row; None if it accepts it."""
    for column, nullable, judge in _COLUMNS[table]:
        value = row[column]
        missing = None if nullable else "is missing"
        reason = missing if value is None else judge(value)
        if reason is not None:
            return f"{table}.{column} {reason}"
    return None


# Returns the reason why a value does not fit, or None.
ValueCheck = Callable[[Any], str | None]


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else "is neither true nor false"


def _time(value: Any) -> str | None:
    return None if isinstance(value, datetime) else "is not a time"


def _number(most: int) -> ValueCheck:
    def judge(value: Any) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return None
        return f"is not a whole number from 0 to {most}"

    return judge


@dataclass(frozen=True, slots=True)
class TextLimits:
    """The fewest and the most characters of a text, and the known values if there are no others."""

    least: int
    most: int
    known: frozenset[str] | None


def text_limits(column: Column[Any]) -> TextLimits:
    """The limits of a column of texts."""
    assert isinstance(column.type, String)
    most = _LONGEST if column.type.length is None else column.type.length
    known = _checked(column, "one_of")
    return TextLimits(_checked(column, "least") or 0, most, known and frozenset(known))


def highest_number(column: Column[Any]) -> int:
    """The highest number of a column of whole numbers."""
    return 2**63 - 1 if isinstance(column.type, BigInteger) else 2**31 - 1


def _text(limits: TextLimits) -> ValueCheck:
    def judge(value: Any) -> str | None:
        if not isinstance(value, str):
            return "is not a text"
        if limits.known is not None and value not in limits.known:
            return f"has the unknown value {value[:40]!r}"
        if "\0" in value:
            return "contains NUL"
        if not is_unicode(value):
            return "has bytes that are not UTF-8"
        if not limits.least <= len(value) <= limits.most:
            return f"has {len(value)} characters instead of {limits.least} to {limits.most}"
        return None

    return judge


def _value_check(column: Column[Any]) -> ValueCheck:
    if isinstance(column.type, Boolean):
        return _flag
    if isinstance(column.type, DateTime):
        return _time
    if isinstance(column.type, Integer):
        return _number(highest_number(column))
    return _text(text_limits(column))


def _checked(column: Column[Any], kind: str) -> Any:
    """The constraint of a kind on the column, from the table's CHECKs; None if it has none."""
    said = [check.info[kind] for check in column.table.constraints if kind in check.info]
    return next((by_column[column.name] for by_column in said if column.name in by_column), None)


_COLUMNS: Mapping[str, list[tuple[str, bool, ValueCheck]]] = {
    table: [
        (column.name, bool(column.nullable), _value_check(column))
        for column in map(metadata.tables[table].c.__getitem__, names)
    ]
    for table, names in COLUMNS.items()
}
