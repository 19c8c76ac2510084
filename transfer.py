"""`glimpse import`, `export`, `check` and `purge`: commands on all images of a database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from command_exit import progress_bar
from db.connect import DatabaseTarget, named_errors
from db.purge.purge import Purge, PurgeReport
from db.retry import retry_on_conflict
from db.server.store import ServerStore
from db.sqlite.file import DatabaseLockedError, require_other_file
from db.standard_streams import STDIO
from db.store import DatabaseNotServableError, Store
from db.transfer.bulk_checks import normalize_batch
from db.transfer.integrity import find_problems
from db.transfer.jsonl import batches_of, read_file, write_lines, written_file
from db.transfer.normalize import Normalization
from db.transfer.record import ImageRecord
from db.transfer.report import ImportReport, printable
from db.transfer.source import open_source, open_source_of
from db.transfer.target import ImportCounts, copy_batch
from db.transfer.write_behind import write_behind


def import_images(target: DatabaseTarget, source: DatabaseTarget | Path, *, dry_run: bool) -> ImportReport:
    """Imports images from a database or a JSON Lines file.

    Raises DatabaseNotServableError, InvalidExportError, StoreUnavailableError or OSError.
    """
    return asyncio.run(_import(target, source, dry_run=dry_run))


async def _import(target: DatabaseTarget, source: DatabaseTarget | Path, *, dry_run: bool) -> ImportReport:
    async with _open_to_write(target) as store:
        importer = _Importer(target, store, dry_run)
        if isinstance(store, ServerStore):
            with named_errors(target):
                importer.max_row_bytes = await store.max_statement_bytes()
        async with _watched(store), _batches(source, importer.report) as (total, batches):
            with progress_bar(total) as bar:

                def check(batch: list[ImageRecord]) -> list[ImageRecord]:
                    bar.update(len(batch))
                    return importer.accepted(batch)

                await write_behind(batches, check, importer.write)
    return importer.report


@asynccontextmanager
async def _open_to_write(target: DatabaseTarget) -> AsyncIterator[Store]:
    """The store; raises DatabaseNotServableError if Glimpse must not write it."""
    with named_errors(target):
        store = await target.open(pool_size=1, busy_timeout=30, statement_timeout=3600)
    try:
        if store.is_glance:
            raise DatabaseNotServableError(
                f"The database {target.name} belongs to Glance: Glimpse only reads it."
            )
        if store.is_read_only:
            raise DatabaseNotServableError(
                f"This user must not write the database {target.file} or its folder."
            )
        yield store
    finally:
        await store.close()


def _watched(store: Store) -> AbstractAsyncContextManager[None]:
    return store.watched() if isinstance(store, ServerStore) else nullcontext()


@asynccontextmanager
async def _batches(
    source: DatabaseTarget | Path, report: ImportReport
) -> AsyncIterator[tuple[int | None, AsyncIterator[list[ImageRecord]]]]:
    """The number of images, None if unknown, and the images in batches; reports rows without an image."""
    if isinstance(source, Path):
        with read_file(source) as file:
            yield None, batches_of(file)
    else:
        async with open_source_of(source) as opened:
            for (table, image_id), count in opened.orphans.items():
                report.left_out.add(f"{table}.image_id names no image", image_id, count)
            yield opened.count(), opened.batches()


@dataclass(slots=True)
class _Importer:
    """Imports batches of images in order of their ids as they are spelled in the source."""

    target: DatabaseTarget
    store: Store
    is_dry_run: bool
    max_row_bytes: int | None = None
    report: ImportReport = field(default_factory=ImportReport)
    # Ids that were folded to lower case, which comes later in the order.
    _folded_ids: set[str] = field(default_factory=set)
    _last_spelled: str | None = None

    def accepted(self, batch: list[ImageRecord]) -> list[ImageRecord]:
        """The normalized images that are taken; reports on all."""
        spelled = [image.image["id"] for image in batch]
        found = normalize_batch(batch, self.max_row_bytes)
        return [
            image for image, *facts in zip(batch, spelled, found, strict=True) if self._accepts(image, *facts)
        ]

    async def write(self, images: list[ImageRecord]) -> None:
        copy = partial(_copy, self.store, images, write=not self.is_dry_run)
        with named_errors(self.target):
            # Counted after the commit only.
            self.report.add_copied(await retry_on_conflict(copy))

    def _accepts(self, image: ImageRecord, spelled: Any, found: Normalization) -> bool:
        """Reports on the image; False if it is left out."""
        reason = found.rejection
        if reason is None and spelled == self._last_spelled:
            reason = "images.id is there twice"
        elif reason is None and image.id in self._folded_ids:
            reason = "images.id differs only in its case from one before"
        self.report.total += 1
        if reason is not None:
            self.report.rejected.add(reason, spelled)
            return False
        self._last_spelled = spelled
        if found.is_id_folded:
            self._folded_ids.add(image.id)
        self.report.add(found, image.id)
        return True


async def _copy(store: Store, fit: list[ImageRecord], *, write: bool) -> ImportCounts:
    async with store.begin() as tx:
        return await copy_batch(tx, fit, write=write)


def check_database(place: DatabaseTarget) -> list[str]:
    """The problems found, in sentences; raises DatabaseNotServableError or StoreUnavailableError."""
    return asyncio.run(_check(place))


async def _check(place: DatabaseTarget) -> list[str]:
    async with open_source(place) as (connection, glance):
        return [printable(finding) async for finding in find_problems(connection, is_glance=glance)]


def export_images(source: DatabaseTarget, file: Path) -> int:
    """Exports all images and returns their number.

    Raises DatabaseNotServableError, StoreUnavailableError or OSError.
    """
    return asyncio.run(_export(source, file))


async def _export(source: DatabaseTarget, path: Path) -> int:
    async with open_source_of(source) as opened:
        if source.file is not None and path != STDIO:
            require_other_file(path, source.file)
        with written_file(path) as file, progress_bar(opened.count()) as bar:
            return await write_lines(opened, file, bar.update)


def purge_database(target: DatabaseTarget, before: datetime, *, dry_run: bool) -> PurgeReport:
    """Purges what was deleted before a time in UTC; a dry run only counts.

    Raises DatabaseNotServableError or StoreUnavailableError.
    """
    try:
        return asyncio.run(_purge(target, before, dry_run=dry_run))
    except DatabaseLockedError as error:
        raise DatabaseNotServableError(f"{error} Or stop that process, purge, and start it again.") from error


async def _purge(target: DatabaseTarget, before: datetime, *, dry_run: bool) -> PurgeReport:
    async with _open_to_write(target) as store, _watched(store):
        purge = Purge(store, before, dry_run)
        with named_errors(target):
            with progress_bar(await purge.count_images()) as bar:
                await purge.purge_images(bar.update)
            with progress_bar(None, " removed rows") as bar:
                await purge.purge_removed_rows(bar.update)
    return purge.report
