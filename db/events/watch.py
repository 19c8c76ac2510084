"""Detection of commits: its own immediately, those of other processes as the database allows."""

import asyncio
import logging

logger = logging.getLogger("glimpse.db")

_SERVER_INTERVAL = 0.25


async def wait_until_set(event: asyncio.Event, seconds: float) -> bool:
    """Waits until the event is set, and clears it; False if the time is over first."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    event.clear()
    return True


class PollingWatcher:
    """Returns after an interval, or after a commit of this process; the caller then polls."""

    def __init__(self, committed: asyncio.Event) -> None:
        self._committed = committed

    async def wait(self) -> None:
        await wait_until_set(self._committed, _SERVER_INTERVAL)

    async def close(self) -> None:
        """There is nothing to close."""
