"""The tables, with Glance's names, columns and types (Rocky to today).

Glimpse adds constraints that the API guarantees (CHECK, NOT NULL), and indexes for the orders of lists. A
Glance database has neither, and is only read.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
    false,
    text,
)

from db.column_types import long_text, row_number, short_text, time

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

STATUSES = (
    "queued",
    "saving",
    "uploading",
    "importing",
    "active",
    "deactivated",
    "killed",
    "pending_delete",
    "deleted",
)
VISIBILITIES = ("private", "public", "shared", "community")
MEMBER_STATUSES = ("pending", "accepted", "rejected")
LOCATION_STATUSES = ("active", "pending_delete", "deleted")


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column, info={"one_of": {column: values}})


def _length(column: str, most: int, least: int = 0) -> CheckConstraint:
    """A CHECK of a text's length, because SQLite does not enforce that of a VARCHAR."""
    return CheckConstraint(
        f"length({column}) BETWEEN {least} AND {most}",
        name=f"{column}_length",
        info={"least": {column: least}},
    )


def _not_empty(column: str) -> CheckConstraint:
    return CheckConstraint(f"length({column}) > 0", name=f"{column}_length", info={"least": {column: 1}})


def _flag(column: str) -> Boolean:
    """A boolean; a CHECK restricts it to 0 and 1 where the database has no such type."""
    return Boolean(create_constraint=True, name=column)


def _deleted_at() -> CheckConstraint:
    return CheckConstraint("deleted = (deleted_at IS NOT NULL)", name="deleted_at")


def _between(column: str, most: int) -> CheckConstraint:
    return CheckConstraint(f"{column} BETWEEN 0 AND {most}", name=column)


class ImageColumns(TypedColumns):
    id = Column(short_text(36), primary_key=True)
    name: Named[str | None] = Column(short_text(255))
    size: Named[int | None] = Column(BigInteger)
    virtual_size: Named[int | None] = Column(BigInteger)
    status: Named[str] = Column(short_text(30))
    created_at: Named[datetime] = Column(time())
    updated_at: Named[datetime] = Column(time())
    deleted_at: Named[datetime | None] = Column(time())
    deleted: Named[bool] = Column(_flag("deleted"))
    disk_format: Named[str | None] = Column(short_text(20))
    container_format: Named[str | None] = Column(short_text(20))
    checksum: Named[str | None] = Column(short_text(32))
    owner: Named[str | None] = Column(short_text(255))
    min_disk: Named[int] = Column(Integer)
    min_ram: Named[int] = Column(Integer)
    protected: Named[bool] = Column(_flag("protected"), server_default=false())
    visibility: Named[str] = Column(short_text(9), server_default=text("'shared'"))
    os_hidden: Named[bool] = Column(_flag("os_hidden"), server_default=false())
    os_hash_algo: Named[str | None] = Column(short_text(64))
    os_hash_value: Named[str | None] = Column(short_text(128))


images = Table(
    "images",
    metadata,
    ImageColumns,
    _length("id", 36, 36),
    _length("name", 255),
    _between("size", 2**63 - 1),
    _between("virtual_size", 2**63 - 1),
    _one_of("status", STATUSES),
    CheckConstraint("deleted = (status = 'deleted')", name="deleted_status"),
    _deleted_at(),
    _length("disk_format", 20),
    _length("container_format", 20),
    _length("checksum", 32, 32),
    _length("owner", 255, 1),
    _between("min_disk", 2**31 - 1),
    _between("min_ram", 2**31 - 1),
    _one_of("visibility", VISIBILITIES),
    _length("os_hash_algo", 64),
    _length("os_hash_value", 128),
    Index("ix_images_created_at_id", "created_at", "id"),
    Index("ix_images_updated_at_id", "updated_at", "id"),
    Index("ix_images_name_id", "name", "id"),
    Index("ix_images_size_id", "size", "id"),
    # Public and community images, and a project's own images, in each of these orders.
    Index("ix_images_visibility_created_at_id", "visibility", "created_at", "id"),
    Index("ix_images_visibility_updated_at_id", "visibility", "updated_at", "id"),
    Index("ix_images_visibility_name_id", "visibility", "name", "id"),
    Index("ix_images_visibility_size_id", "visibility", "size", "id"),
    Index("ix_images_owner_created_at_id", "owner", "created_at", "id"),
    Index("ix_images_owner_updated_at_id", "owner", "updated_at", "id"),
    Index("ix_images_owner_name_id", "owner", "name", "id"),
    Index("ix_images_owner_size_id", "owner", "size", "id"),
    Index("ix_images_status_id", "status", "id"),
)


class PropertyColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    image_id: Named[str] = Column(short_text(36), ForeignKey(images.c.id))
    name: Named[str] = Column(short_text(255))
    value: Named[str | None] = Column(long_text())
    created_at: Named[datetime] = Column(time())
    updated_at: Named[datetime] = Column(time())
    deleted_at: Named[datetime | None] = Column(time())
    deleted: Named[bool] = Column(_flag("deleted"))


image_properties = Table(
    "image_properties",
    metadata,
    PropertyColumns,
    UniqueConstraint("image_id", "name"),
    # A covering index for filters: finds images without reading the rows.
    Index("ix_image_properties_name_value_image_id", "name", "value", "image_id", "deleted"),
    _length("name", 255, 1),
    _deleted_at(),
)


class TagColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    image_id: Named[str] = Column(short_text(36), ForeignKey(images.c.id))
    value: Named[str] = Column(short_text(255))
    created_at: Named[datetime] = Column(time())
    updated_at: Named[datetime] = Column(time())
    deleted_at: Named[datetime | None] = Column(time())
    deleted: Named[bool] = Column(_flag("deleted"))


image_tags = Table(
    "image_tags",
    metadata,
    TagColumns,
    UniqueConstraint("image_id", "value"),
    Index("ix_image_tags_value_image_id", "value", "image_id", "deleted"),
    _length("value", 255, 1),
    _deleted_at(),
)


class LocationColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    image_id: Named[str] = Column(short_text(36), ForeignKey(images.c.id))
    value: Named[str] = Column(long_text())
    meta_data: Named[str | None] = Column(long_text())
    status: Named[str] = Column(short_text(30), server_default=text("'active'"))
    created_at: Named[datetime] = Column(time())
    updated_at: Named[datetime] = Column(time())
    deleted_at: Named[datetime | None] = Column(time())
    deleted: Named[bool] = Column(_flag("deleted"))


image_locations = Table(
    "image_locations",
    metadata,
    LocationColumns,
    Index("ix_image_locations_image_id", "image_id"),
    _not_empty("value"),
    _one_of("status", LOCATION_STATUSES),
    _deleted_at(),
)


class MemberColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    image_id: Named[str] = Column(short_text(36), ForeignKey(images.c.id))
    member: Named[str] = Column(short_text(255))
    can_share: Named[bool] = Column(_flag("can_share"))
    status: Named[str] = Column(short_text(20), server_default=text("'pending'"))
    created_at: Named[datetime] = Column(time())
    updated_at: Named[datetime] = Column(time())
    deleted_at: Named[datetime | None] = Column(time())
    deleted: Named[bool] = Column(_flag("deleted"))


image_members = Table(
    "image_members",
    metadata,
    MemberColumns,
    UniqueConstraint("image_id", "member"),
    Index("ix_image_members_member_status_image_id", "member", "status", "image_id", "deleted"),
    _length("member", 255, 1),
    _one_of("status", MEMBER_STATUSES),
    _deleted_at(),
)

# The tables that a Glance database has too.
glance_tables = (images, image_properties, image_tags, image_locations, image_members)

EVENT_TYPES = ("created", "updated", "deleted")


class EventColumns(TypedColumns):
    """A change of an image, with its audience before and after, and its position in the log.

    `position` is null until it is assigned (`db.events.log`). `members` are the members at the change, in the
    form of `db.query.event.encode_members`, and `member_left` is a removed member.
    """

    id = Column(row_number(), primary_key=True, autoincrement=True)
    position: Named[int | None] = Column(BigInteger)
    image_id: Named[str] = Column(short_text(36), ForeignKey(images.c.id))
    type: Named[str] = Column(short_text(7))
    changed_fields: Named[str] = Column(long_text())
    occurred_at: Named[datetime] = Column(time())
    visibility: Named[str] = Column(short_text(9))
    owner: Named[str | None] = Column(short_text(255))
    visibility_before: Named[str | None] = Column(short_text(9))
    owner_before: Named[str | None] = Column(short_text(255))
    members: Named[str] = Column(long_text())
    member_left: Named[str | None] = Column(short_text(255))


image_events = Table(
    "image_events",
    metadata,
    EventColumns,
    UniqueConstraint("position"),
    Index("ix_image_events_image_id", "image_id"),
    _one_of("type", EVENT_TYPES),
)
