"""Conditions on images: the filters of all lists.

An omitted operand is UNSET; a null operand is None, so that the error can name it.
"""

from datetime import datetime

import strawberry
from strawberry import UNSET

from schema.image import ImageStatus, ImageVisibility
from schema.member import ImageMemberStatus
from schema.scalars import Long


@strawberry.input
class IDFilter:
    eq: strawberry.ID | None = UNSET
    in_: list[strawberry.ID] | None = strawberry.field(name="in", default=UNSET)
    not_in: list[strawberry.ID] | None = UNSET
    starts_with: str | None = UNSET


@strawberry.input(
    description=(
        "Conditions on a string; all that are given must hold. Case matters unless `ignoreCase` is true, "
        "which folds ASCII letters at least.\nNull meets none of them but `isNull: true`, so `neq` and "
        "`notIn` leave images without the value out; `not` keeps them."
    )
)
class StringFilter:
    eq: str | None = UNSET
    neq: str | None = UNSET
    in_: list[str] | None = strawberry.field(name="in", default=UNSET)
    not_in: list[str] | None = UNSET
    contains: str | None = UNSET
    starts_with: str | None = UNSET
    ends_with: str | None = UNSET
    glob: str | None = strawberry.field(
        description=(
            "A pattern of the whole string: `*` stands for any characters, `?` for one, and a backslash "
            "makes the next character literal."
        ),
        default=UNSET,
    )
    ignore_case: bool = False
    is_null: bool | None = UNSET


@strawberry.input
class IntFilter:
    eq: int | None = UNSET
    neq: int | None = UNSET
    in_: list[int] | None = strawberry.field(name="in", default=UNSET)
    not_in: list[int] | None = UNSET
    gt: int | None = UNSET
    gte: int | None = UNSET
    lt: int | None = UNSET
    lte: int | None = UNSET


@strawberry.input(
    description="Conditions on a number; all that are given must hold. Null meets none but `isNull: true`."
)
class LongFilter:
    eq: Long | None = UNSET
    neq: Long | None = UNSET
    in_: list[Long] | None = strawberry.field(name="in", default=UNSET)
    not_in: list[Long] | None = UNSET
    gt: Long | None = UNSET
    gte: Long | None = UNSET
    lt: Long | None = UNSET
    lte: Long | None = UNSET
    is_null: bool | None = UNSET


@strawberry.input
class DateTimeFilter:
    eq: datetime | None = UNSET
    neq: datetime | None = UNSET
    gt: datetime | None = UNSET
    gte: datetime | None = UNSET
    lt: datetime | None = UNSET
    lte: datetime | None = UNSET


@strawberry.input
class ImageStatusFilter:
    eq: ImageStatus | None = UNSET
    neq: ImageStatus | None = UNSET
    in_: list[ImageStatus] | None = strawberry.field(name="in", default=UNSET)
    not_in: list[ImageStatus] | None = UNSET


@strawberry.input
class ImageVisibilityFilter:
    eq: ImageVisibility | None = UNSET
    neq: ImageVisibility | None = UNSET
    in_: list[ImageVisibility] | None = strawberry.field(name="in", default=UNSET)
    not_in: list[ImageVisibility] | None = UNSET


@strawberry.input(description="Conditions on a set of strings.")
class StringListFilter:
    all: list[str] | None = strawberry.field(description="Has every one of these.", default=UNSET)
    any: list[str] | None = strawberry.field(description="Has at least one of these.", default=UNSET)
    none: list[str] | None = strawberry.field(description="Has none of these.", default=UNSET)
    some: StringFilter | None = strawberry.field(
        description="Has at least one string that meets this.", default=UNSET
    )
    is_empty: bool | None = UNSET


@strawberry.input(
    description=(
        "A condition on one custom property. With neither `value` nor `exists` the property must be set.\n"
        "A `value` with `neq` or `notIn` leaves out images without the property; `not` keeps them."
    )
)
class ImagePropertyFilter:
    name: str
    value: StringFilter | None = UNSET
    exists: bool | None = UNSET


@strawberry.input(description="A member and, if given, its answer to the image.")
class ImageMemberFilter:
    member: str
    status: list[ImageMemberStatus] | None = UNSET


@strawberry.input(
    description=(
        "Conditions on images; all that are given must hold. A null operand is refused "
        "(`isNull`, where a filter has it, matches null),\nand so is a filter without an operator: "
        "a forgotten variable must not widen a selection unnoticed. `not` keeps exactly the images that the "
        "condition in it leaves out."
    )
)
class ImageWhere:
    and_: list["ImageWhere"] | None = strawberry.field(name="and", default=UNSET)
    or_: list["ImageWhere"] | None = strawberry.field(name="or", default=UNSET)
    not_: "ImageWhere | None" = strawberry.field(name="not", default=UNSET)
    id: IDFilter | None = UNSET
    name: StringFilter | None = UNSET
    status: ImageStatusFilter | None = UNSET
    visibility: ImageVisibilityFilter | None = UNSET
    disk_format: StringFilter | None = UNSET
    container_format: StringFilter | None = UNSET
    size: LongFilter | None = UNSET
    virtual_size: LongFilter | None = UNSET
    checksum: StringFilter | None = strawberry.field(
        description="Hexadecimal digits, the same in upper and lower case, as are those of `hashValue`.",
        default=UNSET,
    )
    hash_algorithm: StringFilter | None = UNSET
    hash_value: StringFilter | None = UNSET
    min_disk: IntFilter | None = UNSET
    min_ram: IntFilter | None = UNSET
    owner: StringFilter | None = UNSET
    protected: bool | None = UNSET
    hidden: bool | None = UNSET
    created_at: DateTimeFilter | None = UNSET
    updated_at: DateTimeFilter | None = UNSET
    deleted_at: DateTimeFilter | None = strawberry.field(
        description="Only met by deleted images, which a list has with `includeDeleted`.", default=UNSET
    )
    tags: StringListFilter | None = UNSET
    properties: list[ImagePropertyFilter] | None = strawberry.field(
        description="Conditions on custom properties; each must hold.", default=UNSET
    )
    shared_with: ImageMemberFilter | None = strawberry.field(
        description="Images that are shared with this member.", default=UNSET
    )
