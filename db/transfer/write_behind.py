"""Writes each batch of an import while the next one is read and checked.

A server, or SQLite in its thread, works while Python does, on another processor. Measured by
`python -m bench.transfer`. To switch it off, await each write where it begins. Decision:
docs/adr/059-imports-check-columns-together.md.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, TypeVar

Batch = TypeVar("Batch")
Checked = TypeVar("Checked")


async def write_behind(
    batches: AsyncIterator[Batch],
    check: Callable[[Batch], Checked],
    write: Callable[[Checked], Coroutine[Any, Any, None]],
) -> None:
    """Writes the batches in order, one at a time; raises the first error.

    Batches that were checked before an error of `batches` are written, unless the task is cancelled.
    """
    writing: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    writing.set_result(None)
    try:
        async for batch in batches:
            checked = check(batch)
            await writing
            writing = asyncio.create_task(write(checked))
    except asyncio.CancelledError:
        writing.cancel()
        raise
    finally:
        await writing
