"""What the rows of properties, tags, members and locations have in common when a change writes them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam

# By images, when each of them changes.
Times = Mapping[str, datetime]


def in_ids(column: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether it is one of the ids that the bind parameter `ids` lists, in a statement of a change."""
    return column.in_(bindparam("ids", expanding=True))


# What a row that was removed gets to be live again.
REVIVED: Mapping[str, Any] = {"deleted": False, "deleted_at": None}


def removal_values(now: datetime) -> dict[str, Any]:
    """What a row gets that is removed; it keeps all else."""
    return {"updated_at": now, "deleted": True, "deleted_at": now}


def new_row(image_id: str, now: datetime) -> dict[str, Any]:
    """The columns that every new child has."""
    return {"image_id": image_id, "created_at": now, "updated_at": now, "deleted": False}
