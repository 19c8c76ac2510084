"""How far the events have come, for all in this process who follow: one looks, and wakes the others."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager

from db.event_log import Kept, forget, give_places, kept_events
from db.retrying import until_it_fits
from db.store import Rows, StatementTimeout, Store, StoreUnavailable, TransactionConflict
from resolvers.errors import CursorExpired, LimitExceeded

logger = logging.getLogger("glimpse")

# Seconds between two looks at least: what is committed meanwhile is read at once.
_PAUSE = 0.02
# And after a look that failed.
_PAUSE_OF_FAILURE = 0.5

# Seconds between two times that old events go.
_EVERY = 60.0

_EXPIRED = "The events behind `after` are not kept any more: read afresh, and follow from there."


class Feed:
    """Looks at the database only while somebody follows; `most` may at a time."""

    def __init__(self, store: Store, *, most: int) -> None:
        self.followers = 0
        self.delivered = 0
        self._store = store
        self._most = most
        self._statement = kept_events(store.database)
        self._kept = Kept(0, 0)
        self._moved = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._reads: dict[Hashable, asyncio.Task[Rows]] = {}

    @contextmanager
    def followed(self) -> Iterator[None]:
        """Somebody follows meanwhile; raises LIMIT_EXCEEDED."""
        if self.followers >= self._most:
            raise LimitExceeded(f"More than {self._most} subscriptions are open; try again.")
        self.followers += 1
        if self._looking is None:
            self._looking = asyncio.ensure_future(self._look())
        try:
            yield
        finally:
            self.followers -= 1
            if not self.followers:
                self._looking.cancel()
                self._looking = None

    async def begin(self, after: int | None) -> int:
        """The place to read on from: `after`, or the end; raises CURSOR_EXPIRED."""
        self._note(await self._now())
        if after is None:
            return self._kept.newest
        # A place that does not exist yet is of another database, or of this one before it was restored.
        if after > self._kept.newest:
            raise CursorExpired(_EXPIRED, ("after",))
        self.require_kept(after)
        return after

    def require_kept(self, position: int) -> None:
        """Raises CURSOR_EXPIRED if an event behind the place may be gone."""
        if position + 1 < self._kept.oldest:
            raise CursorExpired(_EXPIRED, ("after",))

    async def beyond(self, position: int) -> int:
        """The place of the newest event, when there is one behind the place."""
        while self._kept.newest <= position:
            await self._moved.wait()
        return self._kept.newest

    async def shared(self, key: Hashable, read: Callable[[], Awaitable[Rows]]) -> Rows:
        """What `read` gives; those who want the same at the same time get it of one statement."""
        reading = self._reads.get(key)
        if reading is None:
            reading = self._reads[key] = asyncio.ensure_future(read())
            reading.add_done_callback(lambda _: self._reads.pop(key))
        return await asyncio.shield(reading)

    async def _look(self) -> None:
        watch = self._store.watch()
        try:
            while True:
                await watch.changed()
                looked = await self._looked()
                while not looked:
                    await asyncio.sleep(_PAUSE_OF_FAILURE)
                    looked = await self._looked()
                await asyncio.sleep(_PAUSE)
        finally:
            await watch.close()

    async def _looked(self) -> bool:
        """Whether it was possible. Whoever follows waits until it is."""
        try:
            self._note(await self._now())
        except (StoreUnavailable, StatementTimeout, TransactionConflict) as failure:
            logger.warning("The events cannot be read for now: %s", failure)
            return False
        except Exception:
            logger.exception("The events cannot be read")
            return False
        return True

    def _note(self, kept: Kept) -> None:
        moved = kept.newest > self._kept.newest
        # Two looks can overlap; the later place is the true one.
        self._kept = max(self._kept, kept, key=lambda each: (each.newest, each.oldest))
        if moved:
            self._moved.set()
            self._moved = asyncio.Event()

    async def _now(self) -> Kept:
        kept = Kept.of(await self._store.read_newest(self._statement, {}))
        while kept.waiting:
            await until_it_fits(self._give_places)
            kept = Kept.of(await self._store.read_newest(self._statement, {}))
        return kept

    async def _give_places(self) -> bool:
        async with self._store.begin() as connection:
            return await give_places(connection)

    async def put_in_order(self) -> None:
        """So that events do not wait for their places until somebody follows; raises as a change does."""
        await self._now()


async def keep_events(store: Store, feed: Feed, most: int) -> None:
    """For as long as it is not cancelled: puts events in order, and forgets all but the newest."""
    while not store.glance:
        await asyncio.sleep(_EVERY)
        try:
            await feed.put_in_order()
            await forget_events(store, most)
        except (StoreUnavailable, StatementTimeout, TransactionConflict) as failure:
            logger.warning("Old events cannot be forgotten for now: %s", failure)


async def forget_events(store: Store, most: int) -> None:
    """Keeps the newest events; raises what a change raises."""
    more = True
    while more:
        async with store.begin() as connection:
            more = await forget(connection, most)
