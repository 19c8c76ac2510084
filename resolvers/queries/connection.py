"""Reading images as a connection: a page of them, and what is told of all that match."""

from strawberry import UNSET

from db.rows.window import ImageWindow
from resolvers.context import Info
from resolvers.errors import BadUserInput
from resolvers.queries.cursor import asked_cursor
from resolvers.queries.matching import asked_images
from resolvers.queries.order import DEFAULT_ORDER, order_of
from resolvers.queries.page import page_size
from resolvers.read.engine import Wish, read_connection
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
    """The first or last images between the cursors, in order; the first unless `last` is given."""
    matching, values = asked_images(info, where, scope, include_deleted)
    order = order_of(order_by)
    backwards = isinstance(last, int)
    if backwards and isinstance(first, int):
        raise BadUserInput("first and last cannot be used together.", ("last",))
    limits = info.context.settings.limits
    given, place = (last, ("last",)) if backwards else (first, ("first",))
    size = page_size(given, limits.default_page_size, limits.max_page_size, place)
    start, end = asked_cursor("after", after, order), asked_cursor("before", before, order)
    window = ImageWindow(matching, order, backwards, start.shape, end.shape)
    sizes = {"limit": size, "one_more": size + 1}
    return await read_connection(info, Wish(window, {**values, **start.values, **end.values, **sizes}))
