from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import (
    ImageLocationStatus,
    ImageMemberStatus,
    ImageOrderField,
    ImageStatus,
    ImageVisibility,
    NullsOrder,
    OrderDirection,
)
from .scalars import JsonObject


class CreateImageInput(BaseModel):
    """A new image's metadata."""

    id: Optional[str] = None
    "A UUID of your choice; makes a retry safe: a second creation gets CONFLICT."
    name: Optional[str] = None
    status: ImageStatus = ImageStatus.QUEUED
    visibility: ImageVisibility = ImageVisibility.SHARED
    disk_format: Optional[str] = None
    container_format: Optional[str] = None
    size: Optional[int] = None
    virtual_size: Optional[int] = None
    checksum: Optional[str] = None
    hash_algorithm: Optional[str] = None
    hash_value: Optional[str] = None
    min_disk: int = 0
    min_ram: int = 0
    owner: Optional[str] = None
    "Your own project unless given; only administrators may set another."
    protected: bool = False
    hidden: bool = False
    properties: list["ImagePropertyInput"] = Field(default_factory=lambda: [])
    tags: list[str] = Field(default_factory=lambda: [])
    locations: list["ImageLocationInput"] = Field(default_factory=lambda: [])
    "Only for administrators."


class DateTimeFilter(BaseModel):
    eq: Optional[datetime] = None
    neq: Optional[datetime] = None
    gt: Optional[datetime] = None
    gte: Optional[datetime] = None
    lt: Optional[datetime] = None
    lte: Optional[datetime] = None


class IDFilter(BaseModel):
    eq: Optional[str] = None
    in_: Optional[list[str]] = Field(validation_alias="in", serialization_alias="in", default=None)
    not_in: Optional[list[str]] = None
    starts_with: Optional[str] = None


class ImageDeletion(BaseModel):
    """One image of a bulk deletion."""

    id: str
    if_version: Optional[str] = None


class ImageGroupKey(BaseModel):
    """A key of groups: a field or a property."""

    field: Optional[ImageOrderField] = None
    "A field of the image."
    property_: Optional[str] = Field(validation_alias="property", serialization_alias="property", default=None)
    "Name of a property; images without it are equal."


class ImageLocationInput(BaseModel):
    url: str
    metadata: Optional[JsonObject] = None
    status: ImageLocationStatus = ImageLocationStatus.ACTIVE


class ImageMemberFilter(BaseModel):
    """A member and, if given, its answer to the image."""

    member: str
    status: Optional[list[ImageMemberStatus]] = None


class ImageOrder(BaseModel):
    """By a field or by the value of a property: exactly one of the two."""

    field: Optional[ImageOrderField] = None
    property_: Optional[str] = Field(validation_alias="property", serialization_alias="property", default=None)
    "Name of a property, whose values are ordered by code points."
    direction: OrderDirection = OrderDirection.ASC
    nulls: NullsOrder = NullsOrder.LAST


class ImagePropertiesChange(BaseModel):
    """How to change the custom properties."""

    replace: Optional[list["ImagePropertyInput"]] = None
    "Replace all properties by these."
    merge: Optional["ImagePropertiesMerge"] = None
    "Set some and remove some; the others stay."


class ImagePropertiesMerge(BaseModel):
    set_: list["ImagePropertyInput"] = Field(validation_alias="set", serialization_alias="set", default_factory=lambda: [])
    remove: list[str] = Field(default_factory=lambda: [])


class ImagePropertyFilter(BaseModel):
    """A condition on one custom property. With neither `value` nor `exists` the property must be set.
    A `value` with `neq` or `notIn` leaves out images without the property; `not` keeps them."""

    name: str
    value: Optional["StringFilter"] = None
    exists: Optional[bool] = None


class ImagePropertyInput(BaseModel):
    name: str
    value: str


class ImageStatusFilter(BaseModel):
    eq: Optional[ImageStatus] = None
    neq: Optional[ImageStatus] = None
    in_: Optional[list[ImageStatus]] = Field(validation_alias="in", serialization_alias="in", default=None)
    not_in: Optional[list[ImageStatus]] = None


class ImageTagsChange(BaseModel):
    """How to change the tags."""

    replace: Optional[list[str]] = None
    "Replace all tags by these."
    merge: Optional["ImageTagsMerge"] = None
    "Add some and remove some; the others stay."


class ImageTagsMerge(BaseModel):
    add: list[str] = Field(default_factory=lambda: [])
    remove: list[str] = Field(default_factory=lambda: [])


class ImageUpdate(BaseModel):
    """One image of a bulk update."""

    id: str
    if_version: Optional[str] = None
    input: "UpdateImageInput"


class ImageVisibilityFilter(BaseModel):
    eq: Optional[ImageVisibility] = None
    neq: Optional[ImageVisibility] = None
    in_: Optional[list[ImageVisibility]] = Field(validation_alias="in", serialization_alias="in", default=None)
    not_in: Optional[list[ImageVisibility]] = None


class ImageWhere(BaseModel):
    """Conditions on images; all that are given must hold. A null operand is refused (`isNull`, where a filter has it, matches null),
    and so is a filter without an operator: a forgotten variable must not widen a selection unnoticed. `not` keeps exactly the images that the condition in it leaves out."""

    and_: Optional[list["ImageWhere"]] = Field(validation_alias="and", serialization_alias="and", default=None)
    or_: Optional[list["ImageWhere"]] = Field(validation_alias="or", serialization_alias="or", default=None)
    not_: Optional["ImageWhere"] = Field(validation_alias="not", serialization_alias="not", default=None)
    id: Optional["IDFilter"] = None
    name: Optional["StringFilter"] = None
    status: Optional["ImageStatusFilter"] = None
    visibility: Optional["ImageVisibilityFilter"] = None
    disk_format: Optional["StringFilter"] = None
    container_format: Optional["StringFilter"] = None
    size: Optional["LongFilter"] = None
    virtual_size: Optional["LongFilter"] = None
    checksum: Optional["StringFilter"] = None
    "Hexadecimal digits, the same in upper and lower case, as are those of `hashValue`."
    hash_algorithm: Optional["StringFilter"] = None
    hash_value: Optional["StringFilter"] = None
    min_disk: Optional["IntFilter"] = None
    min_ram: Optional["IntFilter"] = None
    owner: Optional["StringFilter"] = None
    protected: Optional[bool] = None
    hidden: Optional[bool] = None
    created_at: Optional["DateTimeFilter"] = None
    updated_at: Optional["DateTimeFilter"] = None
    deleted_at: Optional["DateTimeFilter"] = None
    "Only met by deleted images, which a list has with `includeDeleted`."
    tags: Optional["StringListFilter"] = None
    properties: Optional[list["ImagePropertyFilter"]] = None
    "Conditions on custom properties; each must hold."
    shared_with: Optional["ImageMemberFilter"] = None
    "Images that are shared with this member."


class IntFilter(BaseModel):
    eq: Optional[int] = None
    neq: Optional[int] = None
    in_: Optional[list[int]] = Field(validation_alias="in", serialization_alias="in", default=None)
    not_in: Optional[list[int]] = None
    gt: Optional[int] = None
    gte: Optional[int] = None
    lt: Optional[int] = None
    lte: Optional[int] = None


class LongFilter(BaseModel):
    """Conditions on a number; all that are given must hold. Null meets none but `isNull: true`."""

    eq: Optional[int] = None
    neq: Optional[int] = None
    in_: Optional[list[int]] = Field(validation_alias="in", serialization_alias="in", default=None)
    not_in: Optional[list[int]] = None
    gt: Optional[int] = None
    gte: Optional[int] = None
    lt: Optional[int] = None
    lte: Optional[int] = None
    is_null: Optional[bool] = None


class StringFilter(BaseModel):
    """Conditions on a string; all that are given must hold. Case matters unless `ignoreCase` is true, which folds ASCII letters at least.
    Null meets none of them but `isNull: true`, so `neq` and `notIn` leave images without the value out; `not` keeps them."""

    eq: Optional[str] = None
    neq: Optional[str] = None
    in_: Optional[list[str]] = Field(validation_alias="in", serialization_alias="in", default=None)
    not_in: Optional[list[str]] = None
    contains: Optional[str] = None
    starts_with: Optional[str] = None
    ends_with: Optional[str] = None
    glob: Optional[str] = None
    "A pattern of the whole string: `*` stands for any characters, `?` for one, and a backslash makes the next character literal."
    ignore_case: bool = False
    is_null: Optional[bool] = None


class StringListFilter(BaseModel):
    """Conditions on a set of strings."""

    all: Optional[list[str]] = None
    "Has every one of these."
    any: Optional[list[str]] = None
    "Has at least one of these."
    none: Optional[list[str]] = None
    "Has none of these."
    some: Optional["StringFilter"] = None
    "Has at least one string that meets this."
    is_empty: Optional[bool] = None


class UpdateImageInput(BaseModel):
    """Changes to an image. An omitted field stays as it is. `null` clears a field that
    may be null, and is refused for other fields."""

    name: Optional[str] = None
    status: Optional[ImageStatus] = None
    visibility: Optional[ImageVisibility] = None
    disk_format: Optional[str] = None
    container_format: Optional[str] = None
    size: Optional[int] = None
    virtual_size: Optional[int] = None
    checksum: Optional[str] = None
    hash_algorithm: Optional[str] = None
    hash_value: Optional[str] = None
    min_disk: Optional[int] = None
    min_ram: Optional[int] = None
    owner: Optional[str] = None
    protected: Optional[bool] = None
    hidden: Optional[bool] = None
    properties: Optional["ImagePropertiesChange"] = None
    tags: Optional["ImageTagsChange"] = None
    locations: Optional[list["ImageLocationInput"]] = None
    "The new list of stored copies; only for administrators."


CreateImageInput.model_rebuild()
ImagePropertiesChange.model_rebuild()
ImagePropertiesMerge.model_rebuild()
ImagePropertyFilter.model_rebuild()
ImageTagsChange.model_rebuild()
ImageUpdate.model_rebuild()
ImageWhere.model_rebuild()
StringListFilter.model_rebuild()
UpdateImageInput.model_rebuild()
