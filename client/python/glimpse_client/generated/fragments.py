from datetime import datetime
from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ImageEventType, ImageMemberStatus, ImageStatus, ImageVisibility
from .scalars import JsonObject


class Event(BaseModel):
    type_: ImageEventType = Field(validation_alias="type", serialization_alias="type")
    cursor: str
    image_id: str
    occurred_at: datetime
    changed_fields: list[str]
    changes: list["EventChanges"]
    actor: Optional["EventActor"]
    request_id: Optional[str]


class EventChanges(BaseModel):
    field: str
    name: Optional[str]
    before: Optional[Any]
    after: Optional[Any]


class EventActor(BaseModel):
    user: Optional[str]
    project: Optional[str]


class Image(BaseModel):
    id: str
    name: Optional[str]
    status: ImageStatus
    visibility: ImageVisibility
    disk_format: Optional[str]
    container_format: Optional[str]
    size: Optional[int]
    virtual_size: Optional[int]
    checksum: Optional[str]
    hash_algorithm: Optional[str]
    hash_value: Optional[str]
    min_disk: int
    min_ram: int
    owner: Optional[str]
    protected: bool
    hidden: bool
    created_at: datetime
    updated_at: datetime
    deleted_at: Optional[datetime]
    version: str
    viewer_can_update: bool
    viewer_can_delete: bool
    property_map: JsonObject
    tags: list[str]


class FollowedEvent(Event):
    image: Optional["FollowedEventImage"]


class FollowedEventImage(Image):
    pass


class Member(BaseModel):
    member: str
    status: ImageMemberStatus
    can_share: bool
    created_at: datetime
    updated_at: datetime


Event.model_rebuild()
Image.model_rebuild()
FollowedEvent.model_rebuild()
Member.model_rebuild()
