"""How a test asks as any caller: in process, as the front door of `asking` lets administrators in only."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import pytest
from graphql import ExecutionResult, GraphQLError

from db.rows.probe_limits import DEFAULT_PROBE_LIMITS, ProbeLimits
from db.store import Store
from resolvers.caller import Caller
from resolvers.clock import utc_now
from resolvers.context import Context
from resolvers.event_feed import EventFeed
from resolvers.plan.plans import PlanCache
from resolvers.root import create_schema
from resolvers.shielding import InFlightMutations
from resolvers.subscriptions.response_stream import ResponseStream, SubscriptionError
from settings import Settings
from tests.support.databases.protocol import TestDatabase
from tests.support.execution import execute_text, subscribe_text
from tests.support.http.client import Refusal

P = Caller(project="p")
NOBODY = Caller()
SETTINGS = Settings.from_environment({})
SCHEMA = create_schema(SETTINGS)

# Who may follow at a time.
MOST = 3

# Seconds.
PATIENCE = 30


@dataclass(frozen=True)
class AskingAs:
    """One store, asked by whomever the test names, in a loop of its own."""

    loop: asyncio.Runner
    store: Store
    changes: InFlightMutations
    plans: PlanCache
    feed: EventFeed
    now: Callable[[], datetime] = utc_now

    def following(self, caller: Caller, query: str, /, **variables: object) -> "Following":
        """Whoever follows from now on, or from `after`; the test fails if it may not."""
        return Following(self.loop, self.loop.run(self._follow(caller, query, variables)))

    def not_followed(self, caller: Caller, query: str, /, **variables: object) -> Refusal:
        """The one error's code and place, at once or with the first event."""

        async def refused() -> list[GraphQLError]:
            with pytest.raises(SubscriptionError) as ended:
                await anext(await self._follow(caller, query, variables))
            return ended.value.errors

        (error,) = self.loop.run(refused())
        extensions = error.extensions or {}
        return extensions["code"], extensions.get("path")

    async def _follow(self, caller: Caller, query: str, variables: dict[str, Any]) -> ResponseStream:
        return await subscribe_text(SCHEMA, query, variables, self._context(caller))

    def answer(self, caller: Caller, query: str, /, **variables: object) -> Any:
        """The whole answer: data, and errors if there are any."""
        return self.loop.run(self._answer(caller, query, variables))

    def answers(self, callers: list[Caller], query: str, /, **variables: object) -> list[Any]:
        """The whole answers to callers who ask the same at the same time."""

        async def all_at_once() -> list[Any]:
            return await asyncio.gather(*(self._answer(caller, query, variables) for caller in callers))

        return self.loop.run(all_at_once())

    def ask(self, caller: Caller, query: str, /, **variables: object) -> Any:
        """The data; the test fails with the errors if there are any."""
        answered = self.answer(caller, query, **variables)
        assert "errors" not in answered, answered["errors"]
        return answered["data"]

    def refused(self, caller: Caller, query: str, /, **variables: object) -> Refusal:
        """The one error's code, and its place in the input (`extensions.path`; None if it names none)."""
        answered = self.answer(caller, query, **variables)
        assert "errors" in answered, answered
        (error,) = answered["errors"]
        return error["extensions"]["code"], error["extensions"].get("path")

    def written(self, caller: Caller, query: str) -> bytes:
        """The data as it goes out."""
        return orjson.dumps(self.loop.run(self._executed(caller, query, {})).data)

    async def _answer(self, caller: Caller, query: str, variables: dict[str, Any]) -> Any:
        result = await self._executed(caller, query, variables)
        answered = {"data": orjson.loads(orjson.dumps(result.data))}
        return answered | ({"errors": [error.formatted for error in result.errors]} if result.errors else {})

    async def _executed(self, caller: Caller, query: str, variables: dict[str, Any]) -> ExecutionResult:
        return await execute_text(SCHEMA, query, variables, self._context(caller))

    def _context(self, caller: Caller) -> Context:
        return Context(self.store, SETTINGS, caller, self.changes, self.plans, self.feed, self.now)


@dataclass
class Following:
    """One who follows, in the loop of whoever asks."""

    loop: asyncio.Runner
    responses: ResponseStream

    def next(self, count: int = 1) -> list[Any]:
        """The next events; the test fails if they do not come."""
        return self.loop.run(self._next(count))

    async def _next(self, count: int) -> list[Any]:
        async with asyncio.timeout(PATIENCE):
            responses = [orjson.loads(await anext(self.responses)) for _ in range(count)]
        return [response["data"]["imageChanged"] for response in responses]

    def leave(self) -> None:
        self.loop.run(self.responses.aclose())


@contextmanager
def asking_as(database: TestDatabase, probe_limits: ProbeLimits = DEFAULT_PROBE_LIMITS) -> Iterator[AskingAs]:
    """Asks a database of our own or Glance's."""
    with asking_store(database.open_store(), probe_limits) as asking:
        yield asking


@contextmanager
def asking_store(
    opening: Coroutine[Any, Any, Store], probe_limits: ProbeLimits = DEFAULT_PROBE_LIMITS
) -> Iterator[AskingAs]:
    """Asks the store that is opened."""
    with asyncio.Runner() as loop:
        store = loop.run(opening)
        changes, feed = InFlightMutations(), EventFeed(store, limit=MOST)
        try:
            plans = PlanCache(
                is_glance=store.is_glance,
                dialect=store.dialect,
                probe_limits=probe_limits,
                odd_rows=store.odd_rows,
                is_read_only=store.is_read_only,
            )
            yield AskingAs(loop, store, changes, plans, feed)
        finally:
            loop.run(changes.drain())
            loop.run(feed.close())
            loop.run(store.close())
