"""The one statement of a read: rows and their requested fields."""

from collections.abc import Mapping, Sequence
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
from db.dialect.hash_joins import HASH_JOIN_SETTINGS
from db.dialect.json import as_json_bytes
from db.dialect.long_sorts import long_sort_settings, with_settings
from db.dialect.odd_rows import OddRows
from db.dialect.sqlalchemy_dialects import read_dialect
from db.dialect.variants import DialectName
from db.fields.image import image_columns, image_json
from db.fields.selection import RequestedField
from db.query.aggregate import aggregate_json, matching_images
from db.query.connection import Connection
from db.query.event import ImageEvents, image_event_rows
from db.query.event_connection import EventConnection, EventWindow
from db.rows.groups.distinct import matching_branches, scans_properties
from db.rows.matching import MatchingImages
from db.rows.order import place_in_order, property_columns
from db.rows.ordered_merge import loses_order
from db.rows.page import ImageRows, Page, image_page
from db.rows.probe_limits import DEFAULT_PROBE_LIMITS, ProbeLimits
from db.rows.source import ImageTable, is_property_column
from db.rows.window import ImageWindow
from db.store import Statement
from db.tables import images

# Images, a connection, statistics over all that match, events for a subscriber, or a connection of events.
Read = ImageRows | ImageWindow | MatchingImages | ImageEvents | EventWindow

Answer = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]


def read_statement(
    requested: Sequence[RequestedField],
    read: Read,
    *,
    is_glance: bool,
    dialect: DialectName = "sqlite",
    probe_limits: ProbeLimits = DEFAULT_PROBE_LIMITS,
    odd_rows: OddRows | None = None,
    is_read_only: bool = False,
) -> Statement:
    """Reads exactly the requested fields of exactly the rows."""
    stored = ImageTable(
        images, is_glance, dialect, probe_limits=probe_limits, is_read_only=is_read_only or is_glance
    )
    match read:
        case ImageRows():
            answer: Answer = _images(requested, read, stored)
        case ImageWindow():
            answer = Connection(requested, read, stored).rows()
        case MatchingImages():
            answer = _aggregate(requested, read, stored)
        case ImageEvents():
            answer = image_event_rows(requested, read, stored)
        case EventWindow():
            answer = EventConnection(requested, read, stored).rows()
        case _:
            assert_never(read)
    statement = compile_statement(answer, dialect, is_glance=is_glance, odd_rows=odd_rows)
    settings = _settings(read, stored) if dialect == "mariadb" else {}
    return replace(statement, sql=with_settings(statement.sql, settings)) if settings else statement


def _settings(read: Read, stored: ImageTable) -> Mapping[str, str]:
    """The settings of a statement on MariaDB; none if it neither orders nor groups by properties."""
    match read:
        case ImageRows(order=order):
            matching = MatchingImages(read.viewer, read.condition, read.distinct)
        case ImageWindow(matching=matching, order=order):
            pass
        case _:
            return {}
    keys = () if matching.distinct is None else matching.distinct.keys
    properties = {*property_columns(order), *filter(is_property_column, keys)}
    if not properties:
        return {}
    joins_by_hash = HASH_JOIN_SETTINGS if scans_properties(matching, stored, order) else {}
    return {**long_sort_settings(len(properties)), **joins_by_hash}


def compile_statement(
    answer: Answer, dialect: DialectName, *, is_glance: bool = False, odd_rows: OddRows | None = None
) -> Statement:
    text = answer.compile(dialect=read_dialect(dialect, is_glance=is_glance, odd_rows=odd_rows))
    return Statement(str(text), tuple(text.positiontup or ()))


def _images(
    requested: Sequence[RequestedField], rows: ImageRows, stored: ImageTable
) -> Select[*tuple[Any, ...]]:
    names = image_columns(requested, rows.viewer)
    is_sorted_again = loses_order(rows.order, stored.dialect)
    if is_sorted_again:
        names = list(dict.fromkeys([*names, *(key.column for key in rows.order)]))
    page = image_page(rows, names, stored)
    key = page.rows.c.get("spelled", page.rows.c.id)
    hidden = [key] if page.marker is not None or rows.by == "ids" else []
    image = as_json_bytes(image_json(requested, replace(stored, source=page.rows), rows.viewer))
    answer = _answer(rows, page, [*hidden, image.label("image")])
    return answer.order_by(place_in_order(rows.order, ImageTable(page.rows))) if is_sorted_again else answer


def _aggregate(
    requested: Sequence[RequestedField], matching: MatchingImages, stored: ImageTable
) -> Select[*tuple[Any, ...]]:
    image = matching_images(matching_branches(matching, stored), requested)
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
