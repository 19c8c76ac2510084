"""A store that is open for one question only."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from db.sqlite.store import SqliteStore
from db.store import Statement

Answer = TypeVar("Answer")


def statement(sql: str) -> Statement:
    return Statement(sql, ())


def opened(path: Path, ask: Callable[[SqliteStore], Awaitable[Answer]], **options: Any) -> Answer:
    """What is answered by a store that is open for this question only."""

    async def asked() -> Answer:
        store = await SqliteStore.open(path, **options)
        try:
            return await ask(store)
        finally:
            await store.close()

    return asyncio.run(asked())
