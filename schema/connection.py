"""Images as a connection: pages between cursors, as in Relay's specification."""

import strawberry

from schema.aggregate import ImageAggregate
from schema.image import Image


@strawberry.type
class ImageEdge:
    cursor: str
    node: Image


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(
    description=(
        "A page of images, as in Relay's cursor connections. Cursors are positions in the order, "
        "not offsets:\nthey stay valid while other images come and go."
    )
)
class ImageConnection:
    edges: list[ImageEdge]
    nodes: list[Image] = strawberry.field(description="The images of `edges`, without the cursors.")
    page_info: PageInfo
    total_count: int = strawberry.field(
        description="How many images match, whatever the page. Counted only if selected."
    )
    aggregate: ImageAggregate = strawberry.field(
        description="Statistics over all matching images, whatever the page."
    )
