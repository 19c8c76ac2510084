"""The event feed of a process: one task polls for new events and wakes the subscribers they concern."""

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
from resolvers.errors import CursorExpiredError, InputPath, LimitExceededError, describe_store_error

logger = logging.getLogger("glimpse")


@dataclass(frozen=True, slots=True)
class FeedTiming:
    """Times are in seconds."""

    # Between two polls at least: what is committed meanwhile is read together.
    poll_pause: float = 0.02
    # After a poll that failed.
    failure_pause: float = 0.5
    # How often a subscription reads a batch anew while the database is away.
    batch_retries: int = 60
    batch_retry_pause: float = 1.0
    # After a change of this process, until its events and those that follow get positions.
    position_pause: float = 0.25


DEFAULT_FEED_TIMING = FeedTiming()

# In this order no change is lost in between.
_WAY_ON = "subscribe without {}, then read all images that you need."
_EXPIRED_MESSAGE = "The events behind {} are no longer kept: "
# Or of this one before it was restored.
_FUTURE_MESSAGE = "{} is not a cursor of this database: "

TRANSIENT_ERRORS = (StoreUnavailableError, StatementTimeoutError, TransactionConflictError)

EventFilter = Callable[[EventSummary], bool]


@dataclass(eq=False, slots=True)
class _Waiter:
    """A subscriber that has read up to `position`; `wake_up` gets the range of positions to read next."""

    position: int
    event_filter: EventFilter
    wake_up: "asyncio.Future[tuple[int, int]]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def wake(self, begin: int, end: int) -> None:
        if not self.wake_up.done() and end > self.position:
            self.wake_up.set_result((max(begin, self.position), end))


class EventFeed:
    """Polls the database only while there are subscribers, of which there may be `limit`."""

    def __init__(self, store: Store, *, limit: int, timing: FeedTiming = DEFAULT_FEED_TIMING) -> None:
        self.timing = timing
        self.subscribers = 0
        self.delivered = 0
        self._store = store
        self._limit = limit
        self._range_statement = event_range_statement(store.dialect)
        self._summaries_statement = event_summaries_statement(store.dialect)
        # None before the first poll.
        self._range: EventRange | None = None
        self._waiters: set[_Waiter] = set()
        self._poller: asyncio.Task[None] | None = None
        self._reads: dict[Hashable, asyncio.Task[Rows]] = {}
        # On SQLite a change assigns positions itself.
        self._assigns_positions = store.dialect != "sqlite"
        self._assigning = asyncio.Lock()
        self._has_noted_change = False
        self._positioning: asyncio.Task[None] | None = None

    @contextmanager
    def subscribe(self) -> Iterator[None]:
        """Counts a subscriber inside the block; raises LIMIT_EXCEEDED."""
        if self.subscribers >= self._limit:
            raise LimitExceededError(f"At most {self._limit} subscriptions may be open; retry.")
        self.subscribers += 1
        if self._poller is None:
            self._range = None
            self._poller = asyncio.ensure_future(self._poll_forever())
        try:
            yield
        finally:
            self.subscribers -= 1
            if not self.subscribers:
                self._poller.cancel()
                self._poller = None

    async def begin(self, after: int | None, input_path: InputPath = ("after",)) -> int:
        """The position to start from: `after`, or the newest event; raises CURSOR_EXPIRED.

        Without `input_path`, the client gave the position by the header `Last-Event-ID`.
        """
        kept = await self._load_range()
        if after is None:
            return kept.newest
        name = "`after`" if input_path else "`Last-Event-ID`"
        if after > kept.newest:
            raise CursorExpiredError((_FUTURE_MESSAGE + _WAY_ON).format(name, name), input_path)
        if not _is_retained(kept, after):
            raise CursorExpiredError((_EXPIRED_MESSAGE + _WAY_ON).format(name, name), input_path)
        return after

    def require_retained(self, position: int) -> None:
        """Raises CURSOR_EXPIRED if events behind the position may have been deleted."""
        assert self._range is not None
        if not _is_retained(self._range, position):
            raise CursorExpiredError(
                (_EXPIRED_MESSAGE + _WAY_ON).format("the last one that was sent", "`after`")
            )

    async def wait_for_events(self, position: int, event_filter: EventFilter) -> tuple[int, int]:
        """Waits for an event behind the position that passes the filter; returns the range to read.

        Other events are skipped. The filter may pass events that do not match, but must not drop any that do.
        """
        if self._range is not None and self._range.newest > position:
            return position, self._range.newest
        waiting = _Waiter(position, event_filter)
        self._waiters.add(waiting)
        try:
            return await waiting.wake_up
        finally:
            self._waiters.discard(waiting)

    async def read_shared(self, key: Hashable, read: Callable[[], Awaitable[Rows]]) -> Rows:
        """The result of `read`; concurrent callers with the same key share one statement."""
        reading = self._reads.get(key)
        if reading is None:
            reading = self._reads[key] = asyncio.ensure_future(read())
            reading.add_done_callback(lambda _: self._reads.pop(key))
        return await asyncio.shield(reading)

    async def position_events(self) -> None:
        """Assigns positions to new events also without subscribers; raises like a mutation."""
        await self._load_range()

    def note_change(self) -> None:
        """Lets the events of a change of this process get positions soon, also without subscribers."""
        if not self._assigns_positions:
            return
        self._has_noted_change = True
        if self._positioning is None:
            self._positioning = asyncio.ensure_future(self._position_until_done())

    async def position_noted_events(self) -> None:
        """Assigns positions to the events of the changes of this process, before events are read.

        While that is not possible, they are read without them.
        """
        if not self._has_noted_change and not self._assigning.locked():
            return
        try:
            async with self._assigning:
                if self._has_noted_change:
                    self._has_noted_change = False
                    await self._assign_all_positions()
        except TRANSIENT_ERRORS as failure:
            self._has_noted_change = True
            log_transient("New events cannot get positions at the moment", failure)

    async def _position_until_done(self) -> None:
        try:
            while self._has_noted_change:
                await asyncio.sleep(self.timing.position_pause)
                await self.position_noted_events()
        finally:
            self._positioning = None

    async def close(self) -> None:
        """Assigns no more positions; any other process, or the next one, does."""
        if (positioning := self._positioning) is not None:
            # A transaction ends first: a driver may leave a connection open that is cut off in one.
            async with self._assigning:
                positioning.cancel()
            await asyncio.wait([positioning])

    async def _poll_forever(self) -> None:
        watch = self._store.watch_commits()
        try:
            while True:
                if await self._poll() and await _wait_for_commit(watch):
                    await asyncio.sleep(self.timing.poll_pause)
                else:
                    await asyncio.sleep(self.timing.failure_pause)
        finally:
            await watch.close()

    async def _poll(self) -> bool:
        """Reads new events and wakes subscribers; False if it failed, while subscribers wait on."""
        try:
            await self._advance(await self._load_range())
        except TRANSIENT_ERRORS as failure:
            log_transient("Events cannot be read at the moment", failure)
            return False
        except Exception:
            logger.exception("Events cannot be read")
            return False
        return True

    async def _advance(self, kept: EventRange) -> None:
        before = self._range
        if before is None or kept.newest - before.newest > BATCH_SIZE:
            told = None
        else:
            place = {"after": before.newest, "until": kept.newest}
            rows = (
                await self._store.read_primary(self._summaries_statement, place)
                if kept.newest > before.newest
                else ()
            )
            told = [EventSummary.of(row) for row in rows]
        self._range = kept
        self._wake_waiters(told, kept.newest)

    def _wake_waiters(self, events: Sequence[EventSummary] | None, newest: int) -> None:
        """None stands for too many events: all subscribers are woken."""
        for waiting in self._waiters:
            if events is None:
                waiting.wake(waiting.position, newest)
                continue
            first = next((each for each in events if waiting.event_filter(each)), None)
            if first is not None:
                waiting.wake(first.position - 1, newest)

    async def _load_range(self) -> EventRange:
        # One after the other: two that assign at a time would conflict.
        async with self._assigning:
            return await self._assign_all_positions()

    async def _assign_all_positions(self) -> EventRange:
        kept = EventRange.of(await self._store.read_primary(self._range_statement, {}))
        while kept.has_unpositioned:
            await retry_on_conflict(self._assign_positions)
            kept = EventRange.of(await self._store.read_primary(self._range_statement, {}))
        return kept

    async def _assign_positions(self) -> bool:
        async with self._store.begin() as tx:
            return await assign_positions(tx)


async def _wait_for_commit(watch: CommitWatcher) -> bool:
    """Waits for a commit; False if that is not possible."""
    try:
        await watch.wait()
    except Exception as error:
        logger.warning("Commits cannot be watched at the moment: %s", error)
        return False
    return True


def _is_retained(kept: EventRange, position: int) -> bool:
    """Whether all events behind the position are kept."""
    return position + 1 >= kept.oldest


def log_transient(effect: str, failure: Exception) -> None:
    if (description := describe_store_error(failure)) is not None:
        logger.warning("%s: %s", effect, description)
