"""`imagesConnection`: a page of images, with totals and statistics of all that match."""

from strawberry import UNSET

from db.rows.window import ImageWindow
from resolvers.context import Info
from resolvers.queries.cursor import decode_cursor
from resolvers.queries.matching import matching_images
from resolvers.queries.order import DEFAULT_ORDER, NO_GROUPS, KeyProperties, build_distinct, build_order
from resolvers.queries.page import connection_size
from resolvers.read.engine import ReadRequest, read_connection
from schema.connection import ImageConnection
from schema.image import ImageScope
from schema.order import ImageGroupKey, ImageOrder
from schema.where import ImageWhere


async def images_connection(
    info: Info,
    where: ImageWhere | None = UNSET,
    order_by: list[ImageOrder] = DEFAULT_ORDER,
    first: int | None = UNSET,
    after: str | None = UNSET,
    last: int | None = UNSET,
    before: str | None = UNSET,
    scope: ImageScope = ImageScope.LISTED,
    distinct_on: list[ImageGroupKey] = NO_GROUPS,
    include_deleted: bool = False,
) -> ImageConnection:
    """The last images between the cursors if `last` is given, else the first; always in order."""
    matching, values = matching_images(info, where, scope, include_deleted)
    properties = KeyProperties()
    order = build_order(order_by, properties)
    matching = matching._replace(distinct=build_distinct(distinct_on, order, properties))
    size, is_backwards = connection_size(first, last, info.context.settings.limits)
    digest = properties.digest(order)
    start, end = (
        decode_cursor(name, text, order, digest) for name, text in (("after", after), ("before", before))
    )
    window = ImageWindow(matching, order, is_backwards, start.shape, end.shape)
    sizes = {"limit": size, "one_more": size + 1}
    operands = {**values, **properties.operands(order), **start.values, **end.values, **sizes}
    return await read_connection(info, ReadRequest(window, operands))
