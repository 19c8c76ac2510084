"""Decodes the cursors of arguments."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.rows.cursor import parse_cursor
from db.rows.order import Order
from db.rows.window import CursorShape
from resolvers.errors import BadUserInputError


@dataclass(frozen=True, slots=True)
class DecodedCursor:
    """A cursor's shape, None without a cursor, and its keys by bind parameter."""

    shape: CursorShape | None
    values: Mapping[str, object]


def decode_cursor(name: str, text: str | None, order: Order, digest: str) -> DecodedCursor:
    """The cursor; raises BAD_USER_INPUT unless the text is a cursor of the order with the digest."""
    if not isinstance(text, str):
        return DecodedCursor(None, {})
    keys = parse_cursor(text, order, digest)
    if keys is None:
        raise BadUserInputError(f"`{name}` is not a valid cursor for this ordering.", (name,))
    shape: CursorShape = "null" if keys[0] is None else "value"
    return DecodedCursor(shape, {f"{name}{at}": key for at, key in enumerate(keys)})
