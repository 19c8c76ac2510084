"""Common values of the rows of properties, tags, members and locations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam

# The time of the change for each image id.
Times = Mapping[str, datetime]


def in_ids(column: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the column is one of the bind parameter `ids`, which SQLAlchemy expands."""
    return column.in_(bindparam("ids", expanding=True))


# The values that make a removed row live again.
REVIVED: Mapping[str, Any] = {"deleted": False, "deleted_at": None}


def removal_values(now: datetime) -> dict[str, Any]:
    """The values that remove a row softly; its other columns stay."""
    return {"updated_at": now, "deleted": True, "deleted_at": now}


def new_row(image_id: str, now: datetime) -> dict[str, Any]:
    """The values that every new child has."""
    return {"image_id": image_id, "created_at": now, "updated_at": now, "deleted": False}
