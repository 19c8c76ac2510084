"""The image and its fields.

These fields have no resolvers: the read engine turns a selection of them into columns.
"""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from schema.location import ImageLocation
from schema.member import ImageMember
from schema.node import Node
from schema.property import ImageProperty
from schema.scalars import JSONObject, Long

if TYPE_CHECKING:
    from schema.event import ImageEvent


@strawberry.enum(description="Life-cycle of an image.")
class ImageStatus(Enum):
    QUEUED = strawberry.enum_value("queued", description="Registered, no data yet.")
    SAVING = strawberry.enum_value("saving", description="Data is being uploaded.")
    UPLOADING = strawberry.enum_value("uploading", description="Data is being staged for an import.")
    IMPORTING = strawberry.enum_value("importing", description="An import is in progress.")
    ACTIVE = strawberry.enum_value("active", description="Ready for use.")
    DEACTIVATED = strawberry.enum_value("deactivated", description="Registered but withheld from use.")
    KILLED = strawberry.enum_value("killed", description="Upload failed.")
    PENDING_DELETE = strawberry.enum_value(
        "pending_delete", description="Deletion is waiting for the data to be scrubbed."
    )
    DELETED = strawberry.enum_value("deleted", description="Deleted; only the record remains.")


@strawberry.enum(description="The callers who may see an image.")
class ImageVisibility(Enum):
    PUBLIC = strawberry.enum_value("public", description="Visible to everyone.")
    COMMUNITY = strawberry.enum_value(
        "community",
        description="Visible to everyone; listed with scope `VISIBLE`, or by a filter for `COMMUNITY` alone.",
    )
    SHARED = strawberry.enum_value("shared", description="Visible to the owner and the members.")
    PRIVATE = strawberry.enum_value("private", description="Visible to the owner.")


@strawberry.enum(description="The images that a list draws from, before any filter.")
class ImageScope(Enum):
    LISTED = strawberry.enum_value(
        "listed",
        description=(
            "Public images, your own, and images shared with you that you accepted; "
            "no hidden ones. Administrators: every image that is not hidden.\n"
            "At the top of a filter, `hidden: true`, a `visibility` of COMMUNITY alone, and `sharedWith` of "
            "your own project with a `status` add those images."
        ),
    )
    VISIBLE = strawberry.enum_value(
        "visible",
        description=(
            "Every image that you may read by id: also hidden and community images, and shared ones "
            "that you have not accepted."
        ),
    )


class ReadEngineError(Exception):
    """A field was resolved object by object; only the read engine may read fields."""


@strawberry.type(
    description=(
        "One image's metadata. The brief set is `id name size diskFormat containerFormat checksum`;\n"
        "select more fields to get more."
    )
)
class Image(Node):
    id: strawberry.ID = strawberry.field(description="The image's UUID.")
    name: str | None
    status: ImageStatus
    visibility: ImageVisibility
    disk_format: str | None = strawberry.field(
        description="Format of the disk, one of `registry.diskFormats`, such as `qcow2`."
    )
    container_format: str | None = strawberry.field(
        description="Format of the container, one of `registry.containerFormats`, such as `bare`."
    )
    size: Long | None = strawberry.field(description="Size of the data in bytes; null until it is known.")
    virtual_size: Long | None = strawberry.field(
        description="Size of the expanded disk in bytes; null until it is known."
    )
    checksum: str | None = strawberry.field(description="MD5 of the data, hexadecimal.")
    hash_algorithm: str | None = strawberry.field(description="Algorithm of `hashValue`, such as `sha512`.")
    hash_value: str | None = strawberry.field(description="Digest of the data, hexadecimal.")
    min_disk: int = strawberry.field(description="Smallest disk that can boot the image, in GiB.")
    min_ram: int = strawberry.field(description="Smallest memory that can boot the image, in MiB.")
    owner: str | None = strawberry.field(
        description="Project that owns the image; null for an image without an owner."
    )
    protected: bool = strawberry.field(description="A protected image cannot be deleted.")
    hidden: bool = strawberry.field(
        description=(
            "A hidden image is left out of lists of scope `LISTED`, unless the filter has `hidden: true`."
        )
    )
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = strawberry.field(
        description="Time of the deletion; null unless the image is deleted."
    )
    version: str = strawberry.field(
        description="Opaque; differs after every change. Pass it as `ifVersion` to change safely."
    )

    viewer_can_update: bool = strawberry.field(
        description="Whether the caller may change the image; false where the registry is read-only."
    )
    viewer_can_delete: bool = strawberry.field(
        description="Whether the caller may delete the image; false while it is protected."
    )

    @strawberry.field(description="Custom properties in name order.")
    def properties(
        self,
        names: Annotated[list[str] | None, strawberry.argument(description="Only these names.")] = UNSET,
        prefix: Annotated[
            str | None, strawberry.argument(description="Only names with this prefix.")
        ] = UNSET,
    ) -> list[ImageProperty]:
        raise ReadEngineError

    @strawberry.field(
        description="One custom property's value; null if it is not set. Alias it to read several."
    )
    def property(self, name: str) -> str | None:
        raise ReadEngineError

    @strawberry.field(description="Custom properties as one JSON object of name to value.")
    def property_map(self, names: list[str] | None = UNSET, prefix: str | None = UNSET) -> JSONObject:
        raise ReadEngineError

    @strawberry.field(description="Tags in alphabetical order.")
    def tags(self) -> list[str]:
        raise ReadEngineError

    @strawberry.field(
        description=(
            "Projects the image is shared with, in order of name. The owner and administrators see "
            "all, a member sees itself, others see none."
        )
    )
    def members(self) -> list[ImageMember]:
        raise ReadEngineError

    @strawberry.field(
        description="Stored copies of the data, first choice first; null except for administrators."
    )
    def locations(self) -> list[ImageLocation] | None:
        raise ReadEngineError

    @strawberry.field(
        description=(
            "The latest changes of the image, newest first, at most `first` and 1000; `imageEvents` has all."
        )
    )
    def history(self, first: int = 20) -> list[Annotated["ImageEvent", strawberry.lazy("schema.event")]]:
        raise ReadEngineError
