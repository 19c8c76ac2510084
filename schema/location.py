"""Locations: where the copies of an image's data are stored."""

from enum import Enum

import strawberry
from strawberry import UNSET

from schema.scalars import JSONObject


@strawberry.enum(description="State of one stored copy.")
class ImageLocationStatus(Enum):
    ACTIVE = "active"
    PENDING_DELETE = "pending_delete"
    DELETED = "deleted"


@strawberry.type(description="One stored copy of an image's data.")
class ImageLocation:
    url: str
    metadata: JSONObject
    status: ImageLocationStatus


@strawberry.input
class ImageLocationInput:
    url: str
    metadata: JSONObject | None = UNSET
    status: ImageLocationStatus = ImageLocationStatus.ACTIVE
