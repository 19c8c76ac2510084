"""The one statement of a read: a page of images, and of each the wanted columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from sqlalchemy import ColumnElement, CompoundSelect, Integer, Select, bindparam, exists, select, true
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite

from db.aggregate import aggregate_json, matching_images
from db.connection import Connection
from db.image import ImageTable
from db.image_json import image_columns, image_json
from db.matching import Matches, Matching
from db.page import ImageRows, Page, image_page
from db.spelling import at_most, finished
from db.tables import images
from db.wanted import Wanted
from db.window import ImageWindow


@dataclass(frozen=True, slots=True)
class Statement:
    """Compiled once: SQL for the driver, and its parameters in order.

    The last column of a row is finished JSON: of an image, or of statistics. Before it, for the reader,
    stand with a marker whether it was found and the row's id (null behind the last row), and the id if
    images are read by several ids. The rows of a connection are those of `db.connection`.
    """

    sql: str
    parameters: tuple[str, ...]


# Images one by one, a connection of them, or statistics over all that match.
Read = ImageRows | ImageWindow | Matching


def read_statement(wanted: Sequence[Wanted], read: Read, *, glance: bool) -> Statement:
    """Exactly the wanted fields of exactly the rows."""
    match read:
        case ImageRows():
            return _compiled(_images(wanted, read, glance))
        case ImageWindow():
            return _compiled(Connection(wanted, read, glance=glance).rows())
        case Matching():
            return _compiled(_aggregate(wanted, read, glance))
        case _:
            assert_never(read)


def _compiled(answer: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]) -> Statement:
    compiled = answer.compile(dialect=SQLiteDialect_aiosqlite(paramstyle="qmark"))
    return Statement(str(compiled), tuple(compiled.positiontup or ()))


def _images(wanted: Sequence[Wanted], rows: ImageRows, glance: bool) -> Select[*tuple[Any, ...]]:
    page = image_page(rows, image_columns(wanted, rows.sight), glance=glance)
    hidden = [page.rows.c.id] if page.marker is not None or rows.by == "ids" else []
    image = finished(image_json(wanted, ImageTable(page.rows, glance), rows.sight))
    return _answer(rows, page, [*hidden, image.label("image")])


def _aggregate(wanted: Sequence[Wanted], matching: Matching, glance: bool) -> Select[*tuple[Any, ...]]:
    image = matching_images(Matches(matching, ImageTable(images, glance)), wanted)
    return select(finished(aggregate_json(wanted, image, matching.sight)).label("aggregate"))


def _answer(rows: ImageRows, page: Page, columns: list[ColumnElement[Any]]) -> Select[*tuple[Any, ...]]:
    if rows.by != "list":
        return select(*columns).select_from(page.rows)
    if page.marker is not None:
        # One row at least, so that a marker nobody sees differs from a page behind the last image.
        found = select(exists(select(page.marker.c.id)).label("marked")).subquery("found")
        return select(found.c.marked, *columns).select_from(found.outerjoin(page.rows, true()))
    # The outer limit keeps SQLite from merging the page into this query, which would compute the
    # children of rows that a sort then drops. The page is in order, and nothing reorders it.
    return at_most(select(*columns).select_from(page.rows), bindparam("limit", type_=Integer))
