"""Normalizes a Glance image for Glimpse's tables, or gives the reason why it does not fit."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, String

from db.tables import metadata
from db.transfer.record import CHILDREN, COLUMNS, ImageRecord, Row

# The most characters of a long text on MariaDB, at four bytes each.
_LONGEST = 2**24 // 4 - 1


def normalized(image: ImageRecord) -> ImageRecord:
    """Fills in values that Glance may leave out, and keeps only the last of several children with one key."""
    _fill_times(image.image, None)
    for name, (_, key) in CHILDREN.items():
        rows = image.children[name]
        for row in rows:
            _fill_times(row, image.image["deleted_at"])
        if key is not None and all(isinstance(row[key], str) for row in rows):
            # The live child, else the last: rows are in order of their ids.
            last = {row[key]: row for row in rows} | {row[key]: row for row in rows if not row["deleted"]}
            image.children[name] = list(last.values())
    for row in image.children["locations"]:
        row["meta_data"] = _compact(row["meta_data"])
    return image


def _fill_times(row: Row, gone: datetime | None) -> None:
    row["updated_at"] = row["updated_at"] or row["created_at"]
    if not row["deleted"]:
        row["deleted_at"] = None
    elif row["deleted_at"] is None:
        row["deleted_at"] = gone or row["updated_at"]


def _compact(text: str | None) -> str:
    try:
        held = orjson.loads(text or "{}")
    except ValueError:
        return "{}"
    return orjson.dumps(held).decode() if isinstance(held, dict) else "{}"


def rejection_reason(image: ImageRecord) -> str | None:
    """The reason why Glimpse's tables would refuse the image; None if they accept it."""
    for name, row in image.rows():
        reason = _row_rejection_reason(name, row)
        if reason is not None:
            return reason
    if image.image["deleted"] is not (image.image["status"] == "deleted"):
        return f"images.deleted contradicts images.status {image.image['status']}"
    return None


def _row_rejection_reason(table: str, row: Row) -> str | None:
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


def _text(least: int, most: int, known: tuple[str, ...] | None) -> ValueCheck:
    def judge(value: Any) -> str | None:
        if not isinstance(value, str):
            return "is not a text"
        if known is not None and value not in known:
            return f"has the unknown value {value[:40]!r}"
        if "\0" in value:
            return "contains NUL"
        if not least <= len(value) <= most:
            return f"has {len(value)} characters instead of {least} to {most}"
        return None

    return judge


def _value_check(column: Column[Any]) -> ValueCheck:
    kind = column.type
    if isinstance(kind, Boolean):
        return _flag
    if isinstance(kind, DateTime):
        return _time
    if isinstance(kind, Integer):
        return _number(2**63 - 1 if isinstance(kind, BigInteger) else 2**31 - 1)
    assert isinstance(kind, String)
    most = _LONGEST if kind.length is None else kind.length
    return _text(_checked(column, "least") or 0, most, _checked(column, "one_of"))


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
