"""Cursors that a caller gives."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.rows.cursor import parse_cursor
from db.rows.order import Order
from db.rows.window import CursorShape
from resolvers.errors import BadUserInput


@dataclass(frozen=True, slots=True)
class AskedCursor:
    """Its shape, None if there is no cursor, and its keys by bind parameter."""

    shape: CursorShape | None
    values: Mapping[str, object]


def asked_cursor(name: str, text: str | None, order: Order) -> AskedCursor:
    """Raises BAD_USER_INPUT for what is no cursor of this order."""
    if not isinstance(text, str):
        return AskedCursor(None, {})
    keys = parse_cursor(text, order)
    if keys is None:
        raise BadUserInput(f"{name} is no cursor of this order.", (name,))
    shape: CursorShape = "null" if keys[0] is None else "value"
    return AskedCursor(shape, {f"{name}{at}": key for at, key in enumerate(keys)})
