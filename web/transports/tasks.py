"""Tasks that have a part in a connection, ended with it."""

import asyncio
from collections.abc import Collection
from typing import Any


async def cancel_and_wait(tasks: Collection["asyncio.Future[Any]"]) -> None:
    """Cancels them, one at least, and waits until they are done; whatever they met is nobody's any more."""
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled():
            task.exception()
