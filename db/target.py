"""Images copied into a database of ours: of each only what differs is written, in one transaction a batch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables import images
from db.whole_image import CHILDREN, COLUMNS, Row, WholeImage


@dataclass(slots=True)
class Copied:
    """How many images were new, were changed, were the same, and had been changed here since."""

    new: int = 0
    changed: int = 0
    same: int = 0
    newer_here: int = 0

    def add(self, other: "Copied") -> None:
        for name in ("new", "changed", "same", "newer_here"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class _Writes:
    """By table what is inserted, what is updated, and whose rows go."""

    inserts: dict[str, list[Row]] = field(default_factory=dict)
    updates: dict[str, list[Row]] = field(default_factory=dict)
    deletes: dict[str, list[int]] = field(default_factory=dict)


async def copy_batch(connection: AsyncConnection, batch: list[WholeImage], *, write: bool) -> Copied:
    """The images that fit, as they are; with `write` false it only tells what it would do."""
    stored = await _stored(connection, [image.id for image in batch])
    copied, writes = Copied(), _Writes()
    for image in batch:
        there = stored.get(image.id)
        if there is None:
            copied.new += 1
            writes.inserts.setdefault(images.name, []).append(image.image)
            _add_children(writes, image.id, CHILDREN, image)
            continue
        before = _Writes()
        _compare(before, there, image)
        if not (before.inserts or before.updates or before.deletes):
            copied.same += 1
        elif there.image["updated_at"] > image.image["updated_at"]:
            copied.newer_here += 1
        else:
            copied.changed += 1
            _merge(writes, before)
    if write:
        await _apply(connection, writes)
    return copied


async def _stored(connection: AsyncConnection, ids: list[str]) -> dict[str, WholeImage]:
    """Those that are there; their children's rows have their ids."""
    found = await connection.execute(select(images).where(images.c.id.in_(ids)).with_for_update())
    stored = {row["id"]: WholeImage(dict(row)) for row in found.mappings()}
    for name, (table, _) in CHILDREN.items() if stored else ():
        rows = select(table).where(table.c.image_id.in_(list(stored))).order_by(table.c.id)
        for row in (await connection.execute(rows)).mappings():
            stored[row["image_id"]].children[name].append(dict(row))
    return stored


def _compare(writes: _Writes, there: WholeImage, image: WholeImage) -> None:
    if there.image != image.image:
        writes.updates[images.name] = [image.image]
    for name, (table, key) in CHILDREN.items():
        old, new = there.children[name], image.children[name]
        if key is None:
            columns = COLUMNS[table.name]
            if [[row[column] for column in columns] for row in old] != [
                [row[column] for column in columns] for row in new
            ]:
                writes.deletes[table.name] = [row["id"] for row in old]
                _add_children(writes, image.id, [name], image)
            continue
        by_key = {row[key]: row for row in old}
        for row in new:
            known = by_key.pop(row[key], None)
            if known is None:
                writes.inserts.setdefault(table.name, []).append(row | {"image_id": image.id})
            elif any(known[column] != row[column] for column in COLUMNS[table.name]):
                writes.updates.setdefault(table.name, []).append(row | {"id": known["id"]})
        if by_key:
            writes.deletes[table.name] = [row["id"] for row in by_key.values()]


def _add_children(writes: _Writes, image_id: str, names: Iterable[str], image: WholeImage) -> None:
    for name in names:
        rows = [row | {"image_id": image_id} for row in image.children[name]]
        if rows:
            writes.inserts.setdefault(CHILDREN[name][0].name, []).extend(rows)


def _merge(writes: _Writes, more: _Writes) -> None:
    kinds: list[tuple[Mapping[str, list[Any]], dict[str, list[Any]]]] = [
        (more.inserts, writes.inserts),
        (more.updates, writes.updates),
        (more.deletes, writes.deletes),
    ]
    for given, taken in kinds:
        for name, rows in given.items():
            taken.setdefault(name, []).extend(rows)


async def _apply(connection: AsyncConnection, writes: _Writes) -> None:
    tables: list[Table] = [images, *(table for table, _ in CHILDREN.values())]
    for table in tables:
        if gone := writes.deletes.get(table.name):
            await connection.execute(delete(table).where(table.c.id.in_(gone)))
        if changed := writes.updates.get(table.name):
            names = [column for column in COLUMNS[table.name] if column != "id"]
            change = update(table).where(table.c.id == bindparam("its_id"))
            await connection.execute(
                change.values({name: bindparam(f"its_{name}") for name in names}),
                [{"its_id": row["id"], **{f"its_{name}": row[name] for name in names}} for row in changed],
            )
        if new := writes.inserts.get(table.name):
            await connection.execute(insert(table), new)
