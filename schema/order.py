"""The order of a list: keys, directions and the place of nulls."""

from enum import Enum

import strawberry
from strawberry import UNSET


@strawberry.enum(description="Keys that images can be ordered by. `ID` is always the last tie-breaker.")
class ImageOrderField(Enum):
    ID = "id"
    NAME = "name"
    STATUS = "status"
    VISIBILITY = "visibility"
    DISK_FORMAT = "disk_format"
    CONTAINER_FORMAT = "container_format"
    SIZE = "size"
    VIRTUAL_SIZE = "virtual_size"
    MIN_DISK = "min_disk"
    MIN_RAM = "min_ram"
    OWNER = "owner"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


@strawberry.enum
class OrderDirection(Enum):
    ASC = "asc"
    DESC = "desc"


@strawberry.enum(description="The place of images without the key.")
class NullsOrder(Enum):
    FIRST = "first"
    LAST = "last"


@strawberry.input(description="By a field or by the value of a property: exactly one of the two.")
class ImageOrder:
    field: ImageOrderField | None = UNSET
    property: str | None = strawberry.field(
        description="Name of a property, whose values are ordered by code points.", default=UNSET
    )
    direction: OrderDirection = OrderDirection.ASC
    nulls: NullsOrder = NullsOrder.LAST


@strawberry.input(one_of=True, description="A key of groups: a field or a property.")
class ImageGroupKey:
    field: strawberry.Maybe[ImageOrderField] = strawberry.field(description="A field of the image.")
    property: strawberry.Maybe[str] = strawberry.field(
        description="Name of a property; images without it are equal."
    )
