"""Events: changes of images, for subscribers and for their history."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry import ID

from schema.connection import PageInfo
from schema.image import Image
from schema.scalars import JSON


@strawberry.enum(description="The kind of a change.")
class ImageEventType(Enum):
    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    RESTORED = "restored"


@strawberry.type(description="The user and the project that made a change; null if they are unknown.")
class ImageEventActor:
    user: str | None
    project: str | None


@strawberry.type(
    description=(
        "One value that a change replaced. Locations are shown to administrators only, and members to those "
        "who see them in `members`."
    )
)
class ImageFieldChange:
    field: str = strawberry.field(description="The field's name in `UpdateImageInput`, or `members`.")
    name: str | None = strawberry.field(
        description="The property, tag or member, where the field is a list of them; else null."
    )
    before: JSON | None = strawberry.field(description="The old value; null if there was none.")
    after: JSON | None = strawberry.field(description="The new value; null if the value was removed.")


@strawberry.type(description="A change of one image.")
class ImageEvent:
    type: ImageEventType
    image_id: ID
    image: Image | None = strawberry.field(
        description="The image as it is now; null if the caller may no longer see it."
    )
    changed_fields: list[str]
    occurred_at: datetime
    cursor: str = strawberry.field(
        description=(
            "The position of the event: `imageChanged(after:)` resumes behind it without a gap, and "
            "`imageEvents` takes it as a cursor."
        )
    )
    actor: ImageEventActor | None = strawberry.field(
        description="The author of the change; null except for the image's owner and administrators."
    )
    request_id: str | None = strawberry.field(
        description="The `X-Request-Id` of the request that made the change; null as `actor` is."
    )
    changes: list[ImageFieldChange] = strawberry.field(
        description=(
            "Old and new values, field by field. Empty for a creation, an import, and an event of an older "
            "version; values that are too long are left out."
        )
    )


@strawberry.type
class ImageEventEdge:
    cursor: str
    node: ImageEvent


@strawberry.type(description="A page of events, newest first, as in Relay's cursor connections.")
class ImageEventConnection:
    edges: list[ImageEventEdge]
    nodes: list[ImageEvent] = strawberry.field(description="The events of `edges`, without the cursors.")
    page_info: PageInfo
