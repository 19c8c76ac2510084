"""`glimpse import`, `export` and `check`: images move unchanged between databases and files."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tqdm import tqdm

from db.connect import DatabaseTarget
from db.retry import retry_on_conflict
from db.server.url import InvalidUrlError, parse_server_url
from db.store import DatabaseNotServableError, Store
from db.transfer.integrity import find_problems
from db.transfer.jsonl import batches_of, read_file, write_lines, written_file
from db.transfer.normalize import normalized, rejection_reason
from db.transfer.record import ImageRecord
from db.transfer.source import open_source, open_source_of
from db.transfer.target import ImportCounts, copy_batch
from settings.parsers import SERVERS, SQLITE

# Rejected images that a report names for each reason.
_MAX_NAMED_REJECTIONS = 5


@dataclass(slots=True)
class ImportReport:
    """The result of an import, with the rejected images by reason."""

    copied: ImportCounts = field(default_factory=ImportCounts)
    rejected_count: Counter[str] = field(default_factory=Counter)
    rejections: dict[str, list[str]] = field(default_factory=dict)

    def reject(self, image: ImageRecord, reason: str) -> None:
        self.rejected_count[reason] += 1
        named = self.rejections.setdefault(reason, [])
        if len(named) < _MAX_NAMED_REJECTIONS:
            named.append(str(image.image.get("id"))[:50])

    def lines(self, *, dry_run: bool) -> list[str]:
        done = "would be" if dry_run else "were"
        found = self.copied
        told = [f"{found.new} images {done} created, {found.changed} updated; {found.same} are unchanged."]
        if found.skipped_newer:
            told.append(f"{found.skipped_newer} are newer here and {done} left unchanged.")
        for reason, count in self.rejected_count.most_common():
            some = ", ".join(self.rejections[reason])
            more = " ..." if count > _MAX_NAMED_REJECTIONS else ""
            told.append(f"{count} {done} rejected because {reason}: {some}{more}")
        return told


def database_target_of_url(text: str) -> DatabaseTarget:
    """The database at a URL; raises DatabaseNotServableError unless it is a server or an SQLite file."""
    if text.startswith(SERVERS):
        try:
            return DatabaseTarget(None, parse_server_url(text))
        except InvalidUrlError as bad:
            # The URL itself is not shown: it may hold a password.
            raise DatabaseNotServableError(f"The source {bad}.") from bad
    if text.startswith(SQLITE):
        return DatabaseTarget(Path(text.removeprefix(SQLITE)).expanduser())
    raise DatabaseNotServableError(
        f"The source must be a URL that begins with {SQLITE} or {', '.join(SERVERS)}."
    )


def import_images(target: DatabaseTarget, source: DatabaseTarget | Path, *, dry_run: bool) -> ImportReport:
    """Imports images from a database or a JSON Lines file.

    Raises DatabaseNotServableError, InvalidExportError, StoreUnavailableError or OSError.
    """
    return asyncio.run(_import(target, source, dry_run=dry_run))


async def _import(target: DatabaseTarget, source: DatabaseTarget | Path, *, dry_run: bool) -> ImportReport:
    store = await target.open(pool_size=1, busy_timeout=30, statement_timeout=3600)
    report = ImportReport()
    try:
        if store.is_glance:
            raise DatabaseNotServableError(
                f"The database {target.name} belongs to Glance: Glimpse only reads it."
            )
        async with _batches(source) as (total, batches):
            with tqdm(total=total, unit=" images", delay=0.3, file=sys.stderr) as bar:
                async for batch in batches:
                    await _import_batch(store, batch, report, dry_run=dry_run)
                    bar.update(len(batch))
    finally:
        await store.close()
    return report


@asynccontextmanager
async def _batches(
    source: DatabaseTarget | Path,
) -> AsyncIterator[tuple[int | None, AsyncIterator[list[ImageRecord]]]]:
    """The number of images, None if unknown, and the images in batches."""
    if isinstance(source, Path):
        with read_file(source) as file:
            yield None, batches_of(file)
    else:
        async with open_source_of(source) as opened:
            yield await opened.count(), opened.batches()


async def _import_batch(
    store: Store, batch: list[ImageRecord], report: ImportReport, *, dry_run: bool
) -> None:
    fit: list[ImageRecord] = []
    for image in batch:
        reason = rejection_reason(normalized(image))
        if reason is None:
            fit.append(image)
        else:
            report.reject(image, reason)
    # Counted after the commit only.
    report.copied.add(await retry_on_conflict(partial(_copy, store, fit, write=not dry_run)))


async def _copy(store: Store, fit: list[ImageRecord], *, write: bool) -> ImportCounts:
    async with store.begin() as tx:
        return await copy_batch(tx, fit, write=write)


def check_database(place: DatabaseTarget) -> list[str]:
    """The problems found, in sentences; raises DatabaseNotServableError or StoreUnavailableError."""
    return asyncio.run(_check(place))


async def _check(place: DatabaseTarget) -> list[str]:
    async with open_source(place) as (connection, glance):
        return [finding async for finding in find_problems(connection, is_glance=glance)]


def export_images(source: DatabaseTarget, file: Path) -> int:
    """Exports all images and returns their number.

    Raises DatabaseNotServableError, StoreUnavailableError or OSError.
    """
    return asyncio.run(_export(source, file))


async def _export(source: DatabaseTarget, path: Path) -> int:
    async with open_source_of(source) as opened:
        total = await opened.count()
        with written_file(path) as file, tqdm(total=total, unit=" images", delay=0.3, file=sys.stderr) as bar:
            return await write_lines(opened, file, bar.update)
