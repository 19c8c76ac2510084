"""What a resolver has at hand: the store, the settings, and who is calling."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import strawberry

from db.store import Store
from resolvers.caller import Caller
from resolvers.clock import utc_now
from resolvers.event_feed import Feed
from resolvers.plan.plans import Plans
from resolvers.shielding import Changes
from settings import Settings


@dataclass(eq=False, slots=True)
class Context:
    store: Store
    settings: Settings
    caller: Caller
    changes: Changes
    plans: Plans
    feed: Feed
    now: Callable[[], datetime] = utc_now


Info = strawberry.Info[Context, None]
