"""How a child list becomes one JSON column: rows in order, objects of the wanted fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.sql import FromClause

from db.spelling import json_object, quoted
from db.wanted import TYPENAME, Wanted


@dataclass(frozen=True, slots=True)
class ChildField:
    """A field that is one expression over columns of the listed row, in the order they are named."""

    columns: tuple[str, ...]
    sql: Callable[..., ColumnElement[Any]]


def itself(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return column


def wanted_columns(
    wanted: Wanted, table: FromClause, fields: Mapping[str, ChildField]
) -> list[ColumnElement[Any]]:
    """The columns of the wanted fields, and no others; one at least, for a row is an object."""
    names = {
        name for child in wanted.children if child.field != TYPENAME for name in fields[child.field].columns
    }
    return [column for column in table.c if column.name in names] or [table.c.id]


def object_of(wanted: Wanted, row: FromClause, fields: Mapping[str, ChildField]) -> ColumnElement[str]:
    """A JSON object with exactly the wanted fields, under their keys in the answer."""
    return json_object(
        [
            (
                child.key,
                quoted(child.typename) if child.field == TYPENAME else _field_sql(fields[child.field], row),
            )
            for child in wanted.children
        ]
    )


def _field_sql(field: ChildField, row: FromClause) -> ColumnElement[Any]:
    return field.sql(*(row.c[name] for name in field.columns))


def json_of(aggregate: ColumnElement[str], rows: FromClause) -> ColumnElement[str]:
    return select(aggregate).select_from(rows).scalar_subquery()
