"""The table of contents: every root field, in one line, and the schema that they make."""

import strawberry

from resolvers import image as reading
from resolvers import registry as service
from resolvers.execution import ExecutableSchema
from schema.image import Image
from settings import Settings


@strawberry.type
class Query:
    image = strawberry.field(
        reading.image, description="One image; null if there is none with this id that you may see."
    )
    images = strawberry.field(
        reading.images,
        description="Images as a plain list: brief or detailed, by what you select.",
    )
    node = strawberry.field(reading.node, description="Any object by its id.")
    nodes = strawberry.field(
        reading.nodes,
        description="Several objects in the order of the ids; null for those that you may not see.",
    )
    registry = strawberry.field(service.registry)


def create_schema(settings: Settings) -> ExecutableSchema:
    """The schema is the same for all settings; what a document may be is not."""
    return ExecutableSchema(Query, types=[Image], settings=settings)
