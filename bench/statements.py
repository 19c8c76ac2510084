"""The statements that Glimpse runs for queries, to be measured by themselves."""

from contextlib import AbstractAsyncContextManager
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from db.address.server_address import ServerAddress
from db.connect import DatabaseTarget
from db.rows.probe_limits import DEFAULT_PROBE_LIMITS, ProbeLimits
from db.store import Rows, Statement, Transaction, Values
from resolvers.caller import Caller
from resolvers.context import Context
from resolvers.event_feed import EventFeed
from resolvers.plan.plans import PlanCache
from resolvers.root import create_schema
from resolvers.shielding import InFlightMutations
from settings import Settings
from tests.support.execution import execute_text

# One for all catalogues, so that a question is validated and compiled once.
_SETTINGS = Settings.from_environment({})
_schema = cache(lambda: create_schema(_SETTINGS))
_plans = cache(lambda dialect, limits: PlanCache(is_glance=False, dialect=dialect, probe_limits=limits))


class Statements:
    """Answers queries from a file or a server, and keeps the last statement with its values."""

    def __init__(self, place: Path | ServerAddress, probe_limits: ProbeLimits = DEFAULT_PROBE_LIMITS) -> None:
        self._target = (
            DatabaseTarget(None, place) if isinstance(place, ServerAddress) else DatabaseTarget(place)
        )
        self.is_glance = False
        self.dialect = "sqlite" if self._target.server is None else self._target.server.dialect
        self._plans = _plans(self.dialect, probe_limits)
        self._changes = InFlightMutations()
        self.last_read: tuple[Statement, Values] = (Statement("", ()), {})

    @property
    def last(self) -> tuple[str, list[object]]:
        """The last statement's SQL, with the values of its parameters in order."""
        statement, values = self.last_read
        return statement.sql, [values[name] for name in statement.parameters]

    async def __aenter__(self) -> Self:
        self.store = await self._target.open(pool_size=1, busy_timeout=5, statement_timeout=600)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.store.close()

    async def answer(self, query: str, variables: dict[str, object], caller: Caller) -> dict[str, Any]:
        store: Any = self
        context = Context(store, _SETTINGS, caller, self._changes, self._plans, EventFeed(store, limit=1))
        result = await execute_text(_schema(), query, variables, context)
        if result.errors:
            raise result.errors[0]
        data: dict[str, Any] = orjson.loads(orjson.dumps(result.data))
        return data

    def begin(self) -> AbstractAsyncContextManager[Transaction]:
        return self.store.begin()

    async def read_within(self, connection: Transaction, statement: Statement, values: Values) -> Rows:
        return await self.store.read_within(connection, statement, values)

    async def read(self, statement: Statement, values: Values) -> Rows:
        self.last_read = statement, values
        return await self.store.read(statement, values)
