"""Purges a database that may be served meanwhile, in short transactions."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from db.purge.images import CHILDREN, old_images_count_statement, old_images_statement, purge_images
from db.purge.removed_rows import purge_rows, removed_rows_statement, rows_before
from db.retry import retry_on_conflict
from db.store import Store, Transaction

Result = TypeVar("Result")

# Images, and removed rows, in one transaction. An image may have hundreds of rows.
IMAGES = 100
ROWS = 1000

# The longest pause, in seconds, between two transactions on SQLite.
_MAX_PAUSE = 0.25


@dataclass(slots=True)
class PurgeReport:
    """Numbers of purged images, of their rows, and of rows that were removed from other images."""

    images: int = 0
    children: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)

    def lines(self, *, dry_run: bool) -> list[str]:
        done = "would be" if dry_run else "were"
        return [
            f"{self.images} images {done} purged, with {_listed(self.children)}.",
            f"{_listed(self.removed)} {done} purged that had been removed from other images.",
        ]


def _listed(counts: Counter[str]) -> str:
    *others, last = (f"{counts[name]} {name}" for name in CHILDREN)
    return f"{', '.join(others)} and {last}"


@dataclass(slots=True)
class Purge:
    """Purges what was deleted or removed before a time in UTC; with `is_dry_run` it only counts."""

    store: Store
    before: datetime
    is_dry_run: bool
    report: PurgeReport = field(default_factory=PurgeReport)

    async def count_images(self) -> int:
        """The number of images to purge."""
        statement = old_images_count_statement(self.store.dialect)
        ((count,),) = await self.store.read_primary(statement, {"before": self.before})
        return int(count)

    async def purge_images(self, on_progress: Callable[[int], object]) -> None:
        """Purges images in the order of their ids; `on_progress` gets the number of each batch."""
        statement = old_images_statement(self.store.dialect)
        values: dict[str, Any] = {"before": self.before, "after": "", "limit": IMAGES}
        while rows := await self.store.read_primary(statement, values):
            ids = [id_ for (id_,) in rows]
            values["after"] = ids[-1]
            count, children = await self._in_transaction(partial(purge_images, ids=ids))
            self.report.images += count
            self.report.children += children
            on_progress(len(ids))

    async def purge_removed_rows(self, on_progress: Callable[[int], object]) -> None:
        """Purges the removed rows of images that stay; `on_progress` gets the number of each batch."""
        for name, table in CHILDREN.items():
            statement = removed_rows_statement(table, self.store.dialect)
            values: dict[str, Any] = {"rows_before": rows_before(self.before), "after": 0, "limit": ROWS}
            while rows := await self.store.read_primary(statement, values):
                values["after"] = rows[-1][0]
                count = await self._in_transaction(partial(purge_rows, table=table, rows=rows))
                self.report.removed[name] += count
                on_progress(len(rows))

    async def _in_transaction(self, purge: Callable[..., Awaitable[Result]]) -> Result:
        began = monotonic()

        async def attempt() -> Result:
            async with self.store.begin() as tx:
                return await self._purge(tx, purge)

        result = await retry_on_conflict(attempt)
        if self.store.dialect == "sqlite" and not self.is_dry_run:
            # SQLite has one writer at a time and no queue: a server that waits tries again and again.
            await asyncio.sleep(min(monotonic() - began, _MAX_PAUSE))
        return result

    async def _purge(self, tx: Transaction, purge: Callable[..., Awaitable[Result]]) -> Result:
        return await purge(tx, before=self.before, write=not self.is_dry_run)
