"""Inputs and payloads of the mutations.

In an update, an omitted field is UNSET and a field to clear is None.
"""

from typing import Annotated

import strawberry
from strawberry import UNSET

from schema.image import Image, ImageStatus, ImageVisibility
from schema.location import ImageLocationInput
from schema.member import ImageMember
from schema.property import ImagePropertiesChange, ImagePropertyInput
from schema.scalars import Long
from schema.tag import ImageTagsChange

DryRun = Annotated[
    bool,
    strawberry.argument(
        description="All checks and the answer as they would be; nothing is stored, and there is no event."
    ),
]


@strawberry.input(description="A new image's metadata.")
class CreateImageInput:
    id: strawberry.ID | None = strawberry.field(
        description=("A UUID of your choice; makes a retry safe: a second creation gets CONFLICT."),
        default=UNSET,
    )
    name: str | None = UNSET
    status: ImageStatus = ImageStatus.QUEUED
    visibility: ImageVisibility = ImageVisibility.SHARED
    disk_format: str | None = UNSET
    container_format: str | None = UNSET
    size: Long | None = UNSET
    virtual_size: Long | None = UNSET
    checksum: str | None = UNSET
    hash_algorithm: str | None = UNSET
    hash_value: str | None = UNSET
    min_disk: int = 0
    min_ram: int = 0
    owner: str | None = strawberry.field(
        description="Your own project unless given; only administrators may set another.",
        default=UNSET,
    )
    protected: bool = False
    hidden: bool = False
    properties: list[ImagePropertyInput] = strawberry.field(default_factory=list)
    tags: list[str] = strawberry.field(default_factory=list)
    locations: list[ImageLocationInput] = strawberry.field(
        description="Only for administrators.", default_factory=list
    )


@strawberry.input(
    description=(
        "Changes to an image. An omitted field stays as it is. `null` clears a field that\n"
        "may be null, and is refused for other fields."
    )
)
class UpdateImageInput:
    name: str | None = UNSET
    status: ImageStatus | None = UNSET
    visibility: ImageVisibility | None = UNSET
    disk_format: str | None = UNSET
    container_format: str | None = UNSET
    size: Long | None = UNSET
    virtual_size: Long | None = UNSET
    checksum: str | None = UNSET
    hash_algorithm: str | None = UNSET
    hash_value: str | None = UNSET
    min_disk: int | None = UNSET
    min_ram: int | None = UNSET
    owner: str | None = UNSET
    protected: bool | None = UNSET
    hidden: bool | None = UNSET
    properties: ImagePropertiesChange | None = UNSET
    tags: ImageTagsChange | None = UNSET
    locations: list[ImageLocationInput] | None = strawberry.field(
        description="The new list of stored copies; only for administrators.", default=UNSET
    )


@strawberry.input(description="One image of a bulk update.")
class ImageUpdate:
    id: strawberry.ID
    if_version: str | None = UNSET
    input: UpdateImageInput


@strawberry.input(description="One image of a bulk deletion.")
class ImageDeletion:
    id: strawberry.ID
    if_version: str | None = UNSET


@strawberry.type
class CreateImagePayload:
    image: Image


@strawberry.type
class UpdateImagePayload:
    image: Image
    changed_fields: list[str] = strawberry.field(
        description=("Fields whose value the update changed, by their names in `UpdateImageInput`.")
    )


@strawberry.type
class DeleteImagePayload:
    image: Image = strawberry.field(description="The image as it was deleted, with `deletedAt` set.")


@strawberry.type
class RestoreImagePayload:
    image: Image = strawberry.field(description="The image as it is again, with a new version.")


@strawberry.type
class CreateImagesPayload:
    images: list[Image] = strawberry.field(description="In the order of the input.")


@strawberry.type
class UpdateImagesPayload:
    images: list[Image] = strawberry.field(description="In the order of the input.")
    results: list[UpdateImagePayload] = strawberry.field(
        description="In the order of the input, each with the fields that changed."
    )


@strawberry.type
class DeleteImagesPayload:
    images: list[Image] = strawberry.field(description="In the order of the input.")


@strawberry.type
class ImageMemberPayload:
    member: ImageMember
    image: Image


@strawberry.type
class RemoveImageMemberPayload:
    image: Image
