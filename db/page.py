"""Which images a read is about: the page that the wanted columns are then selected from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from sqlalchemy import CTE, CompoundSelect, Select, and_, bindparam, select, union_all
from sqlalchemy.sql import FromClause

from db.condition import ALWAYS, Condition, Where
from db.image import ImageTable
from db.order import Order, following, order_terms
from db.spelling import number, values_of
from db.tables import images
from db.visibility import Sight, visible


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
    chosen = select(*(stored.column(name).label(name) for name in names)).where(
        and_(visible(rows.sight, stored), Where(stored, rows.sight).sql(rows.condition))
    )
    if rows.by == "id":
        return Page(chosen.where(images.c.id == bindparam("id")).subquery("page"))
    if rows.by == "ids":
        return Page(chosen.where(images.c.id.in_(values_of(bindparam("ids")))).subquery("page"))
    chosen = chosen.order_by(*order_terms(rows.order, stored))
    if rows.marker:
        marker = _marked_image(rows, stored)
        return Page(_after(marker, rows.order, chosen, stored), marker)
    chosen = at_most(chosen)
    return Page((chosen.offset(bindparam("offset")) if rows.offset else chosen).subquery("page"))


def _marked_image(rows: ImageRows, stored: ImageTable) -> CTE:
    """The marker with its order keys: any image the caller sees by id, in or out of the filter."""
    by_id = Sight(rows.sight.caller, "visible", rows.sight.tombstones)
    names = dict.fromkeys(["id", *(key.column for key in rows.order)])
    return (
        select(*(stored.column(name).label(name) for name in names))
        .where(images.c.id == bindparam("marker"), visible(by_id, stored))
        .cte("marker")
    )


def _after(marker: CTE, order: Order, chosen: Select[*tuple[Any, ...]], stored: ImageTable) -> FromClause:
    values = [select(marker.c[key.column]).scalar_subquery() for key in order]
    parts = [at_most(chosen.where(behind)) for behind in following(order, stored, values)]
    if len(parts) == 1:
        return parts[0].subquery("page")
    ranges = [select(part.subquery(f"range{at}")) for at, part in enumerate(parts)]
    return at_most(union_all(*ranges)).subquery("page")
