"""What `glimpse import`, `export` and `check` do: images go between databases and files as they are."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tqdm import tqdm

from db.connect import Place
from db.retry import until_it_fits
from db.server.url import BadAddress, server_address
from db.store import Store, StoreRefused
from db.transfer.integrity import findings
from db.transfer.jsonl import batches_of, read_file, write_lines, written_file
from db.transfer.normalize import fitted, unfit
from db.transfer.record import WholeImage
from db.transfer.source import reading, source_of
from db.transfer.target import Copied, copy_batch
from settings.parsers import SERVERS, SQLITE

# Of images that were not taken, how many are named for each reason.
_NAMED = 5


@dataclass(slots=True)
class Report:
    """What came of an import; images that were not taken by the reason."""

    copied: Copied = field(default_factory=Copied)
    refused: Counter[str] = field(default_factory=Counter)
    named: dict[str, list[str]] = field(default_factory=dict)

    def refuse(self, image: WholeImage, reason: str) -> None:
        self.refused[reason] += 1
        named = self.named.setdefault(reason, [])
        if len(named) < _NAMED:
            named.append(str(image.image.get("id"))[:50])

    def lines(self, *, dry_run: bool) -> list[str]:
        done = "would be" if dry_run else "were"
        found = self.copied
        told = [f"{found.new} images {done} created, {found.changed} updated; {found.same} are the same."]
        if found.newer_here:
            told.append(f"{found.newer_here} had been changed here since, and {done} left as they are.")
        for reason, count in self.refused.most_common():
            some = ", ".join(self.named[reason])
            told.append(f"{count} {done} not taken, for {reason}: {some}{' ...' if count > _NAMED else ''}")
        return told


def place_of_url(text: str) -> Place:
    """Raises StoreRefused unless it is the URL of a server or of an SQLite file."""
    if text.startswith(SERVERS):
        try:
            return Place(None, server_address(text))
        except BadAddress as bad:
            # Not the URL itself, which may hold a password.
            raise StoreRefused(f"The source {bad}.") from bad
    if text.startswith(SQLITE):
        return Place(Path(text.removeprefix(SQLITE)).expanduser())
    raise StoreRefused(f"The source must be a URL that begins with {SQLITE} or {', '.join(SERVERS)}.")


def import_images(target: Place, source: Place | Path, *, dry_run: bool) -> Report:
    """From a database or a file of JSON Lines; raises StoreRefused, BadLines, StoreUnavailable or OSError."""
    return asyncio.run(_import(target, source, dry_run=dry_run))


async def _import(target: Place, source: Place | Path, *, dry_run: bool) -> Report:
    store = await target.open(pool_size=1, busy_timeout=30, statement_timeout=3600)
    report = Report()
    try:
        if store.glance:
            raise StoreRefused(f"The database {target.name} is Glance's: it is only read.")
        async with _batches(source) as (total, batches):
            with tqdm(total=total, unit=" images", delay=0.3, file=sys.stderr) as bar:
                async for batch in batches:
                    await _take(store, batch, report, dry_run=dry_run)
                    bar.update(len(batch))
    finally:
        await store.close()
    return report


@asynccontextmanager
async def _batches(source: Place | Path) -> AsyncIterator[tuple[int | None, AsyncIterator[list[WholeImage]]]]:
    """The images, and how many there are if that is known."""
    if isinstance(source, Path):
        with read_file(source) as file:
            yield None, batches_of(file)
    else:
        async with source_of(source) as opened:
            yield await opened.count(), opened.batches()


async def _take(store: Store, batch: list[WholeImage], report: Report, *, dry_run: bool) -> None:
    fit: list[WholeImage] = []
    for image in batch:
        reason = unfit(fitted(image))
        if reason is None:
            fit.append(image)
        else:
            report.refuse(image, reason)
    # Counted when it is committed.
    report.copied.add(await until_it_fits(partial(_copy, store, fit, write=not dry_run)))


async def _copy(store: Store, fit: list[WholeImage], *, write: bool) -> Copied:
    async with store.begin() as connection:
        return await copy_batch(connection, fit, write=write)


def check_database(place: Place) -> list[str]:
    """What is wrong with it, in sentences; raises StoreRefused or StoreUnavailable."""
    return asyncio.run(_check(place))


async def _check(place: Place) -> list[str]:
    async with reading(place) as (connection, glance):
        return [finding async for finding in findings(connection, glance=glance)]


def export_images(source: Place, file: Path) -> int:
    """How many images were written; raises StoreRefused, StoreUnavailable or OSError."""
    return asyncio.run(_export(source, file))


async def _export(source: Place, path: Path) -> int:
    async with source_of(source) as opened:
        total = await opened.count()
        with written_file(path) as file, tqdm(total=total, unit=" images", delay=0.3, file=sys.stderr) as bar:
            return await write_lines(opened, file, bar.update)
