"""Reading images: which rows each root field is about."""

import re
from collections.abc import Sequence
from typing import Annotated

import strawberry
from strawberry import ID, UNSET

from db.order import Order, OrderKey
from db.page import ImageRows
from resolvers.context import Info
from resolvers.errors import BadUserInput, InputPath, LimitExceeded
from resolvers.read.engine import MARKER_UNSEEN, Wish, read_list, read_one, read_several
from resolvers.where import condition_of
from schema.image import Image, ImageScope
from schema.node import Node
from schema.order import ImageOrder, ImageOrderField, NullsOrder, OrderDirection
from schema.where import ImageWhere

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)

DEFAULT_ORDER = [ImageOrder(field=ImageOrderField.CREATED_AT, direction=OrderDirection.DESC)]


def is_image_id(text: str) -> bool:
    """Whether it is a UUID in lower case and with dashes, the one form that an id has."""
    return _UUID.fullmatch(text) is not None


def order_of(keys: Sequence[ImageOrder]) -> Order:
    """The keys, then the id in the first key's direction; the default order for no keys."""
    order: list[OrderKey] = []
    keys = keys or DEFAULT_ORDER
    for at, key in enumerate(keys):
        column = key.field.value
        if any(earlier.column == column for earlier in order):
            raise BadUserInput(f"The order names {key.field.name} twice.", ("orderBy", at, "field"))
        order.append(
            OrderKey(
                column,
                descending=key.direction is OrderDirection.DESC,
                nulls_first=key.nulls is NullsOrder.FIRST,
            )
        )
    names = [key.column for key in order]
    if "id" in names:
        # Nothing behind a unique key can matter.
        return tuple(order[: names.index("id") + 1])
    return (*order, OrderKey("id", descending=order[0].descending))


def page_size(given: int | None, default: int, most: int, path: InputPath) -> int:
    """Raises BAD_USER_INPUT if negative, LIMIT_EXCEEDED beyond the maximum."""
    if given is None or given is UNSET:
        return default
    if given < 0:
        raise BadUserInput(f"{path[-1]} must not be negative.", path)
    if given > most:
        raise LimitExceeded(f"{path[-1]} is more than {most}.", path)
    return given


async def images(
    info: Info,
    where: ImageWhere | None = UNSET,
    order_by: list[ImageOrder] = DEFAULT_ORDER,
    limit: Annotated[
        int | None,
        strawberry.argument(
            description=("Null takes `registry.limits.defaultPageSize`; more than `maxPageSize` is refused.")
        ),
    ] = UNSET,
    marker: Annotated[
        ID | None, strawberry.argument(description="Start after this image in the given order.")
    ] = UNSET,
    offset: Annotated[
        int,
        strawberry.argument(
            description=(
                "Skip this many, for numbered pages; not together with `marker`. The deeper, the slower."
            )
        ),
    ] = 0,
    scope: ImageScope = ImageScope.LISTED,
    include_deleted: Annotated[
        bool,
        strawberry.argument(
            description="Deleted images too, as they were when deleted: for those who follow changes."
        ),
    ] = False,
) -> list[Image]:
    """A page of the images that the caller sees, in order."""
    limits, caller = info.context.settings.limits, info.context.caller
    condition, operands = condition_of(where, limits)
    marked = _marker(marker, offset)
    rows = ImageRows(
        caller.sight(listed=scope is ImageScope.LISTED, tombstones=include_deleted),
        "list",
        condition,
        order_of(order_by),
        marker=marked is not None,
        offset=offset > 0,
    )
    size = page_size(limit, limits.default_page_size, limits.max_page_size, ("limit",))
    place = {"limit": size, "offset": offset, "marker": marked}
    return await read_list(info, Wish(rows, caller.values | place | dict(operands)))


def _marker(marker: ID | None, offset: int) -> ID | None:
    if offset < 0:
        raise BadUserInput("offset must not be negative.", ("offset",))
    if marker is None or marker is UNSET:
        return None
    if offset:
        raise BadUserInput("offset and marker cannot be used together.", ("offset",))
    if not is_image_id(marker):
        raise BadUserInput(MARKER_UNSEEN, ("marker",))
    return marker


async def image(info: Info, id: ID, include_deleted: bool = False) -> Image | None:
    """The image; None if there is none that the caller sees, or the id is malformed."""
    if not is_image_id(id):
        return None
    caller = info.context.caller
    rows = ImageRows(caller.sight(tombstones=include_deleted), "id")
    return await read_one(info, Wish(rows, caller.values | {"id": id}))


async def node(info: Info, id: ID) -> Node | None:
    """An image is the only node there is."""
    return await image(info, id)


async def nodes(info: Info, ids: list[ID]) -> list[Node | None]:
    """Images in the order of the ids, None for each that the caller does not see."""
    most = info.context.settings.limits.max_page_size
    if len(ids) > most:
        raise LimitExceeded(f"More than {most} ids.", ("ids",))
    caller = info.context.caller
    known = [id_ for id_ in dict.fromkeys(ids) if is_image_id(id_)]
    rows = ImageRows(caller.sight(), "ids")
    return await read_several(info, Wish(rows, caller.values | {"ids": known}), ids)
