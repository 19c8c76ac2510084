"""Detection of commits on PostgreSQL by LISTEN and NOTIFY."""

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Any

from db.events.log import CHANNEL
from db.events.watch import logger, wait_until_set
from db.server.deadlines import driver_of, drop
from db.server.engine import Timeouts

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# Seconds between two polls, in case a notification was lost.
_LISTENING_INTERVAL = 1.0


class NotifyWatcher:
    """Listens on a connection of its own, which is opened again when it is lost."""

    def __init__(self, connections: "AsyncEngine", committed: asyncio.Event, timeouts: Timeouts) -> None:
        self._connections = connections
        self._committed = committed
        self._timeouts = timeouts
        self._opened_at = 0.0
        self._connection: AsyncConnection | None = None
        self._driver: Any = None
        self._is_listening = False

    async def wait(self) -> None:
        age = monotonic() - self._opened_at
        if not self._is_listening or self._driver.is_closed() or age >= self._timeouts.max_age:
            try:
                await self._listen()
            except Exception as error:
                # The next statement on the database reports the problem.
                logger.info("Cannot listen to PostgreSQL at the moment: %s", type(error).__name__)
            else:
                # Commits before this point were not notified, so the caller must poll.
                return
        await wait_until_set(self._committed, _LISTENING_INTERVAL)

    async def _listen(self) -> None:
        await self._leave()
        async with asyncio.timeout(self._timeouts.connect):
            self._connection = await self._connections.connect()
            self._driver = driver_of(self._connection)
            await self._driver.add_listener(CHANNEL, lambda *_: self._committed.set())
        self._is_listening, self._opened_at = True, monotonic()

    async def _leave(self) -> None:
        self._is_listening = False
        if self._connection is not None:
            connection, self._connection = self._connection, None
            drop(self._driver)
            await connection.invalidate()
            await connection.close()

    async def close(self) -> None:
        await self._leave()
        await self._connections.dispose()
