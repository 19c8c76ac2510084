"""Events: changes of images, for subscribers."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry import ID

from schema.image import Image


@strawberry.enum(description="The kind of a change.")
class ImageEventType(Enum):
    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"


@strawberry.type(description="A change of one image.")
class ImageEvent:
    type: ImageEventType
    image_id: ID
    image: Image | None = strawberry.field(
        description="The image as it is now; null if the caller may no longer see it."
    )
    changed_fields: list[str]
    occurred_at: datetime
    cursor: str = strawberry.field(description="Pass it as `after` to resume without a gap.")
