"""Control characters in MariaDB's JSON, escaped as the other databases do.

MariaDB's `json_quote` writes `\\u001F` where SQLite and PostgreSQL write `\\u001f`. To mend each text in SQL
makes the read of one image with ten texts three times as long. So finished JSON is mended when it arrives.
Only cursors, which are JSON in hexadecimal, are mended by the database.
"""

import re
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column

from db.dialect.json import JsonText, postgresql_string, sql_string
from db.dialect.variants import DialectVariants

Value = ColumnElement[Any]

# MariaDB has short escapes, such as `\n`, for the others with such a digit.
_CODES = ("0B", "0E", "0F", "1A", "1B", "1C", "1D", "1E", "1F")

# Finished JSON has this character nowhere else. It stands for the start of an escape that is kept as stored.
_KEPT, _KEPT_SQL = b"\x01", "char(1 USING utf8mb4)"

_START = b"\\u00"
_ESCAPE = re.compile(rb"\\(?:u00[01][A-F]|.)", re.DOTALL)


def has_escapes(json: bytes) -> bool:
    """Whether `lower_escapes` may change the JSON."""
    return _START in json or _KEPT in json


def lower_escapes(json: bytes) -> bytes:
    """Finished JSON of MariaDB as the other databases write it."""
    return _ESCAPE.sub(_lowered, json).replace(_KEPT, _START)


def _lowered(escape: re.Match[bytes]) -> bytes:
    written = escape[0]
    return written.lower() if len(written) == 6 else written


def keep_escapes(json: Value) -> Value:
    """Stored JSON on MariaDB, whose escapes `lower_escapes` does not change."""
    return func.replace(json, sql_string("\\\\u00"), literal_column(_KEPT_SQL))


def _quoted(text: Value) -> Value:
    # What follows an escaped backslash is no escape.
    backslash = sql_string("\\\\\\\\")
    kept: Value = literal_column(_KEPT_SQL)
    json = func.replace(func.json_quote(text), backslash, kept)
    for code in _CODES:
        json = func.replace(json, sql_string(f"\\\\u00{code}"), sql_string(f"\\\\u00{code.lower()}"))
    return func.replace(json, kept, backslash)


_STRING = DialectVariants(lambda text: text, postgresql_string, _quoted)


def json_string(text: Value) -> Value:
    """A text as JSON that `lower_escapes` does not reach; for a list of `db.dialect.json`."""
    return _STRING(text, type_=JsonText())
