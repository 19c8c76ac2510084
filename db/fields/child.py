"""Lists of children as one JSON column: ordered rows as objects of the requested fields."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.sql import FromClause

from db.fields.field import Field
from db.fields.selection import TYPENAME, RequestedField, fields_json


def requested_columns(
    requested: RequestedField, table: FromClause, fields: Mapping[str, Field]
) -> list[ColumnElement[Any]]:
    """The columns of the requested fields only; at least one, because each row becomes an object."""
    names = {
        name
        for child in requested.children
        if child.field != TYPENAME
        for name in fields[child.field].columns
    }
    return [column for column in table.c if column.name in names] or [table.c.id]


def row_object_json(
    requested: RequestedField, row: FromClause, fields: Mapping[str, Field]
) -> ColumnElement[str]:
    """A JSON object with exactly the requested fields."""
    return fields_json(requested.children, lambda child: fields[child.field].of(row.c.__getitem__))
