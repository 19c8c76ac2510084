"""How a child list becomes one JSON column: rows in order, objects of the wanted fields."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.sql import FromClause

from db.spelling import json_object, quoted
from db.wanted import TYPENAME, Wanted

# The listed row's columns -> the field's JSON.
ChildField = Callable[[Any], ColumnElement[Any]]


def object_of(wanted: Wanted, row: object, fields: Mapping[str, ChildField]) -> ColumnElement[str]:
    """A JSON object with exactly the wanted fields, under their keys in the answer."""
    return json_object(
        [
            (
                child.key,
                quoted(child.typename) if child.field == TYPENAME else fields[child.field](row),
            )
            for child in wanted.children
        ]
    )


def json_of(aggregate: ColumnElement[str], rows: FromClause) -> ColumnElement[str]:
    return select(aggregate).select_from(rows).scalar_subquery()
