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
from db.spelling import json_object, quoted
from db.tables import images
from db.tag import tags_json
from db.visibility import Sight
from db.wanted import TYPENAME, Wanted


@dataclass(frozen=True, slots=True)
class Statement:
    """Compiled once: SQL for the driver, and its parameters in order.

    The last column of a row is the finished JSON of an image. Before it, for the reader, stand with a
    marker whether it was found and the row's id (null behind the last row), and the id if images are
    read by several ids.
    """

    sql: str
    parameters: tuple[str, ...]


ChildSQL = Callable[[Wanted, ImageTable, Sight], ColumnElement[Any]]

CHILDREN: Mapping[str, ChildSQL] = {
    "properties": properties_json,
    "property_map": property_map_json,
    "property": property_value,
    "tags": tags_json,
    "members": members_json,
    "locations": locations_json,
}


def read_statement(wanted: Sequence[Wanted], rows: ImageRows, *, glance: bool) -> Statement:
    """Exactly the wanted fields of exactly the rows."""
    page = image_page(rows, _page_columns(wanted, rows.sight), glance=glance)
    image = ImageTable(page.rows, glance)
    members = [(field.key, _field_sql(field, image, rows.sight)) for field in wanted]
    hidden = [page.rows.c.id] if page.marker is not None or rows.by == "ids" else []
    answer = _answer(rows, page, [*hidden, json_object(members).label("image")])
    compiled = answer.compile(dialect=SQLiteDialect_aiosqlite(paramstyle="qmark"))
    return Statement(str(compiled), tuple(compiled.positiontup or ()))


def _field_sql(field: Wanted, image: ImageTable, sight: Sight) -> ColumnElement[Any]:
    if field.field == TYPENAME:
        return quoted(field.typename)
    if field.field in IMAGE_FIELDS:
        return IMAGE_FIELDS[field.field].of(image.column)
    return CHILDREN[field.field](field, image, sight)


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
