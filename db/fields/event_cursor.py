"""Cursors of events: `e`, and the event's position in the log."""

from typing import Any

from sqlalchemy import CHAR, ColumnElement, cast

from db.dialect.json import concat, sql_string

_PREFIX = "e"


def event_cursor(position: int) -> str:
    """The cursor of the event at a position, as the field `cursor` has it."""
    return f"{_PREFIX}{position}"


def event_cursor_sql(position: ColumnElement[Any]) -> ColumnElement[str | None]:
    """The cursor in a statement; null without a position."""
    return concat([sql_string(_PREFIX), cast(position, CHAR(20))])


def parse_event_cursor(text: str) -> int | None:
    """The position; None if the text is not a cursor of an event."""
    digits = text.removeprefix(_PREFIX)
    if digits == text or not (digits.isascii() and digits.isdecimal()) or len(digits) > 18:
        return None
    return int(digits)
