"""The one statement of a read: a page of images, and of each the wanted columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select, true
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite

from db.image import IMAGE_FIELDS, ImageTable
from db.location import locations_json
from db.member import members_json
from db.page import ImageRows, Page, at_most, image_page
from db.property import properties_json, property_map_json, property_value
from db.spelling import quoted
from db.tables import images
from db.tag import tags_json
from db.visibility import Sight
from db.wanted import TYPENAME, Wanted


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the answer: its key there, and how the driver's value becomes the answer's.

    A `json` column holds finished JSON text.
    """

    key: str
    convert: Callable[[Any], object] | None = None
    json: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """Compiled once: SQL for the driver, its parameters in order, and what its columns are.

    The `hidden` first columns are for the reader, not the answer: with a marker whether it was found
    and the row's id (null behind the last row), otherwise the row's id if it was asked for.
    """

    sql: str
    parameters: tuple[str, ...]
    columns: tuple[Column, ...]
    hidden: int


ChildSQL = Callable[[Wanted, ImageTable, Sight], ColumnElement[Any]]

# A child's SQL, and whether it gives JSON.
CHILDREN: Mapping[str, tuple[ChildSQL, bool]] = {
    "properties": (properties_json, True),
    "property_map": (property_map_json, True),
    "property": (property_value, False),
    "tags": (tags_json, True),
    "members": (members_json, True),
    "locations": (locations_json, True),
}


def read_statement(wanted: Sequence[Wanted], rows: ImageRows, *, glance: bool) -> Statement:
    """Exactly the wanted columns of exactly the rows."""
    page = image_page(rows, _page_columns(wanted, rows.sight), glance=glance)
    image = ImageTable(page.rows, glance)
    columns: list[Column] = []
    expressions: list[ColumnElement[Any]] = []
    for field in wanted:
        if field.field == TYPENAME:
            expressions.append(quoted(field.typename))
            columns.append(Column(field.key))
        elif field.field in IMAGE_FIELDS:
            plain = IMAGE_FIELDS[field.field]
            expressions.append(plain.sql(*(image.column(name) for name in plain.columns)))
            columns.append(Column(field.key, plain.convert))
        else:
            child, json = CHILDREN[field.field]
            expressions.append(child(field, image, rows.sight))
            columns.append(Column(field.key, json=json))
    hidden = [page.rows.c.id] if page.marker is not None or rows.by == "ids" else []
    labelled = [expression.label(f"c{at}") for at, expression in enumerate(expressions)]
    answer = _answer(rows, page, [*hidden, *labelled])
    compiled = answer.compile(dialect=SQLiteDialect_aiosqlite(paramstyle="qmark"))
    return Statement(
        sql=str(compiled),
        parameters=tuple(compiled.positiontup or ()),
        columns=tuple(columns),
        hidden=len(hidden) + (page.marker is not None),
    )


def _page_columns(wanted: Sequence[Wanted], sight: Sight) -> list[str]:
    """The columns that the page must bring along: those of the wanted fields, and no others."""
    needed = {"id"}
    for field in wanted:
        if field.field in IMAGE_FIELDS:
            needed.update(IMAGE_FIELDS[field.field].columns)
        elif field.field in CHILDREN and sight.tombstones:
            needed.update(("deleted", "deleted_at"))
        if field.field == "members" and sight.caller == "project":
            needed.update(("owner", "visibility"))
    return [column.name for column in images.c if column.name in needed]


def _answer(rows: ImageRows, page: Page, columns: list[ColumnElement[Any]]) -> Select[*tuple[Any, ...]]:
    if rows.by != "list":
        return select(*columns).select_from(page.rows)
    if page.marker is not None:
        # One row at least, so that a marker nobody sees differs from a page behind the last image.
        found = select(exists(select(page.marker.c.id)).label("marked")).subquery("found")
        return select(found.c.marked, *columns).select_from(found.outerjoin(page.rows, true()))
    # The outer limit keeps SQLite from merging the page into this query, which would compute the
    # children of rows that a sort then drops. The page is in order, and nothing reorders it.
    return at_most(select(*columns).select_from(page.rows))
