"""Ends the tasks of a connection."""

import asyncio
from collections.abc import Collection
from typing import Any


async def cancel_and_wait(tasks: Collection["asyncio.Future[Any]"]) -> None:
    """Cancels tasks, at least one, and waits until they are done; their errors are dropped."""
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled():
            task.exception()
