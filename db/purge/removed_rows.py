"""Finds and purges the rows that were removed from images before a time (rules §6)."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Delete, Integer, Select, Table, bindparam, delete, or_, select, true

from db.dialect.clauses import limit_to
from db.dialect.variants import DialectName
from db.query.statement import compile_statement
from db.rows.soft_delete import DELETION_WINDOW
from db.store import Statement, Transaction
from db.tables import images
from db.write.child import in_ids

# The images that stay, whose rows may go. The rows of one that is to be purged go with it.
_STAYING = (
    select(images.c.id)
    .where(
        in_ids(images.c.id),
        or_(
            images.c.deleted_at.is_(None),
            images.c.deleted_at >= bindparam("before", type_=images.c.deleted_at.type),
        ),
    )
    .order_by(images.c.id)
)
# A change that sets a removed property again revives its row, and holds this lock.
_LOCKED = _STAYING.with_for_update()


def rows_before(before: datetime) -> datetime:
    """Rows that were removed before this time belong to no image that was deleted at `before` or later.

    The rows of a deleted image were deleted at most two seconds before it.
    """
    return before - DELETION_WINDOW


def _is_old(table: Table) -> ColumnElement[bool]:
    old: ColumnElement[bool] = table.c.deleted_at < bindparam("rows_before", type_=table.c.deleted_at.type)
    return (table.c.deleted == true()) & old


def removed_rows_statement(table: Table, dialect: DialectName) -> Statement:
    """The next `limit` rows of a child behind the row id `after`, with their image ids."""
    rows = select(table.c.id, table.c.image_id).where(_is_old(table), table.c.id > bindparam("after"))
    return compile_statement(limit_to(rows.order_by(table.c.id), bindparam("limit", type_=Integer)), dialect)


async def purge_rows(
    tx: Transaction, table: Table, rows: Sequence[Sequence[Any]], before: datetime, *, write: bool
) -> int:
    """Purges those of the rows that are still removed, of images that stay; returns their number.

    With `write` false it only counts.
    """
    ids = sorted({image_id for _, image_id in rows})
    found = await tx.execute(_LOCKED if write else _STAYING, {"ids": ids, "before": before})
    staying = {image_id for (image_id,) in found}
    candidates = [row_id for row_id, image_id in rows if image_id in staying]
    if not candidates:
        return 0
    old = {"ids": candidates, "rows_before": rows_before(before)}
    removed = [row_id for (row_id,) in await tx.execute(_still_removed(table), old)]
    if write and removed:
        await tx.change(_delete(table), {"ids": removed})
    return len(removed)


# A transaction compiles a statement once, and knows it again as the same object.
@cache
def _still_removed(table: Table) -> Select[*tuple[Any, ...]]:
    return select(table.c.id).where(in_ids(table.c.id), _is_old(table))


@cache
def _delete(table: Table) -> Delete:
    return delete(table).where(in_ids(table.c.id))
