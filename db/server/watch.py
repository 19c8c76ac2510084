"""How commits on PostgreSQL are noticed: LISTEN and NOTIFY."""

import asyncio
from typing import TYPE_CHECKING, Any

from db.events.log import CHANNEL
from db.events.watch import logger, wait_until_set

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# And where it tells, in case it did not.
_LISTENING_INTERVAL = 1.0


class NotifyWatcher:
    """PostgreSQL tells by NOTIFY, on a connection of its own, which is made anew when it is cut."""

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
                # Whoever asks the database next finds out, and says so.
                logger.info("Nobody listens to PostgreSQL for now: %s", type(error).__name__)
            else:
                # Of what was committed until now nobody has told.
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
