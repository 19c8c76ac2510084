"""Statistics over the images that match; each part is computed only if it is selected."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, func, select

from db.dialect.average import average
from db.dialect.scalars import long_sum
from db.fields.facet import FACETS, facet_columns, facet_json, is_counted_by_index
from db.fields.histogram import histogram_columns, histogram_json
from db.fields.image import in_table_order
from db.fields.selection import RequestedField, fields_json
from db.rows.index_counts import count_by_index
from db.rows.matching import MatchingBranches
from db.rows.ordered_merge import all_rows
from db.rows.source import COVERED_COLUMNS, ImageTable
from db.rows.visibility import ViewerScope

STATISTICS_FIELDS: Mapping[str, Callable[[ColumnElement[Any]], ColumnElement[Any]]] = {
    "count": func.count,
    "sum": long_sum,
    "min": func.min,
    "max": func.max,
    "average": average,
}


def _count(_: RequestedField, _image: ImageTable, _viewer: ViewerScope) -> ColumnElement[int]:
    return func.count()


def _statistics(requested: RequestedField, image: ImageTable, _: ViewerScope) -> ColumnElement[str]:
    column = image.column(requested.field)
    return fields_json(requested.children, lambda child: STATISTICS_FIELDS[child.field](column))


AggregateSQL = Callable[[RequestedField, ImageTable, ViewerScope], ColumnElement[Any]]

# The fields that one pass over all images computes.
SCALAR_FIELDS: Mapping[str, AggregateSQL] = {
    "count": _count,
    "size": _statistics,
    "virtual_size": _statistics,
}

AGGREGATE_FIELDS: Mapping[str, AggregateSQL] = {
    **SCALAR_FIELDS,
    **{name: partial(facet_json, facet) for name, facet in FACETS.items()},
    "by_created_at": histogram_json,
}


def matching_images(matches: MatchingBranches, parts: Sequence[RequestedField]) -> ImageTable:
    """All images that match, with the columns that the requested parts need.

    A single reader reads the stored images directly, or an index that has the columns; for several
    readers the images are found once.
    """
    names = {name for part in parts for name in _columns(part, matches.viewer)}
    unseen = None if matches.is_filtered else matches.unseen
    joined = [part for part in parts if part.field in FACETS and FACETS[part.field].is_of_children]
    if unseen is not None:
        joined = [part for part in joined if not is_counted_by_index(part)]
    stored = matches.stored
    # SQLite finds the rows of all images and their children, if it needs them, soonest as they are stored.
    reads_all_rows = stored.dialect == "sqlite" and matches.viewer.kind == "administrator"
    is_covered = not (reads_all_rows and (joined or not names <= COVERED_COLUMNS))
    found = matches.in_any_order(in_table_order(names) or ["id"], is_covered=is_covered)
    return ImageTable(all_rows(found).cte("matching"), stored.is_glance, stored.dialect, unseen=unseen)


def matching_count(matches: MatchingBranches, image: ImageTable) -> ColumnElement[int]:
    """How many images match; `image` has all of them."""
    unseen, by_index = matches.unseen, None
    if unseen is not None:
        by_index = count_by_index(matches.condition, matches.viewer, matches.stored, unseen)
    return select(func.count()).select_from(image.source).scalar_subquery() if by_index is None else by_index


def _columns(part: RequestedField, viewer: ViewerScope) -> set[str]:
    if part.field in FACETS:
        return facet_columns(part, viewer)
    if part.field == "by_created_at":
        return histogram_columns(part)
    return {part.field} & {"size", "virtual_size"}


def _is_number(part: RequestedField) -> bool:
    """Whether it needs a pass over the images, which gives one row; `size { __typename }` does not."""
    return part.field == "count" or (
        part.field in SCALAR_FIELDS and any(child.field in STATISTICS_FIELDS for child in part.children)
    )


def aggregate_json(
    parts: Sequence[RequestedField], image: ImageTable, viewer: ViewerScope
) -> ColumnElement[str]:
    """The requested parts as one JSON object, over all images in the table."""
    json = fields_json(parts, lambda part: AGGREGATE_FIELDS[part.field](part, image, viewer))
    if not any(_is_number(part) for part in parts):
        # Facets are subqueries of their own.
        return json
    return select(json).select_from(image.source).correlate(None).scalar_subquery()
