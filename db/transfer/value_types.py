"""Values of rows by the types of their columns: times and booleans, where values are such.

Most times of a batch are the same as others, so each distinct text is parsed once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, DateTime

from db.dialect.stored_times import parse_time
from db.tables import metadata
from db.transfer.record import COLUMNS, Row

_BOOLEANS = {0: False, 1: True}


def read_times(table: str, rows: Sequence[Row]) -> None:
    """Parses the times of a table's rows in place."""
    for name in _TIMES[table]:
        values = [row[name] for row in rows]
        # SQLite may also have numbers, which are times too.
        parsed = {text: parse_time(text) for text in {value for value in values if type(value) is str}}
        for row, value in zip(rows, values, strict=True):
            if value is not None:
                row[name] = parsed[value] if type(value) is str else parse_time(value)


def read_flags(table: str, rows: Iterable[Row]) -> None:
    """Makes booleans of the numbers 0 and 1 in a table's rows, in place."""
    names = _FLAGS[table]
    for row in rows:
        for name in names:
            row[name] = _BOOLEANS.get(row[name], row[name])


def _columns_of(kind: type[Any]) -> Mapping[str, list[str]]:
    return {
        name: [column for column in columns if isinstance(metadata.tables[name].c[column].type, kind)]
        for name, columns in COLUMNS.items()
    }


_TIMES, _FLAGS = _columns_of(DateTime), _columns_of(Boolean)
