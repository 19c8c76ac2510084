"""Which events are kept, and the deletion of the others."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from db.events.log import prune
from db.store import Store
from resolvers.clock import utc_now
from resolvers.event_feed import TRANSIENT_ERRORS, EventFeed, log_transient

logger = logging.getLogger("glimpse")

# Seconds between two times that old events go.
_PRUNE_INTERVAL = 60.0


@dataclass(frozen=True, slots=True)
class Retention:
    """Which events are kept: the newest `count`, and of those the ones of the last `max_age` seconds.

    0 stands for no limit.
    """

    count: int
    max_age: int = 0


async def prune_events_forever(
    store: Store, feed: EventFeed, retention: Retention, interval: float = _PRUNE_INTERVAL
) -> None:
    """Assigns positions and deletes the events that are not kept, periodically, until cancelled."""
    while not store.is_read_only:
        await asyncio.sleep(interval)
        try:
            await feed.position_events()
            await prune_events(store, retention)
        except TRANSIENT_ERRORS as failure:
            log_transient("Old events cannot be deleted at the moment", failure)
        except Exception:
            logger.exception("Old events cannot be deleted")


async def prune_events(store: Store, retention: Retention) -> None:
    """Deletes the events that are not kept; raises like a mutation."""
    since = utc_now() - timedelta(seconds=retention.max_age) if retention.max_age else None
    more = True
    while more:
        async with store.begin() as tx:
            more = await prune(tx, retention.count, since)
