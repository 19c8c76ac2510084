"""Bounds everything that waits for a server: connecting, taking a connection, a statement, closing.

A server that is frozen, or behind a network that drops packets, reports no error: its driver waits for ever.
Here every wait has an end. A connection that misses it is dropped without another word to the server, so the
driver reports an ordinary lost connection, and the next use opens a new one. Decision:
docs/adr/052-every-wait-for-a-server-has-an-end.md.
"""

import asyncio
import math
import select
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.store import StoreUnavailableError

# Seconds that a server may take beyond its own timeout to report it.
GRACE = 1.0
# Seconds between two looks for connections that wait too long.
_INTERVAL = 0.1
# In place of the time of a connection that was dropped.
_DROPPED = -1.0
# Seconds during which a connection counts as just used.
_JUST_USED = 1.0
# Seconds for the answer that shows that an idle connection still works.
_PING_TIMEOUT = 1.0


def drop(driver: Any) -> None:
    """Closes a connection of asyncpg or asyncmy without waiting for the server."""
    if hasattr(driver, "terminate"):
        driver.terminate()
        return
    # asyncmy's `close` waits until the server has read what was written to it.
    if driver._transport is not None:
        driver._transport.abort()
    driver.close()


def is_closed(driver: Any) -> bool:
    """Whether a connection of asyncpg or asyncmy was lost or dropped."""
    if hasattr(driver, "terminate"):
        closed: bool = driver.is_closed()
        return closed
    return driver._transport is None or driver._transport.is_closing()


def is_cut(driver: Any) -> bool:
    """Whether the server has ended an idle connection, also if the event loop has not yet noticed.

    A server sends nothing to it, except the end and the reason.
    """
    if is_closed(driver):
        return True
    unread = select.poll()
    unread.register(driver._transport.get_extra_info("socket").fileno(), select.POLLIN)
    return bool(unread.poll(0))


def driver_of(connection: AsyncConnection) -> Any:
    """The driver's connection of one that was taken."""
    assert connection.sync_connection is not None
    return connection.sync_connection.connection.driver_connection


class EndableTimeouts:
    """Timeouts of waits that shutdown can end early."""

    def __init__(self) -> None:
        self._waiting = set[asyncio.Timeout]()

    @asynccontextmanager
    async def bound(self, seconds: float) -> AsyncIterator[None]:
        """Raises TimeoutError if the block takes longer."""
        async with asyncio.timeout(seconds) as limit:
            self._waiting.add(limit)
            try:
                yield
            finally:
                self._waiting.discard(limit)

    def end_all(self) -> None:
        for limit in self._waiting:
            limit.reschedule(0)


class Deadlines:
    """The connections of a store that wait for an answer.

    One timer looks for overdue ones: a timer for each statement would cost more than the rest.
    """

    def __init__(self, answer_timeout: float) -> None:
        self._timeout = answer_timeout
        # Until when each connection may wait, in the time of the event loop.
        self._waiting: dict[Any, float] = {}
        # Of the blocks that take a connection.
        self.taking = EndableTimeouts()
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, driver: Any) -> None:
        """Drops the connection unless `end` is called in time."""
        loop = asyncio.get_running_loop()
        self._waiting[driver] = loop.time() + self._timeout
        if self._timer is None:
            self._timer = loop.call_later(_INTERVAL, self._drop_overdue)

    def end(self, driver: Any) -> bool:
        """Whether the connection was dropped."""
        return self._waiting.pop(driver, 0.0) == _DROPPED

    def _drop_overdue(self) -> None:
        loop = asyncio.get_running_loop()
        self._drop_until(loop.time())
        self._timer = loop.call_later(_INTERVAL, self._drop_overdue) if self._waiting else None

    def _drop_until(self, now: float) -> None:
        for driver, until in tuple(self._waiting.items()):
            if _DROPPED < until <= now:
                self._waiting[driver] = _DROPPED
                drop(driver)

    @contextmanager
    def bound(self, driver: Any) -> Iterator[None]:
        """Drops the connection if the block takes too long; raises StoreUnavailableError then."""
        self.begin(driver)
        try:
            yield
        except Exception as error:
            if self.end(driver):
                raise self.no_answer() from error
            raise
        finally:
            self.end(driver)

    def no_answer(self) -> StoreUnavailableError:
        return StoreUnavailableError(f"the server did not answer within {self._timeout:g} seconds")

    def end_all(self) -> None:
        """Ends every wait immediately, for shutdown: connections that wait for an answer are dropped."""
        self.taking.end_all()
        self._drop_until(math.inf)
        if self._timer is not None:
            self._timer.cancel()


@asynccontextmanager
async def taken(
    engine: AsyncEngine, take_timeout: float, deadlines: Deadlines
) -> AsyncIterator[AsyncConnection]:
    """A connection of the engine's pool, which gets it back at the end of the block."""
    async with deadlines.taking.bound(take_timeout + _PING_TIMEOUT):
        connection = await engine.connect()
    driver = driver_of(connection)
    try:
        yield connection
    finally:
        if is_closed(driver):
            await connection.invalidate()
        with deadlines.bound(driver):
            await connection.close()


@asynccontextmanager
async def taken_for_one_answer(
    engine: AsyncEngine, take_timeout: float, deadlines: Deadlines
) -> AsyncIterator[AsyncConnection]:
    """As `taken`; the whole block has the time of one answer."""
    async with taken(engine, take_timeout, deadlines) as connection:
        with deadlines.bound(driver_of(connection)):
            yield connection


def drivers_of(engine: Engine) -> set[Any]:
    """The open connections of the driver, which the engine opens from now on."""
    drivers = set[Any]()

    @event.listens_for(engine, "connect")
    def note_open(connection: Any, _record: Any) -> None:  # pragma: no cover - runs in a greenlet
        drivers.add(connection.driver_connection)

    @event.listens_for(engine, "close")
    def note_closed(connection: Any, _record: Any) -> None:  # pragma: no cover - runs in a greenlet
        drivers.discard(connection.driver_connection)

    return drivers


def ping_before_reuse(engine: Engine) -> None:
    """Tests idle connections when they are taken. If one is lost or frozen, all idle ones are replaced.

    A connection that was just used is not asked: whether the server has closed it is known without. Closing
    a connection does not wait for the server either.
    """

    @event.listens_for(engine, "connect")
    @event.listens_for(engine, "checkin")
    def note_use(_connection: Any, record: Any) -> None:  # pragma: no cover - runs in a greenlet
        record.info["used_at"] = monotonic()

    @event.listens_for(engine, "checkout")
    def ping(connection: Any, record: Any, _proxy: Any) -> None:  # pragma: no cover - runs in a greenlet
        driver = connection.driver_connection
        if is_closed(driver):
            raise InvalidatePoolError
        if monotonic() - record.info["used_at"] < _JUST_USED and not is_cut(driver):
            return
        timer = asyncio.get_running_loop().call_later(_PING_TIMEOUT, drop, driver)
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error
        finally:
            timer.cancel()

    @event.listens_for(engine, "close")
    def close(connection: Any, _record: Any) -> None:  # pragma: no cover - runs in a greenlet
        driver = connection.driver_connection
        # asyncpg waits until the server has closed its end; asyncmy for what was not sent.
        if hasattr(driver, "terminate") or (
            driver._transport is not None and driver._transport.get_write_buffer_size()
        ):
            drop(driver)
