"""Members: the projects that an image is shared with."""

from datetime import datetime
from enum import Enum

import strawberry


@strawberry.enum(description="A member's answer to an image that is shared with it.")
class ImageMemberStatus(Enum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@strawberry.type(description="A project that an image is shared with.")
class ImageMember:
    member: str = strawberry.field(description="The project.")
    status: ImageMemberStatus
    can_share: bool = strawberry.field(description="Whether the member may share the image further.")
    created_at: datetime
    updated_at: datetime
