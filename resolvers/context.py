"""What a resolver has at hand: the store, the settings, and who is calling."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import strawberry

from db.store import Store
from resolvers.caller import Caller
from resolvers.changes import Changes
from resolvers.clock import utc_now
from resolvers.feed import Feed
from resolvers.read.plan import Plans
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
