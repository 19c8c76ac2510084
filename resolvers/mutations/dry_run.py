"""Dry runs: a change with all its checks, locks and its answer, which is then rolled back (rules §6)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from db.store import Store, Transaction


class _DryRunEnd(Exception):
    """Ends the transaction of a dry run, which rolls back for it."""


@asynccontextmanager
async def begin(store: Store, *, dry_run: bool) -> AsyncIterator[Transaction]:
    """A transaction for a change, as that of `Store.begin`; a dry run's is rolled back at its end."""
    if not dry_run:
        async with store.begin() as tx:
            yield tx
        return
    with suppress(_DryRunEnd):
        async with store.begin() as tx:
            yield tx
            # A database may refuse them too, and its error is part of the answer.
            await tx.send_changes()
            raise _DryRunEnd
