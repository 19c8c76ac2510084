"""Finds and purges the deleted images of before a time (rules §6)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Integer, bindparam, delete, func, insert, select, union_all

from db.dialect.clauses import limit_to
from db.dialect.json import sql_string
from db.dialect.variants import DialectName
from db.query.statement import compile_statement
from db.store import Statement, Transaction
from db.tables import (
    image_deletions,
    image_locations,
    image_members,
    image_properties,
    image_tags,
    images,
    purged_images,
)
from db.write.child import in_ids

# The tables of children by the names of their rows in a report.
CHILDREN = {
    "properties": image_properties,
    "tags": image_tags,
    "members": image_members,
    "locations": image_locations,
}

# The index on the status finds them; `deleted` has the same value (`db.tables`).
_OLD = (images.c.status == sql_string("deleted")) & (
    images.c.deleted_at < bindparam("before", type_=images.c.deleted_at.type)
)
_OF_IDS = in_ids(images.c.id)

_STILL_OLD = select(images.c.id).where(_OF_IDS, _OLD).order_by(images.c.id)
_LOCKED = _STILL_OLD.with_for_update()
_COUNTS = union_all(
    *(
        select(sql_string(name), func.count()).where(in_ids(table.c.image_id))
        for name, table in CHILDREN.items()
    )
)
# An id that is there, as after a change by another program, is no error.
_KEEP_IDS = insert(purged_images).from_select(
    ["id"],
    select(images.c.id).where(
        _OF_IDS, images.c.id.not_in(select(purged_images.c.id).where(in_ids(purged_images.c.id)))
    ),
)
_DELETIONS = [
    *(delete(table).where(in_ids(table.c.image_id)) for table in CHILDREN.values()),
    delete(image_deletions).where(in_ids(image_deletions.c.id)),
    delete(images).where(_OF_IDS),
]


def old_images_count_statement(dialect: DialectName) -> Statement:
    """Counts the images that were deleted before the bind parameter `before`."""
    return compile_statement(select(func.count()).select_from(images).where(_OLD), dialect)


def old_images_statement(dialect: DialectName) -> Statement:
    """The ids of the next `limit` images behind the id `after` that were deleted before `before`."""
    ids = select(images.c.id).where(_OLD, images.c.id > bindparam("after")).order_by(images.c.id)
    return compile_statement(limit_to(ids, bindparam("limit", type_=Integer)), dialect)


async def purge_images(
    tx: Transaction, ids: Sequence[str], before: datetime, *, write: bool
) -> tuple[int, Counter[str]]:
    """Purges those of the images that are still deleted; with `write` false it only counts.

    Returns the number of images, and of their rows by the names in `CHILDREN`.
    """
    # A restoration that holds the lock of an image comes first, and one that waits for it finds no image.
    found = await tx.execute(_LOCKED if write else _STILL_OLD, {"ids": list(ids), "before": before})
    those = {"ids": [id_ for (id_,) in found]}
    if not found:
        return 0, Counter()
    counts = Counter({name: int(count) for name, count in await tx.execute(_COUNTS, those)})
    if write:
        await tx.change(_KEEP_IDS, those)
        for deletion in _DELETIONS:
            await tx.change(deletion, those)
    return len(found), counts
