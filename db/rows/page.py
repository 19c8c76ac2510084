"""The page of images that a read selects its columns from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import CTE, BigInteger, ColumnElement, Integer, bindparam, select
from sqlalchemy.sql import FromClause

from db.dialect.clauses import is_key_in, materialized
from db.rows.condition import ALWAYS, Condition
from db.rows.groups.distinct import matching_branches
from db.rows.identity import find_id, find_ids
from db.rows.keyset import after_marker
from db.rows.matching import Distinct, MatchingImages, select_columns, select_stored
from db.rows.order import Order
from db.rows.ordered_merge import merge_branches
from db.rows.source import ImageTable
from db.rows.visibility import ViewerScope, is_visible
from db.tables import images


class ImageRows(NamedTuple):
    """Which images; operands are bind parameters, so that equal shapes share a statement.

    `by` determines the parameters: `id`; a JSON list `ids`; or a list's `limit`, `marker` and `offset`.
    """

    viewer: ViewerScope
    by: Literal["id", "ids", "list"]
    condition: Condition = ALWAYS
    order: Order = ()
    has_marker: bool = False
    has_offset: bool = False
    distinct: Distinct | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """`marker` is the marked image, empty if the caller sees no such image; None without a marker.

    Images of a Glance database that are read by `ids` have their id as it was given, as `spelled`.
    """

    rows: FromClause
    marker: CTE | None = None


def image_page(rows: ImageRows, names: Sequence[str], stored: ImageTable) -> Page:
    """The rows with the columns in `names`, in order; of a list at most `limit`."""
    if rows.by == "list":
        return _list_page(rows, names, stored)
    seen = select_columns(stored, names).where(is_visible(rows.viewer, stored))
    if rows.by == "id":
        return Page(seen.where(images.c.id == _stored_id("id", stored)).subquery("page"))
    if stored.is_glance:
        requested = materialized(find_ids(bindparam("ids")), "requested")
        # One id may be given in two spellings.
        spelled = seen.add_columns(requested.c.spelled).join(requested, requested.c.id == images.c.id)
        return Page(spelled.subquery("page"))
    return Page(seen.where(is_key_in(images.c.id, bindparam("ids"))).subquery("page"))


def _stored_id(parameter: str, stored: ImageTable) -> ColumnElement[Any]:
    """The id in a bind parameter; in a Glance database the stored spelling."""
    spelled: ColumnElement[Any] = bindparam(parameter)
    return find_id(spelled) if stored.is_glance else spelled


def _list_page(rows: ImageRows, names: Sequence[str], stored: ImageTable) -> Page:
    matching = MatchingImages(rows.viewer, rows.condition, rows.distinct)
    parts = matching_branches(matching, stored, rows.order).in_order(rows.order, names)
    marker = _marked_image(rows, stored) if rows.has_marker else None
    most = bindparam("limit", type_=Integer)
    if marker is not None:
        values = [select(marker.c[key.column]).scalar_subquery() for key in rows.order]
        ranges = after_marker(rows.order, values)
        return Page(merge_branches(parts, ranges, rows.order, most).subquery("page"), marker)
    if rows.has_offset:
        # More than 32 bits where the offset is the largest.
        most_in_all = bindparam("offset_and_limit", type_=BigInteger)
        page = merge_branches(parts, [], rows.order, most_in_all)
        return Page(page.limit(most).offset(bindparam("offset")).subquery("page"))
    return Page(merge_branches(parts, [], rows.order, most).subquery("page"))


def _marked_image(rows: ImageRows, stored: ImageTable) -> CTE:
    """The marker with its order keys: any image that the caller sees by id, also outside the filter."""
    by_id = ViewerScope(rows.viewer.kind, "visible", rows.viewer.include_deleted)
    names = dict.fromkeys(["id", *(key.column for key in rows.order)])
    marked = select_stored(stored, list(names), by_id)
    return marked.where(images.c.id == _stored_id("marker", stored), is_visible(by_id, stored)).cte("marker")
