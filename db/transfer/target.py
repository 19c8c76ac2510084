"""The target of an import: writes only the rows that differ, one transaction for each batch."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from sqlalchemy import Delete, Insert, Select, Table, Update, bindparam, delete, insert, select, update

from db.events.log import Author, EventToRecord, record_events
from db.store import Transaction
from db.tables import image_deletions, images, purged_images
from db.transfer.record import CHILDREN, COLUMNS, ImageRecord, Row
from db.write.child import in_ids


@dataclass(slots=True)
class ImportCounts:
    """Counts of images that were new, changed, the same, or newer in the target.

    `purged` are the ids of images that were purged there.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    skipped_newer: int = 0
    purged: list[str] = field(default_factory=list)

    def add(self, other: "ImportCounts") -> None:
        self.new += other.new
        self.changed += other.changed
        self.same += other.same
        self.skipped_newer += other.skipped_newer


# Rows by operation and table; for deletions their ids.
_Writes = defaultdict[tuple[Literal["delete", "update", "insert"], str], list[Any]]


async def copy_batch(tx: Transaction, batch: list[ImageRecord], *, write: bool) -> ImportCounts:
    """Copies images that fit the tables; with `write` false it only counts."""
    stored = await _stored(tx, [image.id for image in batch], is_locked=write)
    # After the images: one that is purged meanwhile is in one of the tables.
    purged = await _purged(tx, [image.id for image in batch if image.id not in stored])
    copied, writes = ImportCounts(purged=sorted(purged)), _Writes(list)
    happened: list[EventToRecord] = []
    for image in batch:
        there = stored.get(image.id)
        if image.id in purged:
            continue
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
            if there.image["deleted"]:
                # The status before another deletion.
                writes["delete", image_deletions.name].append(image.id)
            for key, rows in differing.items():
                writes[key].extend(rows)
    if write:
        await _apply(tx, writes)
        if happened:
            members = {
                image.id: [row["member"] for row in image.children["members"] if not row["deleted"]]
                for image in batch
            }
            await record_events(tx, happened, members, author=Author())
    return copied


def _event(image: ImageRecord, before: ImageRecord | None) -> EventToRecord:
    """The event for an imported image, without field names and values: the whole image is copied."""
    row = image.image
    was_deleted = before is not None and before.image["deleted"]
    type_ = "created" if before is None else "restored" if was_deleted else "updated"
    if row["deleted"]:
        type_ = "updated" if was_deleted else "deleted"
    return EventToRecord(
        image.id,
        type_,
        row["updated_at"],
        after=(row["visibility"], row["owner"]),
        before=(before.image["visibility"], before.image["owner"]) if before else None,
    )


async def _stored(tx: Transaction, ids: list[str], *, is_locked: bool) -> dict[str, ImageRecord]:
    """The stored images by id; their children's rows include their ids."""
    stored = {row["id"]: ImageRecord(row) for row in await _rows(tx, _select(images, is_locked), ids)}
    for name, (table, _) in CHILDREN.items() if stored else ():
        for row in await _rows(tx, _select(table, False), list(stored)):
            stored[row["image_id"]].children[name].append(row)
    return stored


async def _purged(tx: Transaction, ids: list[str]) -> frozenset[str]:
    return frozenset(id_ for (id_,) in await tx.execute(_PURGED, {"ids": ids})) if ids else frozenset()


_PURGED = select(purged_images.c.id).where(in_ids(purged_images.c.id))


async def _rows(tx: Transaction, query: Select[*tuple[Any, ...]], image_ids: list[str]) -> list[Row]:
    names = query.selected_columns.keys()
    return [dict(zip(names, values, strict=True)) for values in await tx.execute(query, {"ids": image_ids})]


def _compare(writes: _Writes, there: ImageRecord, image: ImageRecord) -> None:
    """Adds the writes that make the stored image equal.

    Rows that were removed from a live image may be missing: `glimpse purge` removes such rows.
    """
    if there.image != image.image:
        writes["update", images.name].append(image.image)
    is_live = not image.image["deleted"]
    for name, (table, key) in CHILDREN.items():
        old, new = there.children[name], image.children[name]
        if key is None:
            if _compared(table, old, is_live) != _compared(table, new, is_live):
                writes["delete", table.name].extend(row["id"] for row in old)
                _add_children(writes, image.id, [name], image)
            continue
        by_key = {row[key]: row for row in old}
        for row in new:
            known = by_key.pop(row[key], None)
            if known is None:
                if not (is_live and row["deleted"]):
                    writes["insert", table.name].append(row | {"image_id": image.id})
            elif any(known[column] != row[column] for column in COLUMNS[table.name]):
                writes["update", table.name].append(row | {"id": known["id"]})
        if by_key:
            writes["delete", table.name].extend(row["id"] for row in by_key.values())


def _compared(table: Table, rows: Iterable[Row], is_live: bool) -> list[list[Any]]:
    """The values of the rows, of a live image without those of removed ones."""
    return [
        [row[column] for column in COLUMNS[table.name]] for row in rows if not (is_live and row["deleted"])
    ]


def _add_children(writes: _Writes, image_id: str, names: Iterable[str], image: ImageRecord) -> None:
    for name in names:
        rows = [row | {"image_id": image_id} for row in image.children[name]]
        if rows:
            writes["insert", CHILDREN[name][0].name].extend(rows)


async def _apply(tx: Transaction, writes: _Writes) -> None:
    tables: list[Table] = [image_deletions, images, *(table for table, _ in CHILDREN.values())]
    for table in tables:
        if gone := writes.get(("delete", table.name)):
            await tx.change(_delete(table), {"ids": gone})
        if changed := writes.get(("update", table.name)):
            names = _written_columns(table)
            await tx.change(
                _update(table),
                [{"its_id": row["id"], **{f"its_{name}": row[name] for name in names}} for row in changed],
            )
        if new := writes.get(("insert", table.name)):
            await tx.change(_insert(table), new)


# A transaction compiles a statement once, and knows it again as the same object.
@cache
def _select(table: Table, is_locked: bool) -> Select[*tuple[Any, ...]]:
    """The rows of images, or of their children in order. A server that is read-only refuses locks."""
    if table is images:
        found = select(images).where(in_ids(images.c.id))
        return found.with_for_update() if is_locked else found
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
