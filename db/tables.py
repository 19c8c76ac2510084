"""The tables, with Glance's names, columns and types, Rocky to today (rules §9).

Glimpse adds constraints that the API guarantees (CHECK, NOT NULL), and indexes for the orders of lists. A
Glance database has neither, and is only read.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
    false,
    literal_column,
    text,
)

from db.column_types import long_text, row_number, short_text, time
from db.constraints import between, deleted_at_is_set, flag, length, not_empty, one_of

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


class ImageColumns(TypedColumns):
    id = Column(short_text(36), primary_key=True)
    name: Named[str | None] = Column(short_text(255))
    size: Named[int | None] = Column(BigInteger)
    virtual_size: Named[int | None] = Column(BigInteger)
    status: Named[str] = Column(short_text(30))
    created_at: Named[datetime] = Column(time())
    updated_at: Named[datetime] = Column(time())
    deleted_at: Named[datetime | None] = Column(time())
    deleted: Named[bool] = Column(flag("deleted"))
    disk_format: Named[str | None] = Column(short_text(20))
    container_format: Named[str | None] = Column(short_text(20))
    checksum: Named[str | None] = Column(short_text(32))
    owner: Named[str | None] = Column(short_text(255))
    min_disk: Named[int] = Column(Integer)
    min_ram: Named[int] = Column(Integer)
    protected: Named[bool] = Column(flag("protected"), server_default=false())
    visibility: Named[str] = Column(short_text(9), server_default=text("'shared'"))
    os_hidden: Named[bool] = Column(flag("os_hidden"), server_default=false())
    os_hash_algo: Named[str | None] = Column(short_text(64))
    os_hash_value: Named[str | None] = Column(short_text(128))


images = Table(
    "images",
    metadata,
    ImageColumns,
    length("id", 36, 36),
    length("name", 255),
    between("size", 2**63 - 1),
    between("virtual_size", 2**63 - 1),
    one_of("status", STATUSES),
    CheckConstraint("deleted = (status = 'deleted')", name="deleted_status"),
    deleted_at_is_set(),
    length("disk_format", 20),
    length("container_format", 20),
    length("checksum", 32, 32),
    length("owner", 255, 1),
    between("min_disk", 2**31 - 1),
    between("min_ram", 2**31 - 1),
    one_of("visibility", VISIBILITIES),
    length("os_hash_algo", 64),
    length("os_hash_value", 128),
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
    # A covering index for totals and facets: they do not read the rows.
    Index(
        "ix_images_deleted_os_hidden_visibility_owner",
        "deleted",
        "os_hidden",
        "visibility",
        "owner",
        "status",
        "disk_format",
        "container_format",
        "size",
        "id",
    ),
)


class PropertyColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    image_id: Named[str] = Column(short_text(36), ForeignKey(images.c.id))
    name: Named[str] = Column(short_text(255))
    value: Named[str | None] = Column(long_text())
    created_at: Named[datetime] = Column(time())
    updated_at: Named[datetime] = Column(time())
    deleted_at: Named[datetime | None] = Column(time())
    deleted: Named[bool] = Column(flag("deleted"))


image_properties = Table(
    "image_properties",
    metadata,
    PropertyColumns,
    UniqueConstraint("image_id", "name"),
    # A covering index for filters: finds images without reading the rows.
    Index("ix_image_properties_name_value_image_id", "name", "value", "image_id", "deleted"),
    length("name", 255, 1),
    deleted_at_is_set(),
)


class TagColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    image_id: Named[str] = Column(short_text(36), ForeignKey(images.c.id))
    value: Named[str] = Column(short_text(255))
    created_at: Named[datetime] = Column(time())
    updated_at: Named[datetime] = Column(time())
    deleted_at: Named[datetime | None] = Column(time())
    deleted: Named[bool] = Column(flag("deleted"))


image_tags = Table(
    "image_tags",
    metadata,
    TagColumns,
    UniqueConstraint("image_id", "value"),
    Index("ix_image_tags_value_image_id", "value", "image_id", "deleted"),
    length("value", 255, 1),
    deleted_at_is_set(),
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
    deleted: Named[bool] = Column(flag("deleted"))


image_locations = Table(
    "image_locations",
    metadata,
    LocationColumns,
    Index("ix_image_locations_image_id", "image_id"),
    not_empty("value"),
    one_of("status", LOCATION_STATUSES),
    deleted_at_is_set(),
)


class MemberColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    image_id: Named[str] = Column(short_text(36), ForeignKey(images.c.id))
    member: Named[str] = Column(short_text(255))
    can_share: Named[bool] = Column(flag("can_share"))
    status: Named[str] = Column(short_text(20), server_default=text("'pending'"))
    created_at: Named[datetime] = Column(time())
    updated_at: Named[datetime] = Column(time())
    deleted_at: Named[datetime | None] = Column(time())
    deleted: Named[bool] = Column(flag("deleted"))


image_members = Table(
    "image_members",
    metadata,
    MemberColumns,
    UniqueConstraint("image_id", "member"),
    Index("ix_image_members_member_status_image_id", "member", "status", "image_id", "deleted"),
    length("member", 255, 1),
    one_of("status", MEMBER_STATUSES),
    deleted_at_is_set(),
)

# On servers, the beginning of a property's value, which the database generates: an index cannot have all of
# a long text. The index of property values has it in place of `value`. SQLite and Glance lack this column.
VALUE_START_CHARACTERS = 200
VALUE_START: ColumnElement[str | None] = literal_column("image_properties.value_start", short_text(200))

# The tables that a Glance database has too.
glance_tables = (images, image_properties, image_tags, image_locations, image_members)

EVENT_TYPES = ("created", "updated", "deleted", "restored")


class EventColumns(TypedColumns):
    """A change of an image: its position in the log, its audience before and after, who made it and what.

    `position` is null until it is assigned (`db.events.log`). `members` are the members at the change, in the
    form of `db.query.event.encode_members`, and `member_left` is a removed member. `changes` is JSON; it is
    null, as is who made the change, for events of before migration 0007. An event outlives a purged image.
    """

    id = Column(row_number(), primary_key=True, autoincrement=True)
    position: Named[int | None] = Column(BigInteger)
    image_id: Named[str] = Column(short_text(36))
    type: Named[str] = Column(short_text(8))
    changed_fields: Named[str] = Column(long_text())
    occurred_at: Named[datetime] = Column(time())
    visibility: Named[str] = Column(short_text(9))
    owner: Named[str | None] = Column(short_text(255))
    visibility_before: Named[str | None] = Column(short_text(9))
    owner_before: Named[str | None] = Column(short_text(255))
    members: Named[str] = Column(long_text())
    member_left: Named[str | None] = Column(short_text(255))
    actor_user: Named[str | None] = Column(short_text(255))
    actor_project: Named[str | None] = Column(short_text(255))
    request_id: Named[str | None] = Column(short_text(255))
    changes: Named[str | None] = Column(long_text())


image_events = Table(
    "image_events",
    metadata,
    EventColumns,
    UniqueConstraint("position"),
    Index("ix_image_events_image_id_position", "image_id", "position"),
    one_of("type", EVENT_TYPES),
)


class DeletionColumns(TypedColumns):
    """The status of a deleted image before its deletion, if it is known; `id` is the image's."""

    id = Column(short_text(36), primary_key=True)
    status: Named[str] = Column(short_text(30))


image_deletions = Table("image_deletions", metadata, DeletionColumns, one_of("status", STATUSES[:-1]))


class PurgedColumns(TypedColumns):
    """The ids of purged images, which stay taken (rules §2)."""

    id = Column(short_text(36), primary_key=True)


purged_images = Table("purged_images", metadata, PurgedColumns)
