"""SQLite functions in Python, which each connection of a store needs for the statements of `db/query/`."""

import sqlite3
from datetime import datetime

from db.column_types import time_text
from db.dialect.average import SQLITE_FUNCTION, average_of_halves
from db.dialect.odd_values import SQLITE_IS_TEXT, SQLITE_TIME
from db.dialect.stored_times import parse_time


def register_functions(connection: sqlite3.Connection) -> None:
    connection.create_function(SQLITE_FUNCTION, 3, average_of_halves, deterministic=True)
    connection.create_function(SQLITE_TIME, 1, _time, deterministic=True)
    connection.create_function(SQLITE_IS_TEXT, 2, _is_text, deterministic=True)


def _time(value: bytes | float | None) -> str | None:
    """The time of a text's bytes or of seconds since 1970, as Glance stores it; null if it is no time."""
    time = parse_time(value.decode(errors="replace") if isinstance(value, bytes) else value)
    return time_text(time) if isinstance(time, datetime) else None


def _is_text(value: bytes | None, most: int) -> bool:
    """Whether the bytes are a text of at most so many characters, without NUL."""
    try:
        return value is not None and b"\0" not in value and len(value.decode()) <= most
    except UnicodeDecodeError:
        return False
