"""A store that counts its statements, and traces them if tracing is on."""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import ClauseElement, Dialect, Executable

from db.store import Change, CommitWatcher, Parameters, Rows, Statement, Store, Transaction, Values


class StatementCounters(Protocol):
    """Counts of reads, of the rows they returned, and of statements in mutations' transactions."""

    read_count: int
    row_count: int
    change_count: int


@dataclass(slots=True)
class StatementTotals:
    """The counts of all requests since startup."""

    read_count: int = 0
    row_count: int = 0
    change_count: int = 0


# Called with the SQL, whose values are bind parameters; entered while the statement runs.
Trace = Callable[[str], AbstractContextManager[object]]


class InstrumentedStore:
    """Passes everything on to a store; `current_counters` gives the counters of the current request."""

    def __init__(
        self, store: Store, current_counters: Callable[[], StatementCounters], trace: Trace | None = None
    ) -> None:
        self.is_glance = store.is_glance
        self.odd_rows = store.odd_rows
        self.is_read_only = store.is_read_only
        self.dialect = store.dialect
        self.totals = StatementTotals()
        self._store = store
        self._current_counters = current_counters
        self._trace = trace

    def read(self, statement: Statement, values: Values) -> Coroutine[Any, Any, Rows]:
        return self._read(self._store.read, statement, values)

    def read_primary(self, statement: Statement, values: Values) -> Coroutine[Any, Any, Rows]:
        return self._read(self._store.read_primary, statement, values)

    async def _read(
        self, read: Callable[[Statement, Values], Awaitable[Rows]], statement: Statement, values: Values
    ) -> Rows:
        totals, counters = self.totals, self._current_counters()
        totals.read_count += 1
        counters.read_count += 1
        if self._trace is None:
            rows = await read(statement, values)
        else:
            with self._trace(statement.sql):
                rows = await read(statement, values)
        totals.row_count += len(rows)
        counters.row_count += len(rows)
        return rows

    async def change_token(self) -> int | None:
        return await self._store.change_token()

    def watch_commits(self) -> CommitWatcher:
        return self._store.watch_commits()

    async def read_within(self, tx: Transaction, statement: Statement, values: Values) -> Rows:
        assert isinstance(tx, _InstrumentedTransaction)
        with self._instrument(lambda: statement.sql):
            rows = await self._store.read_within(tx.transaction, statement, values)
        self._count(rows=len(rows))
        return rows

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        async with self._store.begin() as tx:
            yield _InstrumentedTransaction(tx, self._instrument)

    def _instrument(self, sql: Callable[[], str]) -> AbstractContextManager[object]:
        self._count(changes=1)
        return nullcontext() if self._trace is None else self._trace(sql())

    def _count(self, *, reads: int = 0, rows: int = 0, changes: int = 0) -> None:
        for tally in (self.totals, self._current_counters()):
            tally.read_count += reads
            tally.row_count += rows
            tally.change_count += changes

    async def ping(self) -> None:
        await self._store.ping()

    async def is_writable(self) -> bool:
        return await self._store.is_writable()

    async def schema_versions(self) -> frozenset[str]:
        return await self._store.schema_versions()

    async def close(self) -> None:
        await self._store.close()


class _InstrumentedTransaction:
    """A transaction whose statements are instrumented."""

    def __init__(
        self,
        transaction: Transaction,
        instrument: Callable[[Callable[[], str]], AbstractContextManager[object]],
    ) -> None:
        self.transaction = transaction
        self._instrument = instrument

    @property
    def dialect(self) -> Dialect:
        return self.transaction.dialect

    async def execute(self, statement: Executable, parameters: Values | None = None) -> Rows:
        with self._instrument(lambda: _sql_text(statement, parameters, self.dialect)):
            return await self.transaction.execute(statement, parameters)

    async def change(self, statement: Change, parameters: Parameters) -> None:
        with self._instrument(lambda: _sql_text(statement, parameters, self.dialect)):
            await self.transaction.change(statement, parameters)

    async def send_changes(self) -> None:
        await self.transaction.send_changes()

    def announce_commit(self) -> None:
        self.transaction.announce_commit()


def _sql_text(statement: Executable, parameters: Parameters | None, dialect: Dialect) -> str:
    """The SQL of a statement, with lists of values not expanded."""
    assert isinstance(statement, ClauseElement)
    first = parameters[0] if isinstance(parameters, Sequence) else parameters
    return _compiled(statement, tuple(first or ()), dialect)


# Most statements are the same each time.
@lru_cache(maxsize=256)
def _compiled(statement: ClauseElement, columns: tuple[str, ...], dialect: Dialect) -> str:
    return str(statement.compile(dialect=dialect, column_keys=list(columns)))
