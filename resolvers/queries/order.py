"""Converts `orderBy` to an order."""

from collections.abc import Sequence

from db.rows.order import Order, OrderKey
from resolvers.errors import BadUserInputError
from schema.order import ImageOrder, ImageOrderField, NullsOrder, OrderDirection

DEFAULT_ORDER = [ImageOrder(field=ImageOrderField.CREATED_AT, direction=OrderDirection.DESC)]


def build_order(keys: Sequence[ImageOrder]) -> Order:
    """The keys, then the id in the first key's direction; the default order without keys."""
    if not keys or keys is DEFAULT_ORDER:
        return _BY_DEFAULT
    return _build_order(keys)


def _build_order(keys: Sequence[ImageOrder]) -> Order:
    order: list[OrderKey] = []
    for at, key in enumerate(keys):
        column = key.field.value
        if any(earlier.column == column for earlier in order):
            raise BadUserInputError(
                f"`orderBy` must not name {key.field.name} twice.", ("orderBy", at, "field")
            )
        order.append(
            OrderKey(
                column,
                is_descending=key.direction is OrderDirection.DESC,
                nulls_first=key.nulls is NullsOrder.FIRST,
            )
        )
    names = [key.column for key in order]
    if "id" in names:
        # Keys after a unique one have no effect.
        return tuple(order[: names.index("id") + 1])
    return (*order, OrderKey("id", is_descending=order[0].is_descending))


_BY_DEFAULT = _build_order(DEFAULT_ORDER)
