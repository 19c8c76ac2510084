"""`imagesAggregate`: statistics over images, without a page of them."""

from strawberry import UNSET

from resolvers.context import Info
from resolvers.queries.matching import matching_images
from resolvers.read.engine import ReadRequest, read_aggregate
from schema.aggregate import ImageAggregate
from schema.image import ImageScope
from schema.where import ImageWhere


async def images_aggregate(
    info: Info,
    where: ImageWhere | None = UNSET,
    scope: ImageScope = ImageScope.LISTED,
    include_deleted: bool = False,
) -> ImageAggregate:
    """Statistics over all images that the caller sees in the scope and that match the filter."""
    matching, values = matching_images(info, where, scope, include_deleted)
    return await read_aggregate(info, ReadRequest(matching, values))
