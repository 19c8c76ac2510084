"""How a process learns of commits: of its own at once, of another's as its database allows."""

import asyncio
import logging

logger = logging.getLogger("glimpse.db")

_SERVER_INTERVAL = 0.25


async def set_within(event: asyncio.Event, seconds: float) -> bool:
    """Whether it is set in that time; it is not any more."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    event.clear()
    return True


class PollingWatch:
    """Time passes: whoever asks then sees what was committed."""

    def __init__(self, committed: asyncio.Event) -> None:
        self._committed = committed

    async def changed(self) -> None:
        await set_within(self._committed, _SERVER_INTERVAL)

    async def close(self) -> None:
        """There is nothing to be closed."""
