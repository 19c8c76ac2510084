"""`image`, `images`, `node` and `nodes`: the rows that each reads."""

from typing import Annotated

import strawberry
from strawberry import ID, UNSET

from db.rows.page import ImageRows
from resolvers.context import Info
from resolvers.errors import BadUserInputError, LimitExceededError
from resolvers.image_id import is_image_id
from resolvers.queries.matching import matching_images
from resolvers.queries.order import DEFAULT_ORDER, NO_GROUPS, KeyProperties, build_distinct, build_order
from resolvers.queries.page import page_size
from resolvers.read.engine import INVISIBLE_MARKER_MESSAGE, ReadRequest, read_list, read_one, read_several
from schema.image import Image, ImageScope
from schema.node import Node
from schema.order import ImageGroupKey, ImageOrder
from schema.where import ImageWhere


async def images(
    info: Info,
    where: ImageWhere | None = UNSET,
    order_by: list[ImageOrder] = DEFAULT_ORDER,
    limit: Annotated[
        int | None,
        strawberry.argument(
            description=("Null means `registry.limits.defaultPageSize`; more than `maxPageSize` is refused.")
        ),
    ] = UNSET,
    marker: Annotated[
        ID | None, strawberry.argument(description="Start after this image in the given order.")
    ] = UNSET,
    offset: Annotated[
        int,
        strawberry.argument(
            description=(
                "Skip this many images, for numbered pages; not with `marker`. A large offset is slow."
            )
        ),
    ] = 0,
    scope: ImageScope = ImageScope.LISTED,
    distinct_on: Annotated[
        list[ImageGroupKey],
        strawberry.argument(
            description=(
                "Of images that are equal in all of these only the first in the order: with\n"
                '`[{property: "os_distro"}]` and the default order the newest image of each distribution. '
                "Images\nwithout the property are equal."
            )
        ),
    ] = NO_GROUPS,
    include_deleted: Annotated[
        bool,
        strawberry.argument(description="Include deleted images, as they were when they were deleted."),
    ] = False,
) -> list[Image]:
    """A page of the images that the caller sees, in order."""
    matching, values = matching_images(info, where, scope, include_deleted)
    marked = _marker(info, marker, offset)
    properties = KeyProperties()
    order = build_order(order_by, properties)
    rows = ImageRows(
        matching.viewer,
        "list",
        matching.condition,
        order,
        has_marker=marked is not None,
        has_offset=offset > 0,
        distinct=build_distinct(distinct_on, order, properties),
    )
    limits = info.context.settings.limits
    size = page_size(limit, limits.default_page_size, limits.max_page_size, ("limit",))
    place = {"limit": size, "offset": offset, "offset_and_limit": offset + size, "marker": marked}
    return await read_list(info, ReadRequest(rows, {**values, **properties.operands(order), **place}))


def _marker(info: Info, marker: ID | None, offset: int) -> str | None:
    if offset < 0:
        raise BadUserInputError("`offset` must not be negative.", ("offset",))
    if marker is None or marker is UNSET:
        return None
    if offset:
        raise BadUserInputError("`offset` and `marker` must not be used together.", ("offset",))
    if not is_image_id(marker):
        raise BadUserInputError(INVISIBLE_MARKER_MESSAGE, ("marker",))
    return _spelled(info, marker)


def _spelled(info: Info, id_: str) -> str:
    """The id for a statement: as Glimpse stores it, or as given, because Glance may store another case."""
    return id_ if info.context.store.is_glance else id_.lower()


async def image(info: Info, id: ID, include_deleted: bool = False) -> Image | None:
    """The image; null if the id is malformed or the caller sees no image with it."""
    if not is_image_id(id):
        return None
    caller = info.context.caller
    rows = ImageRows(caller.viewer_scope(include_deleted=include_deleted), "id")
    return await read_one(info, ReadRequest(rows, caller.values | {"id": _spelled(info, id)}))


async def node(info: Info, id: ID) -> Node | None:
    """The image with this id: images are the only nodes."""
    return await image(info, id)


async def nodes(info: Info, ids: list[ID]) -> list[Node | None]:
    """Images in the order of the ids; null for each that the caller does not see."""
    most = info.context.settings.limits.max_page_size
    if len(ids) > most:
        raise LimitExceededError(f"`ids` must have at most {most} items.", ("ids",))
    caller = info.context.caller
    spelled = [_spelled(info, id_) if is_image_id(id_) else None for id_ in ids]
    known = [id_ for id_ in dict.fromkeys(spelled) if id_ is not None]
    rows = ImageRows(caller.viewer_scope(), "ids")
    return await read_several(info, ReadRequest(rows, caller.values | {"ids": known}), spelled)
