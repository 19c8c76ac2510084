"""The integrity check of a database: damage of the file, and rows that contradict others."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, Text, cast, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.dialect.variants import DialectVariants
from db.tables import glance_tables, image_deletions, image_events, images, metadata, purged_images
from db.transfer.odd_rows import odd_rows
from db.transfer.record import CHILDREN
from db.transfer.source import Source

# Examples that are named for each problem.
_MAX_NAMED = 5

Rows = Select[*tuple[Any, ...]]

# Glance has a type of its own for visibilities on PostgreSQL, which is not compared with texts.
_AS_TEXT = DialectVariants(
    sqlite=lambda column: column, postgresql=lambda column: cast(column, Text), mariadb=lambda column: column
)


async def find_problems(connection: AsyncConnection, *, is_glance: bool) -> AsyncIterator[str]:
    """A sentence for each problem. A Glance database has no events to check."""
    if connection.dialect.name == "sqlite":
        damage = await _damage(connection)
        for said in damage:
            yield f"The file is damaged: {said}"
        if damage:
            # Further results from a damaged file would be unreliable.
            return
        for table, row, parent, _ in await connection.execute(text("PRAGMA foreign_key_check")):
            yield f"Row {row} of {table} refers to a missing row of {parent}"
    for what, rows in _wrong(is_glance=is_glance):
        found = [str(each) for each in (await connection.execute(rows.limit(_MAX_NAMED + 1))).scalars()]
        if found:
            more = " and more" if len(found) > _MAX_NAMED else ""
            yield f"{what}: {', '.join(found[:_MAX_NAMED])}{more}"
    async for finding in odd_rows(Source(connection)) if is_glance else _of_places(connection):
        yield finding


async def _damage(connection: AsyncConnection) -> list[str]:
    """SQLite's report on the file, at least a line for each damage."""
    said = (await connection.execute(text("PRAGMA integrity_check(10)"))).scalars().all()
    return [] if said == ["ok"] else list(said)


def _wrong(*, is_glance: bool) -> Iterator[tuple[str, Rows]]:
    for table, _ in CHILDREN.values():
        there = select(images.c.id).where(images.c.id == table.c.image_id)
        yield f"{table.name} of missing images, by image id", select(table.c.image_id).where(~there.exists())
    for table, key in CHILDREN.values():
        if key is not None:
            of_image = select(table.c.image_id).where(table.c.deleted.is_(False))
            twice = of_image.group_by(table.c.image_id, table.c[key]).having(func.count() > 1)
            yield f"{table.name} that an image has twice, by image id", twice
        gone = select(table.c.image_id).join(images, images.c.id == table.c.image_id)
        yield (
            f"{table.name} that are live on a deleted image, by image id",
            gone.where(images.c.deleted.is_(True), table.c.deleted.is_(False)).distinct(),
        )
    for table, column, known in _known_values(is_glance=is_glance):
        value = _AS_TEXT(table.c[column], type_=table.c[column].type)
        unknown = select(value).where(value.not_in(known)).distinct()
        yield f"{table.name}.{column} with an unknown value", unknown
    same = func.lower(images.c.id)
    twice = select(func.min(images.c.id)).group_by(same).having(func.count() > 1)
    yield "Images whose ids differ only in their case, by id", twice
    if not is_glance:
        alone = select(same).group_by(same).having(func.count() == 1)
        upper = select(images.c.id).where(images.c.id != same, same.in_(alone))
        yield "Images whose ids are in upper case, which `glimpse migrate` folds, by id", upper
    is_deleted: ColumnElement[bool] = images.c.status == "deleted"
    odd = select(images.c.id).where(images.c.deleted.is_(True) != is_deleted)
    yield "Images whose columns deleted and status contradict each other, by id", odd
    no_time = select(images.c.id).where(images.c.deleted.is_(True) != images.c.deleted_at.is_not(None))
    yield "Images whose columns deleted and deleted_at contradict each other, by id", no_time

    if not is_glance:
        yield from _own_tables()


def _own_tables() -> Iterator[tuple[str, Rows]]:
    """Contradictions of images and the tables that Glance does not have."""
    there = select(images.c.id)
    event = image_events.c.image_id
    known = or_(
        there.where(images.c.id == event).exists(),
        select(purged_images.c.id).where(purged_images.c.id == event).exists(),
    )
    yield "Events of images that neither exist nor are purged, by id", select(event).where(~known).distinct()
    kept = image_deletions.c.id
    deleted = there.where(images.c.id == kept, images.c.deleted.is_(True)).exists()
    yield (
        "Kept statuses (image_deletions) of images that are not deleted, by id",
        select(kept).where(~deleted),
    )
    both = select(purged_images.c.id).where(there.where(images.c.id == purged_images.c.id).exists())
    yield "Images that exist although they are purged (purged_images), by id", both


def _known_values(*, is_glance: bool) -> Iterator[tuple[Table, str, tuple[str, ...]]]:
    for table in glance_tables if is_glance else metadata.tables.values():
        for constraint in table.constraints:
            for column, known in constraint.info.get("one_of", {}).items():
                yield table, column, known


async def _of_places(connection: AsyncConnection) -> AsyncIterator[str]:
    event = image_events.c
    ends = select(func.count(event.position), func.min(event.position), func.max(event.position))
    count, oldest, newest = (await connection.execute(ends)).one()
    if oldest is not None and newest is not None and newest - oldest + 1 != count:
        yield f"Events have {count} positions between {oldest} and {newest}: some are missing"
