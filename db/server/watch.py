"""Detection of commits on PostgreSQL by LISTEN and NOTIFY, which poll in case a notification is lost."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

from db.events.watch import logger, wait_until_set
from db.server.deadlines import driver_of, drop
from db.server.engine import Timeouts
from db.store import Rows

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_CHANNEL = "glimpse_events"
_NOTIFY = f"SELECT pg_notify('{_CHANNEL}', '')"
# Seconds between two notifications.
_NOTIFY_PAUSE = 0.01
# Seconds between two polls, in case a notification was lost.
_LISTENING_INTERVAL = 1.0


class Notifier:
    """Wakes the watchers of every process after commits.

    A change itself does not notify: PostgreSQL would let only one such transaction commit at a time. A
    notification that is lost costs a watcher its `_LISTENING_INTERVAL`.
    """

    def __init__(self, fetch: Callable[[str, Sequence[Any]], Awaitable[Rows]]) -> None:
        self._fetch = fetch
        self._is_due = False
        self._task: asyncio.Task[None] | None = None

    def notify(self) -> None:
        """Soon, and once for all commits until then."""
        self._is_due = True
        if self._task is None:
            self._task = asyncio.ensure_future(self._notify_until_done())

    async def _notify_until_done(self) -> None:
        try:
            while self._is_due:
                self._is_due = False
                await self._fetch(_NOTIFY, ())
                await asyncio.sleep(_NOTIFY_PAUSE)
        except Exception as error:
            logger.info("Cannot notify other processes at the moment: %s", type(error).__name__)
        finally:
            self._task = None

    async def close(self) -> None:
        """Sends nothing more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])


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
            await self._driver.add_listener(_CHANNEL, lambda *_: self._committed.set())
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
