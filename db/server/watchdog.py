"""Ends a command that waits for a server which answers nobody any more.

A command has no limit for a statement: an index may take minutes to build. So the wait itself says nothing.
Every few seconds another connection sends the server a short question. Without an answer several times in a
row, the server is frozen, or the network to it drops packets: the command's connections are dropped.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.address.server_address import ServerAddress
from db.server.connecting import causes_of
from db.server.deadlines import drivers_of, drop
from db.server.engine import Timeouts, create_engine
from db.server.errors import translate_error
from db.store import StoreUnavailableError


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds between two questions and for each answer, and how many answers may be missing in a row."""

    interval: float = 5.0
    answer: float = 10.0
    misses: int = 3

    @property
    def longest(self) -> float:
        """Seconds until a silent server is noticed."""
        return self.misses * (self.interval + self.answer)


PATIENCE = Patience()


@asynccontextmanager
async def watched(
    address: ServerAddress, end_waits: Callable[[], None], patience: Patience = PATIENCE
) -> AsyncIterator[None]:
    """Calls `end_waits` if the server falls silent; the block then ends with StoreUnavailableError."""
    watching = asyncio.ensure_future(_wait_for_silence(address, patience))
    watching.add_done_callback(lambda done: None if done.cancelled() else end_waits())
    try:
        yield
    except Exception as error:
        if watching.done() and not watching.cancelled():
            raise StoreUnavailableError(
                f"{address.name}: it has stopped answering; {patience.misses} questions over "
                f"{patience.longest:g} seconds got no answer"
            ) from error
        raise
    finally:
        watching.cancel()


@asynccontextmanager
async def watched_engine(
    address: ServerAddress, connections: AsyncEngine, patience: Patience = PATIENCE
) -> AsyncIterator[None]:
    """As `watched`, for a block that waits on connections of the engine which it opens itself."""
    drivers = drivers_of(connections.sync_engine)

    def end_waits() -> None:
        for driver in tuple(drivers):
            drop(driver)

    async with watched(address, end_waits, patience):
        yield


@asynccontextmanager
async def command_engine(
    address: ServerAddress, lock_timeout: float, patience: Patience = PATIENCE
) -> AsyncIterator[AsyncEngine]:
    """An engine for a command, whose statements may take long; `lock_timeout` is in seconds.

    An error of the server is a StoreUnavailableError that names the database.
    """
    connections = create_engine(address, Timeouts(lock_timeout, None), None)
    try:
        async with watched_engine(address, connections, patience):
            yield connections
    except Exception as error:
        fact = translate_error(error, address.dialect)
        if fact is None:
            raise
        raise StoreUnavailableError(f"{address.name}: {fact}") from error
    finally:
        await connections.dispose()


async def _wait_for_silence(address: ServerAddress, patience: Patience) -> None:
    """Returns when the server has not answered several times in a row."""
    # The time for an answer ends first.
    waits = Timeouts(2 * patience.answer, 2 * patience.answer)
    connections = create_engine(address, waits, None, is_writing=False)
    missed = 0
    # Coverage does not see the end after a greenlet switch; test_watchdog.py tests it.
    while missed < patience.misses:  # pragma: no branch
        await asyncio.sleep(patience.interval)
        missed = 0 if await _answers(connections, patience.answer) else missed + 1


async def _answers(connections: AsyncEngine, seconds: float) -> bool:
    """Whether the server says anything. Also a refusal, such as of one connection too many, is an answer."""
    try:
        async with asyncio.timeout(seconds):
            async with connections.connect() as connection:
                await connection.execute(text("SELECT 1"))
    except Exception as error:
        return not any(isinstance(each, OSError) for each in causes_of(error))
    return True
