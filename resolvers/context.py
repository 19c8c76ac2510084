"""The context of a resolver: the store, the settings and the caller."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import strawberry

from db.events.log import Author
from db.store import Store
from resolvers.caller import Caller
from resolvers.clock import utc_now
from resolvers.event_feed import EventFeed
from resolvers.plan.plans import PlanCache
from resolvers.shielding import InFlightMutations
from settings import Settings


@dataclass(eq=False, slots=True)
class Context:
    store: Store
    settings: Settings
    caller: Caller
    mutations: InFlightMutations
    plan_cache: PlanCache
    event_feed: EventFeed
    now: Callable[[], datetime] = utc_now
    # The cursor that a subscriber resumes behind, from the header `Last-Event-ID`; null without it.
    last_event_id: str | None = None
    # The id of the request, which the events of its changes record.
    request_id: str | None = None

    @property
    def author(self) -> Author:
        """The author of the changes of this request."""
        return Author(self.caller.user, self.caller.project, self.request_id)


Info = strawberry.Info[Context, None]
