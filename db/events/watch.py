"""How a process learns of commits: of its own at once, of another's as its database allows."""

import asyncio
import logging

logger = logging.getLogger("glimpse.db")

_SERVER_INTERVAL = 0.25


async def wait_until_set(event: asyncio.Event, seconds: float) -> bool:
    """Whether it is set in that time; it is not any more."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    event.clear()
    return True


class PollingWatcher:
    """Time passes: whoever asks then sees what was committed."""

    def __init__(self, committed: asyncio.Event) -> None:
        self._committed = committed

    async def wait(self) -> None:
        await wait_until_set(self._committed, _SERVER_INTERVAL)

    async def close(self) -> None:
        """There is nothing to be closed."""
