"""Puts into a server a store that answers before it commits: what a crash test must find."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from db.sqlite.store import SqliteStore
from db.store import Transaction


@asynccontextmanager
async def begin(self: SqliteStore) -> AsyncIterator[Transaction]:
    assert self._writer is not None
    transaction = self._writer.begin()
    connection = await transaction.__aenter__()
    try:
        yield connection
    except BaseException as error:
        await transaction.__aexit__(type(error), error, error.__traceback__)
        raise
    committing.add(asyncio.ensure_future(commit(transaction)))


async def commit(transaction: object) -> None:
    await asyncio.sleep(0.02)
    await transaction.__aexit__(None, None, None)  # type: ignore[attr-defined]


committing = set[asyncio.Future[None]]()
SqliteStore.begin = begin  # type: ignore[method-assign]
