"""Which images a read is about: the page that the wanted columns are then selected from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from sqlalchemy import CTE, CompoundSelect, Integer, Select, bindparam, select, union_all
from sqlalchemy.sql import FromClause

from db.condition import ALWAYS, Condition, Where
from db.image import ImageTable
from db.order import Order, following, order_terms
from db.spelling import number, values_of
from db.tables import images
from db.visibility import Sight, in_scope, visible, ways_to_see


@dataclass(frozen=True, slots=True)
class ImageRows:
    """Which images; operands are bind parameters, so reads of one shape share a statement.

    `by` tells the parameters: `id`; a JSON list `ids`; or a list's `limit`, `marker` and `offset`.
    """

    sight: Sight
    by: Literal["id", "ids", "list"]
    condition: Condition = ALWAYS
    order: Order = ()
    marker: bool = False
    offset: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """`marker` is the marked image, empty if the caller sees none; None if the list has no marker."""

    rows: FromClause
    marker: CTE | None = None


Limited = TypeVar("Limited", Select[*tuple[Any, ...]], CompoundSelect[*tuple[Any, ...]])


def at_most(rows: Limited) -> Limited:
    """The first `limit` rows; the offset is spelled out, or SQLAlchemy adds one as a parameter."""
    return rows.limit(bindparam("limit")).offset(number(0))


def image_page(rows: ImageRows, names: Sequence[str], *, glance: bool) -> Page:
    """The rows with the columns of `names`, in order, at most `limit`."""
    stored = ImageTable(images, glance)
    condition = Where(stored, rows.sight).sql(rows.condition)
    if rows.by == "list":
        ways = ways_to_see(rows.sight, stored)
        if len(ways) > 1:
            # What several ways give is put in order, for which the keys must be there.
            names = list(dict.fromkeys([*names, *(key.column for key in rows.order)]))
        chosen = _columns(stored, names).where(in_scope(rows.sight, stored), condition)
        chosen = chosen.order_by(*order_terms(rows.order, stored))
        return _list_page(rows, [chosen.where(way) for way in ways], stored)
    seen = _columns(stored, names).where(visible(rows.sight, stored), condition)
    if rows.by == "id":
        return Page(seen.where(images.c.id == bindparam("id")).subquery("page"))
    return Page(seen.where(images.c.id.in_(values_of(bindparam("ids")))).subquery("page"))


def _columns(stored: ImageTable, names: Sequence[str]) -> Select[*tuple[Any, ...]]:
    return select(*(stored.column(name).label(name) for name in names))


def _list_page(rows: ImageRows, ways: Sequence[Select[*tuple[Any, ...]]], stored: ImageTable) -> Page:
    """Each way to see an image gives its first rows along an index of its own; they are then merged."""
    marker = _marked_image(rows, stored) if rows.marker else None
    if marker is not None:
        values = [select(marker.c[key.column]).scalar_subquery() for key in rows.order]
        ranges = following(rows.order, stored, values)
        # Of one way the ranges follow each other; of several their rows are put in order below.
        parts = [at_most(way.where(behind)) for way in ways for behind in ranges]
    elif rows.offset:
        most = bindparam("limit", type_=Integer) + bindparam("offset", type_=Integer)
        parts = [way.limit(most).offset(number(0)) for way in ways]
    else:
        parts = [at_most(way) for way in ways]
    if len(parts) == 1:
        return Page(_skipped(rows, parts[0]).subquery("page"), marker)
    listed = union_all(*(select(part.subquery(f"range{at}")) for at, part in enumerate(parts)))
    if len(ways) == 1:
        return Page(at_most(listed).subquery("page"), marker)
    merged = listed.subquery("merged")
    in_order = select(merged).order_by(*order_terms(rows.order, ImageTable(merged)))
    return Page(_skipped(rows, at_most(in_order)).subquery("page"), marker)


def _skipped(rows: ImageRows, page: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    if not rows.offset:
        return page
    return page.limit(bindparam("limit")).offset(bindparam("offset"))


def _marked_image(rows: ImageRows, stored: ImageTable) -> CTE:
    """The marker with its order keys: any image the caller sees by id, in or out of the filter."""
    by_id = Sight(rows.sight.caller, "visible", rows.sight.tombstones)
    names = dict.fromkeys(["id", *(key.column for key in rows.order)])
    return (
        select(*(stored.column(name).label(name) for name in names))
        .where(images.c.id == bindparam("marker"), visible(by_id, stored))
        .cte("marker")
    )
