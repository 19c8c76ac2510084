"""How a child list becomes one JSON column: rows in order, objects of the wanted fields."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.sql import FromClause

from db.field import Field
from db.wanted import TYPENAME, Wanted, wanted_json


def wanted_columns(
    wanted: Wanted, table: FromClause, fields: Mapping[str, Field]
) -> list[ColumnElement[Any]]:
    """The columns of the wanted fields, and no others; one at least, for a row is an object."""
    names = {
        name for child in wanted.children if child.field != TYPENAME for name in fields[child.field].columns
    }
    return [column for column in table.c if column.name in names] or [table.c.id]


def object_of(wanted: Wanted, row: FromClause, fields: Mapping[str, Field]) -> ColumnElement[str]:
    """A JSON object with exactly the wanted fields."""
    return wanted_json(wanted.children, lambda child: fields[child.field].of(row.c.__getitem__))


# By images, when each of them changes.
Times = Mapping[str, datetime]


def in_ids(column: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether it is one of the ids that the bind parameter `ids` lists, in a statement of a change."""
    return column.in_(bindparam("ids", expanding=True))


# What a row that was removed gets to be live again.
LIVE: Mapping[str, Any] = {"deleted": False, "deleted_at": None}


def removed(now: datetime) -> dict[str, Any]:
    """What a row gets that is removed; it keeps all else."""
    return {"updated_at": now, "deleted": True, "deleted_at": now}


def new_row(image_id: str, now: datetime) -> dict[str, Any]:
    """The columns that every new child has."""
    return {"image_id": image_id, "created_at": now, "updated_at": now, "deleted": False}
