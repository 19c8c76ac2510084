"""Live child rows of an image, and the child rows that were deleted with their image."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, true
from sqlalchemy.sql import FromClause

from db.dialect.scalars import hide_from_index, subtract
from db.rows.source import ImageTable
from db.tables import image_members

# Glance stamps the children of a deleted image some milliseconds before the image (rules §6).
DELETION_WINDOW = timedelta(seconds=2)


def is_live(child: FromClause, image: ImageTable, include_deleted: bool) -> ColumnElement[bool]:
    """Whether a child row is live or, with `include_deleted`, was deleted with its image."""
    deleted: ColumnElement[Any] = child.c.deleted
    here = hide_from_index(deleted) == false()
    if not include_deleted:
        return here
    went = and_(
        image.column("deleted") == true(),
        child.c.deleted_at >= subtract(image.column("deleted_at"), DELETION_WINDOW),
    )
    return or_(here, went)


def is_live_membership(image: ImageTable, include_deleted: bool) -> ColumnElement[bool]:
    """As `is_live`, for members: of several rows of one project only the last counts.

    A Glance table keeps a row for each removal; Glimpse's has one row.
    """
    here = is_live(image_members, image, include_deleted)
    if not include_deleted:
        return here
    member, later = image_members.c, image_members.alias("later")
    followed = exists().where(
        later.c.image_id == member.image_id, later.c.member == member.member, later.c.id > member.id
    )
    return and_(here, ~followed)
