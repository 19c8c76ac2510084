"""The one statement of a read: rows and their requested fields."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, assert_never

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    exists,
    select,
    true,
)

from db.dialect.clauses import limit_to
from db.dialect.json import as_json_bytes
from db.dialect.odd_rows import OddRows
from db.dialect.sqlalchemy_dialects import read_dialect
from db.dialect.variants import DialectName
from db.fields.image import image_columns, image_json
from db.fields.selection import RequestedField
from db.query.aggregate import aggregate_json, matching_images
from db.query.connection import Connection
from db.query.event import ImageEvents, image_event_rows
from db.rows.matching import MatchingBranches, MatchingImages
from db.rows.page import ImageRows, Page, image_page
from db.rows.probe_limits import DEFAULT_PROBE_LIMITS, ProbeLimits
from db.rows.source import ImageTable
from db.rows.window import ImageWindow
from db.store import Statement
from db.tables import images

# Images, a connection, statistics over all that match, or events.
Read = ImageRows | ImageWindow | MatchingImages | ImageEvents

Answer = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]


def read_statement(
    requested: Sequence[RequestedField],
    read: Read,
    *,
    is_glance: bool,
    dialect: DialectName = "sqlite",
    probe_limits: ProbeLimits = DEFAULT_PROBE_LIMITS,
    odd_rows: OddRows | None = None,
) -> Statement:
    """Reads exactly the requested fields of exactly the rows."""
    stored = ImageTable(images, is_glance, dialect, probe_limits=probe_limits)
    match read:
        case ImageRows():
            answer: Answer = _images(requested, read, stored)
        case ImageWindow():
            answer = Connection(requested, read, stored).rows()
        case MatchingImages():
            answer = _aggregate(requested, read, stored)
        case ImageEvents():
            answer = image_event_rows(requested, read, stored)
        case _:
            assert_never(read)
    return compile_statement(answer, dialect, is_glance=is_glance, odd_rows=odd_rows)


def compile_statement(
    answer: Answer, dialect: DialectName, *, is_glance: bool = False, odd_rows: OddRows | None = None
) -> Statement:
    text = answer.compile(dialect=read_dialect(dialect, is_glance=is_glance, odd_rows=odd_rows))
    return Statement(str(text), tuple(text.positiontup or ()))


def _images(
    requested: Sequence[RequestedField], rows: ImageRows, stored: ImageTable
) -> Select[*tuple[Any, ...]]:
    page = image_page(rows, image_columns(requested, rows.viewer), stored)
    key = page.rows.c.get("spelled", page.rows.c.id)
    hidden = [key] if page.marker is not None or rows.by == "ids" else []
    image = as_json_bytes(image_json(requested, replace(stored, source=page.rows), rows.viewer))
    return _answer(rows, page, [*hidden, image.label("image")])


def _aggregate(
    requested: Sequence[RequestedField], matching: MatchingImages, stored: ImageTable
) -> Select[*tuple[Any, ...]]:
    image = matching_images(MatchingBranches(matching, stored), requested)
    return select(as_json_bytes(aggregate_json(requested, image, matching.viewer)).label("aggregate"))


def _answer(rows: ImageRows, page: Page, columns: list[ColumnElement[Any]]) -> Select[*tuple[Any, ...]]:
    if rows.by != "list":
        return select(*columns).select_from(page.rows)
    if page.marker is not None:
        # At least one row, so that an invisible marker differs from a page after the last image.
        found = select(exists(select(page.marker.c.id)).label("marked")).subquery("found")
        return select(found.c.marked, *columns).select_from(found.outerjoin(page.rows, true()))
    # The outer limit keeps SQLite from merging the page into this query: it would compute the
    # children of rows that a sort then drops. The page is ordered, and stays so.
    return limit_to(select(*columns).select_from(page.rows), bindparam("limit", type_=Integer))
