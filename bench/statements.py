"""The statements that Glimpse runs for queries, to be measured by themselves."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from db.dialect.variants import DialectName
from db.rows.probe_limits import DEFAULT_PROBE_LIMITS, ProbeLimits
from db.sqlite.store import SqliteStore
from db.store import Rows, Statement, Transaction, Values
from resolvers.caller import Caller
from resolvers.context import Context
from resolvers.event_feed import EventFeed
from resolvers.plan.plans import PlanCache
from resolvers.root import create_schema
from resolvers.shielding import InFlightMutations
from settings import Settings
from tests.support.execution import execute_text


class Statements:
    """Answers queries from the database, and tells which statement the last one was."""

    def __init__(self, path: Path, probe_limits: ProbeLimits = DEFAULT_PROBE_LIMITS) -> None:
        self._path = path
        self.is_glance = False
        self.dialect: DialectName = "sqlite"
        self._settings = Settings.from_environment({})
        self._schema = create_schema(self._settings)
        self._plans = PlanCache(is_glance=False, probe_limits=probe_limits)
        self._changes = InFlightMutations()
        self.last: tuple[str, list[object]] = ("", [])

    async def __aenter__(self) -> Self:
        self._store = await SqliteStore.open(self._path, statement_timeout=600)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._store.close()

    async def answer(self, query: str, variables: dict[str, object], caller: Caller) -> dict[str, Any]:
        store: Any = self
        context = Context(
            store, self._settings, caller, self._changes, self._plans, EventFeed(store, limit=1)
        )
        result = await execute_text(self._schema, query, variables, context)
        if result.errors:
            raise result.errors[0]
        data: dict[str, Any] = orjson.loads(orjson.dumps(result.data))
        return data

    def begin(self) -> AbstractAsyncContextManager[Transaction]:
        return self._store.begin()

    async def read_within(self, connection: Transaction, statement: Statement, values: Values) -> Rows:
        return await self._store.read_within(connection, statement, values)

    async def read(self, statement: Statement, values: Values) -> Rows:
        self.last = (statement.sql, [values[name] for name in statement.parameters])
        return await self._store.read(statement, values)
