"""Live rows of an image's children, and those that a deleted image had when it was deleted."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.sql import FromClause

from db.image import ImageTable
from db.spelling import off_index, two_seconds_before


def live(child: FromClause, image: ImageTable, tombstones: bool) -> ColumnElement[bool]:
    """Whether a child row counts: it is not deleted or, with tombstones, went with its image.

    Glance stamps the children some milliseconds before the image, hence two seconds (behaviour §6).
    """
    deleted: ColumnElement[Any] = child.c.deleted
    here = off_index(deleted) == false()
    if not tombstones:
        return here
    went = and_(
        image.column("deleted") == true(),
        child.c.deleted_at >= two_seconds_before(image.column("deleted_at")),
    )
    return or_(here, went)
