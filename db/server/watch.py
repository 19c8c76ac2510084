"""Detection of commits on PostgreSQL by LISTEN and NOTIFY."""

import asyncio
from typing import TYPE_CHECKING, Any

from db.events.log import CHANNEL
from db.events.watch import logger, wait_until_set

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# Seconds between two polls, in case a notification was lost.
_LISTENING_INTERVAL = 1.0


class NotifyWatcher:
    """Listens on a connection of its own, which is opened again when it is lost."""

    def __init__(self, connections: "AsyncEngine", committed: asyncio.Event) -> None:
        self._connections = connections
        self._committed = committed
        self._connection: AsyncConnection | None = None
        self._driver: Any = None

    async def wait(self) -> None:
        if self._driver is None or self._driver.is_closed():
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
        self._connection = await self._connections.connect()
        self._driver = (await self._connection.get_raw_connection()).driver_connection
        await self._driver.add_listener(CHANNEL, lambda *_: self._committed.set())

    async def _leave(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.invalidate()
            await connection.close()

    async def close(self) -> None:
        await self._leave()
        await self._connections.dispose()
