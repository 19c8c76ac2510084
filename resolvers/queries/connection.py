"""`imagesConnection`: a page of images, with totals and statistics of all that match."""

from strawberry import UNSET

from db.rows.window import ImageWindow
from resolvers.context import Info
from resolvers.errors import BadUserInputError
from resolvers.queries.cursor import decode_cursor
from resolvers.queries.matching import matching_images
from resolvers.queries.order import DEFAULT_ORDER, build_order
from resolvers.queries.page import page_size
from resolvers.read.engine import ReadRequest, read_connection
from schema.connection import ImageConnection
from schema.image import ImageScope
from schema.order import ImageOrder
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
    include_deleted: bool = False,
) -> ImageConnection:
    """The last images between the cursors if `last` is given, else the first; always in order."""
    matching, values = matching_images(info, where, scope, include_deleted)
    order = build_order(order_by)
    backwards = isinstance(last, int)
    if backwards and isinstance(first, int):
        raise BadUserInputError("`first` and `last` must not be used together.", ("last",))
    limits = info.context.settings.limits
    given, place = (last, ("last",)) if backwards else (first, ("first",))
    size = page_size(given, limits.default_page_size, limits.max_page_size, place)
    start, end = decode_cursor("after", after, order), decode_cursor("before", before, order)
    window = ImageWindow(matching, order, backwards, start.shape, end.shape)
    sizes = {"limit": size, "one_more": size + 1}
    return await read_connection(info, ReadRequest(window, {**values, **start.values, **end.values, **sizes}))
