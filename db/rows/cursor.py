"""Cursors: a position in an order as opaque text, written by the database and parsed here.

A cursor is a JSON array in hexadecimal: a digest of the order, and the whole value of each of its keys.
Decision: docs/adr/060-cursors-have-whole-values.md.
"""

import binascii
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import BigInteger, ColumnElement, DateTime, Integer, String, bindparam
from sqlalchemy.types import TypeEngine

from db.dialect.json import json_list, sql_string
from db.dialect.mariadb_escapes import json_string
from db.dialect.scalars import hexadecimal, timestamp
from db.rows.order import Order, OrderKey, property_columns
from db.rows.source import ImageTable, is_property_column
from db.tables import image_properties, images

# The bind parameter of the digest of an order by properties: their names are not in the statement.
DIGEST_PARAMETER = "order_digest"

# Longer than the cursor of any order without properties: its texts have about 700 characters, each of at
# most six bytes in JSON. Values of properties have no limit but that of the request.
_MAX_CURSOR_CHARACTERS = 10_000

_INT, _LONG = range(-(2**31), 2**31), range(-(2**63), 2**63)


def order_digest(order: Order, property_names: Mapping[str, str] | None = None) -> str:
    """A digest of an order's keys, directions and places of nulls; properties are named by their columns."""
    keys = [
        f"{_key_name(key, property_names or {})} {'desc' if key.is_descending else 'asc'}"
        f" nulls {'first' if key.nulls_first else 'last'}"
        for key in order
    ]
    return sha256(", ".join(keys).encode()).hexdigest()[:8]


def _key_name(key: OrderKey, property_names: Mapping[str, str]) -> str:
    # As JSON, so that no name looks like other keys.
    return f"property {orjson.dumps(property_names[key.column]).decode()}" if key.is_property else key.column


def cursor_sql(order: Order, image: ImageTable) -> ColumnElement[str]:
    """The image's cursor; the table must have the order's keys."""
    values = [_key_sql(key.column, image) for key in order]
    digest = bindparam(DIGEST_PARAMETER) if property_columns(order) else sql_string(order_digest(order))
    return hexadecimal(json_list([digest, *values]))


def _key_sql(name: str, image: ImageTable) -> ColumnElement[Any]:
    column, kind = image.column(name), _key_type(name)
    if isinstance(kind, DateTime):
        return timestamp(column)
    # An id has no character that is escaped.
    return json_string(column) if isinstance(kind, String) and name != "id" else column


def _key_type(name: str) -> TypeEngine[Any]:
    return image_properties.c.value.type if is_property_column(name) else images.c[name].type


def parse_cursor(text: str, order: Order, digest: str) -> tuple[object, ...] | None:
    """The value of each key; None if the text is not a cursor of the order with this digest."""
    if len(text) > _MAX_CURSOR_CHARACTERS and not property_columns(order):
        return None
    try:
        held = orjson.loads(binascii.unhexlify(text))
    except ValueError:
        return None
    if not isinstance(held, list) or len(held) != len(order) + 1 or held[0] != digest:
        return None
    try:
        return tuple(_parse_key(key, value) for key, value in zip(order, held[1:], strict=True))
    except ValueError:
        return None


def _parse_key(key: OrderKey, value: Any) -> object:
    """The value to bind; raises ValueError if the column cannot hold it."""
    kind = _key_type(key.column)
    match value:
        case None if key.is_nullable:
            return None
        case str() if isinstance(kind, String) and "\0" not in value:
            # The value of a property has no limit.
            if kind.length is None or len(value) <= kind.length:
                return value
        case int() if isinstance(kind, Integer) and not isinstance(value, bool):
            if value in (_LONG if isinstance(kind, BigInteger) else _INT):
                return value
        case str() if isinstance(kind, DateTime):
            time = datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%f")
            if time.isoformat(timespec="microseconds") == value:
                return time
    raise ValueError(key.column)
