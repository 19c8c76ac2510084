"""How a process learns of commits: of its own at once, of another's as its database allows."""

import asyncio
import logging
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.event_log import CHANNEL
from db.sqlite_file import read_only

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

logger = logging.getLogger("glimpse.db")

# Seconds between two looks, where a database tells nobody.
_FILE_INTERVAL = 0.1
_SERVER_INTERVAL = 0.25
# And where it tells, in case it did not.
_LISTENING_INTERVAL = 1.0


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    """Whether it is set in that time; it is not any more."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    event.clear()
    return True


class FileWatch:
    """SQLite counts the commits of others in a number, which stands in memory that all share.

    To look at it takes microseconds: it is not worth a thread, which could be left behind.
    """

    def __init__(self, path: Path, committed: asyncio.Event) -> None:
        self._path = path
        self._committed = committed
        self._connection: sqlite3.Connection | None = None
        self._version = 0

    async def changed(self) -> None:
        while not await _set_within(self._committed, _FILE_INTERVAL):
            version = self._data_version()
            if version != self._version:
                self._version = version
                return

    def _data_version(self) -> int:
        if self._connection is None:
            # It waits for nobody: the next look is soon.
            self._connection = sqlite3.connect(
                read_only(self._path), uri=True, isolation_level=None, timeout=0
            )
        ((version,),) = self._connection.execute("PRAGMA data_version")
        return int(version)

    async def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


class PollingWatch:
    """Time passes: whoever asks then sees what was committed."""

    def __init__(self, committed: asyncio.Event) -> None:
        self._committed = committed

    async def changed(self) -> None:
        await _set_within(self._committed, _SERVER_INTERVAL)

    async def close(self) -> None:
        """There is nothing to be closed."""


class ListeningWatch:
    """PostgreSQL tells by NOTIFY, on a connection of its own, which is made anew when it is cut."""

    def __init__(self, connections: "AsyncEngine", committed: asyncio.Event) -> None:
        self._connections = connections
        self._committed = committed
        self._connection: AsyncConnection | None = None
        self._driver: Any = None

    async def changed(self) -> None:
        if self._driver is None or self._driver.is_closed():
            try:
                await self._listen()
            except Exception as error:
                # Whoever asks the database next finds out, and says so.
                logger.info("Nobody listens to PostgreSQL for now: %s", type(error).__name__)
            else:
                # Of what was committed until now nobody has told.
                return
        await _set_within(self._committed, _LISTENING_INTERVAL)

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
