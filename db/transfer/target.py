"""The target of an import: writes only the rows that differ, one transaction for each batch."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Table, bindparam, delete, insert, select, update

from db.events.log import EventToRecord, record_events
from db.store import Transaction
from db.tables import images
from db.transfer.record import CHILDREN, COLUMNS, ImageRecord


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
    found = await tx.execute(select(images).where(images.c.id.in_(ids)).with_for_update())
    rows_of_images = [dict(zip(images.c.keys(), row, strict=True)) for row in found]
    stored = {row["id"]: ImageRecord(row) for row in rows_of_images}
    for name, (table, _) in CHILDREN.items() if stored else ():
        rows = select(table).where(table.c.image_id.in_(list(stored))).order_by(table.c.id)
        for values in await tx.execute(rows):
            row = dict(zip(table.c.keys(), values, strict=True))
            stored[row["image_id"]].children[name].append(row)
    return stored


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
            await tx.execute(delete(table).where(table.c.id.in_(gone)))
        if changed := writes.get(("update", table.name)):
            names = [column for column in COLUMNS[table.name] if column != "id"]
            change = update(table).where(table.c.id == bindparam("its_id"))
            await tx.execute(
                change.values({name: bindparam(f"its_{name}") for name in names}),
                [{"its_id": row["id"], **{f"its_{name}": row[name] for name in names}} for row in changed],
            )
        if new := writes.get(("insert", table.name)):
            await tx.execute(insert(table), new)
