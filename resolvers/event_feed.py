"""How far the events have come, for all in this process who follow: one looks, and wakes whom it concerns."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from db.events.log import (
    BATCH_SIZE,
    EventRange,
    EventSummary,
    assign_positions,
    event_range_statement,
    event_summaries_statement,
    prune,
)
from db.retry import retry_on_conflict
from db.store import (
    CommitWatcher,
    Rows,
    StatementTimeoutError,
    Store,
    StoreUnavailableError,
    TransactionConflictError,
)
from resolvers.errors import CursorExpired, LimitExceeded

logger = logging.getLogger("glimpse")

# Seconds between two looks at least: what is committed meanwhile is read at once.
_PAUSE = 0.02
# And after a look that failed.
_PAUSE_OF_FAILURE = 0.5
# Seconds between two times that old events go.
_EVERY = 60.0

_EXPIRED = "The events behind `after` are not kept any more: read afresh, and follow from there."

_FAILURES = (StoreUnavailableError, StatementTimeoutError, TransactionConflictError)

Interest = Callable[[EventSummary], bool]


@dataclass(eq=False, slots=True)
class _Waiting:
    """Whoever has read on to `position`; told of a place to go on from, and of one to go to."""

    position: int
    interest: Interest
    told: "asyncio.Future[tuple[int, int]]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def tell(self, begin: int, end: int) -> None:
        if not self.told.done() and end > self.position:
            self.told.set_result((max(begin, self.position), end))


class Feed:
    """Looks at the database only while somebody follows; `most` may at a time."""

    def __init__(self, store: Store, *, most: int) -> None:
        self.followers = 0
        self.delivered = 0
        self._store = store
        self._most = most
        self._kept_events = event_range_statement(store.dialect)
        self._briefs = event_summaries_statement(store.dialect)
        # None until somebody has looked.
        self._kept: EventRange | None = None
        self._waiting: set[_Waiting] = set()
        self._looking: asyncio.Task[None] | None = None
        self._reads: dict[Hashable, asyncio.Task[Rows]] = {}

    @contextmanager
    def followed(self) -> Iterator[None]:
        """Somebody follows meanwhile; raises LIMIT_EXCEEDED."""
        if self.followers >= self._most:
            raise LimitExceeded(f"More than {self._most} subscriptions are open; try again.")
        self.followers += 1
        if self._looking is None:
            self._kept = None
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
        kept = await self._now()
        if after is None:
            return kept.newest
        # A place that does not exist yet is of another database, or of this one before it was restored.
        if after > kept.newest:
            raise CursorExpired(_EXPIRED, ("after",))
        _require_kept(kept, after)
        return after

    def require_kept(self, position: int) -> None:
        """Raises CURSOR_EXPIRED if an event behind the place, which `beyond` gave, may be gone."""
        assert self._kept is not None
        _require_kept(self._kept, position)

    async def beyond(self, position: int, interest: Interest) -> tuple[int, int]:
        """When there is an event behind the place that is of interest: where it can be read, from and to.

        What is of none is passed over. `interest` may be mistaken in what it takes, not in what it leaves.
        """
        if self._kept is not None and self._kept.newest > position:
            return position, self._kept.newest
        waiting = _Waiting(position, interest)
        self._waiting.add(waiting)
        try:
            return await waiting.told
        finally:
            self._waiting.discard(waiting)

    async def shared(self, key: Hashable, read: Callable[[], Awaitable[Rows]]) -> Rows:
        """What `read` gives; those who want the same at the same time get it of one statement."""
        reading = self._reads.get(key)
        if reading is None:
            reading = self._reads[key] = asyncio.ensure_future(read())
            reading.add_done_callback(lambda _: self._reads.pop(key))
        return await asyncio.shield(reading)

    async def put_in_order(self) -> None:
        """So that events do not wait for their places until somebody follows; raises as a change does."""
        await self._now()

    async def _look(self) -> None:
        watch = self._store.watch_commits()
        try:
            while True:
                if await self._looked() and await _noticed(watch):
                    await asyncio.sleep(_PAUSE)
                else:
                    await asyncio.sleep(_PAUSE_OF_FAILURE)
        finally:
            await watch.close()

    async def _looked(self) -> bool:
        """Whether it was possible. Whoever follows waits until it is."""
        try:
            await self._advance(await self._now())
        except _FAILURES as failure:
            logger.warning("The events cannot be read for now: %s", failure)
            return False
        except Exception:
            logger.exception("The events cannot be read")
            return False
        return True

    async def _advance(self, kept: EventRange) -> None:
        before = self._kept
        if before is None or kept.newest - before.newest > BATCH_SIZE:
            told = None
        else:
            place = {"after": before.newest, "until": kept.newest}
            rows = await self._store.read_primary(self._briefs, place) if kept.newest > before.newest else ()
            told = [EventSummary.of(row) for row in rows]
        self._kept = kept
        self._tell(told, kept.newest)

    def _tell(self, events: Sequence[EventSummary] | None, newest: int) -> None:
        """None are too many to look at each: all are told."""
        for waiting in self._waiting:
            if events is None:
                waiting.tell(waiting.position, newest)
                continue
            first = next((each for each in events if waiting.interest(each)), None)
            if first is not None:
                waiting.tell(first.position - 1, newest)

    async def _now(self) -> EventRange:
        kept = EventRange.of(await self._store.read_primary(self._kept_events, {}))
        while kept.has_unpositioned:
            await retry_on_conflict(self._give_places)
            kept = EventRange.of(await self._store.read_primary(self._kept_events, {}))
        return kept

    async def _give_places(self) -> bool:
        async with self._store.begin() as tx:
            return await assign_positions(tx)


async def _noticed(watch: CommitWatcher) -> bool:
    """Whether it could be waited for a commit."""
    try:
        await watch.wait()
    except Exception as error:
        logger.warning("Commits are not noticed for now: %s", error)
        return False
    return True


def _require_kept(kept: EventRange, position: int) -> None:
    if position + 1 < kept.oldest:
        raise CursorExpired(_EXPIRED, ("after",))


async def keep_events(store: Store, feed: Feed, most: int) -> None:
    """For as long as it is not cancelled: puts events in order, and forgets all but the newest."""
    while not store.is_glance:
        await asyncio.sleep(_EVERY)
        try:
            await feed.put_in_order()
            await forget_events(store, most)
        except _FAILURES as failure:
            logger.warning("Old events cannot be forgotten for now: %s", failure)
        except Exception:
            logger.exception("Old events cannot be forgotten")


async def forget_events(store: Store, most: int) -> None:
    """Keeps the newest events; raises what a change raises."""
    more = True
    while more:
        async with store.begin() as tx:
            more = await prune(tx, most)
