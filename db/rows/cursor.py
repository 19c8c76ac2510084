"""Cursors: a position in an order as opaque text, written by the database and parsed here.

A cursor is a JSON array in hexadecimal: a digest of the order, and the value of each of its keys.
"""

import binascii
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import BigInteger, ColumnElement, DateTime, Integer, String

from db.dialect.json import json_list, sql_string
from db.dialect.scalars import hexadecimal, timestamp
from db.rows.order import Order
from db.rows.source import NULLABLE_COLUMNS, ImageTable
from db.tables import images

# Longer than the cursor of any order: its texts have about 700 characters, each of at most six
# bytes in JSON.
_MAX_CURSOR_CHARACTERS = 10_000

_INT, _LONG = range(-(2**31), 2**31), range(-(2**63), 2**63)


def order_digest(order: Order) -> str:
    """A digest of an order's keys, directions and places of nulls."""
    keys = [
        f"{key.column} {'desc' if key.is_descending else 'asc'}"
        f" nulls {'first' if key.nulls_first else 'last'}"
        for key in order
    ]
    return sha256(", ".join(keys).encode()).hexdigest()[:8]


def cursor_sql(order: Order, image: ImageTable) -> ColumnElement[str]:
    """The image's cursor; the table must have the order's keys."""
    values = [_key_sql(key.column, image) for key in order]
    return hexadecimal(json_list([sql_string(order_digest(order)), *values]))


def _key_sql(name: str, image: ImageTable) -> ColumnElement[Any]:
    column = image.column(name)
    return timestamp(column) if isinstance(images.c[name].type, DateTime) else column


def parse_cursor(text: str, order: Order) -> tuple[object, ...] | None:
    """The value of each key; None if the text is not a cursor of this order."""
    if len(text) > _MAX_CURSOR_CHARACTERS:
        return None
    try:
        held = orjson.loads(binascii.unhexlify(text))
    except ValueError:
        return None
    if not isinstance(held, list) or len(held) != len(order) + 1 or held[0] != order_digest(order):
        return None
    try:
        return tuple(_parse_key(key.column, value) for key, value in zip(order, held[1:], strict=True))
    except ValueError:
        return None


def _parse_key(name: str, value: Any) -> object:
    """The value to bind; raises ValueError if the column cannot hold it."""
    kind = images.c[name].type
    match value:
        case None if name in NULLABLE_COLUMNS:
            return None
        case str() if isinstance(kind, String) and len(value) <= (kind.length or 0) and "\0" not in value:
            return value
        case int() if isinstance(kind, Integer) and not isinstance(value, bool):
            if value in (_LONG if isinstance(kind, BigInteger) else _INT):
                return value
        case str() if isinstance(kind, DateTime):
            time = datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%f")
            if time.isoformat(timespec="microseconds") == value:
                return time
    raise ValueError(name)
