"""The target of an import: writes only the rows that differ, one transaction for each batch."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import Delete, Insert, Select, Table, Update, bindparam, delete, insert, select, update

from db.events.log import EventToRecord, record_events
from db.store import Transaction
from db.tables import images
from db.transfer.record import CHILDREN, COLUMNS, ImageRecord, Row
from db.write.child import in_ids


@dataclass(slots=True)
class ImportCounts:
    """Counts of images that were new, changed, the same, or newer in the target."""

    new: int = 0
    changed: int = 0
    same: int = 0
    skipped_newer: int = 0

    def add(self, other: "ImportCounts") -> None:
        self.new += other.new
        self.changed += other.changed
        self.same += other.same
        self.skipped_newer += other.skipped_newer


# Rows by operation and table; for deletions their ids.
_Writes = defaultdict[tuple[Literal["delete", "update", "insert"], str], list[Any]]


async def copy_batch(tx: Transaction, batch: list[ImageRecord], *, write: bool) -> ImportCounts:
    """Copies images that fit the tables; with `write` false it only counts."""
    stored = await _stored(tx, [image.id for image in batch])
    copied, writes = ImportCounts(), _Writes(list)
    happened: list[EventToRecord] = []
    for image in batch:
        there = stored.get(image.id)
        if there is None:
            copied.new += 1
            happened.append(_event(image, None))
            writes["insert", images.name].append(image.image)
            _add_children(writes, image.id, CHILDREN, image)
            continue
        differing = _Writes(list)
        _compare(differing, there, image)
        if not differing:
            copied.same += 1
        elif there.image["updated_at"] > image.image["updated_at"]:
            copied.skipped_newer += 1
        else:
            copied.changed += 1
            happened.append(_event(image, there))
            for key, rows in differing.items():
                writes[key].extend(rows)
    if write:
        await _apply(tx, writes)
        if happened:
            members = {
                image.id: [row["member"] for row in image.children["members"] if not row["deleted"]]
                for image in batch
            }
            await record_events(tx, happened, members)
    return copied


def _event(image: ImageRecord, before: ImageRecord | None) -> EventToRecord:
    """The event for an imported image, without field names, because the whole image is copied."""
    row = image.image
    gone = row["deleted"] and not (before and before.image["deleted"])
    return EventToRecord(
        image.id,
        "deleted" if gone else "created" if before is None else "updated",
        row["updated_at"],
        after=(row["visibility"], row["owner"]),
        before=(before.image["visibility"], before.image["owner"]) if before else None,
    )


async def _stored(tx: Transaction, ids: list[str]) -> dict[str, ImageRecord]:
    """The stored images by id, locked; their children's rows include their ids."""
    stored = {row["id"]: ImageRecord(row) for row in await _rows(tx, images, ids)}
    for name, (table, _) in CHILDREN.items() if stored else ():
        for row in await _rows(tx, table, list(stored)):
            stored[row["image_id"]].children[name].append(row)
    return stored


async def _rows(tx: Transaction, table: Table, image_ids: list[str]) -> list[Row]:
    found = await tx.execute(_select(table), {"ids": image_ids})
    return [dict(zip(table.c.keys(), values, strict=True)) for values in found]


def _compare(writes: _Writes, there: ImageRecord, image: ImageRecord) -> None:
    if there.image != image.image:
        writes["update", images.name].append(image.image)
    for name, (table, key) in CHILDREN.items():
        old, new = there.children[name], image.children[name]
        if key is None:
            columns = COLUMNS[table.name]
            if [[row[column] for column in columns] for row in old] != [
                [row[column] for column in columns] for row in new
            ]:
                writes["delete", table.name].extend(row["id"] for row in old)
                _add_children(writes, image.id, [name], image)
            continue
        by_key = {row[key]: row for row in old}
        for row in new:
            known = by_key.pop(row[key], None)
            if known is None:
                writes["insert", table.name].append(row | {"image_id": image.id})
            elif any(known[column] != row[column] for column in COLUMNS[table.name]):
                writes["update", table.name].append(row | {"id": known["id"]})
        if by_key:
            writes["delete", table.name].extend(row["id"] for row in by_key.values())


def _add_children(writes: _Writes, image_id: str, names: Iterable[str], image: ImageRecord) -> None:
    for name in names:
        rows = [row | {"image_id": image_id} for row in image.children[name]]
        if rows:
            writes["insert", CHILDREN[name][0].name].extend(rows)


async def _apply(tx: Transaction, writes: _Writes) -> None:
    tables: list[Table] = [images, *(table for table, _ in CHILDREN.values())]
    for table in tables:
        if gone := writes.get(("delete", table.name)):
            await tx.execute(_delete(table), {"ids": gone})
        if changed := writes.get(("update", table.name)):
            names = _written_columns(table)
            await tx.execute(
                _update(table),
                [{"its_id": row["id"], **{f"its_{name}": row[name] for name in names}} for row in changed],
            )
        if new := writes.get(("insert", table.name)):
            await tx.execute(_insert(table), new)


# A transaction compiles a statement once, and knows it again as the same object.
@cache
def _select(table: Table) -> Select[*tuple[Any, ...]]:
    """The rows of images, which are locked, or of their children in order."""
    if table is images:
        return select(images).where(in_ids(images.c.id)).with_for_update()
    return select(table).where(in_ids(table.c.image_id)).order_by(table.c.id)


@cache
def _delete(table: Table) -> Delete:
    return delete(table).where(in_ids(table.c.id))


@cache
def _update(table: Table) -> Update:
    values: dict[str, Any] = {name: bindparam(f"its_{name}") for name in _written_columns(table)}
    return update(table).where(table.c.id == bindparam("its_id")).values(values)


@cache
def _insert(table: Table) -> Insert:
    return insert(table)


def _written_columns(table: Table) -> list[str]:
    return [column for column in COLUMNS[table.name] if column != "id"]
