"""What a request asks of the database: each statement with its values, as it goes through the door."""

import re
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass

from starlette.testclient import TestClient

from db.store import CommitWatcher, Rows, Statement, Store, Transaction, Values
from tests.support.http.client import replace_services, services


@dataclass(frozen=True)
class Asked:
    """`sql` is what the driver got, `values` its parameters in order, with their names."""

    sql: str
    values: tuple[tuple[str, object], ...]


class RecordingStore:
    """Notes each statement, and passes everything on."""

    def __init__(self, store: Store) -> None:
        self.is_glance = store.is_glance
        self.odd_rows = store.odd_rows
        self.is_read_only = store.is_read_only
        self.dialect = store.dialect
        self.asked: list[Asked] = []
        self._store = store

    def _note(self, statement: Statement, values: Values) -> None:
        named = tuple((name, values[name]) for name in statement.parameters)
        self.asked.append(Asked(statement.sql, named))

    async def read(self, statement: Statement, values: Values) -> Rows:
        self._note(statement, values)
        return await self._store.read(statement, values)

    async def read_primary(self, statement: Statement, values: Values) -> Rows:
        self._note(statement, values)
        return await self._store.read_primary(statement, values)

    async def change_token(self) -> int | None:
        return await self._store.change_token()

    def watch_commits(self) -> CommitWatcher:
        return self._store.watch_commits()

    async def read_within(self, tx: Transaction, statement: Statement, values: Values) -> Rows:
        self._note(statement, values)
        return await self._store.read_within(tx, statement, values)

    def begin(self) -> AbstractAsyncContextManager[Transaction]:
        return self._store.begin()

    async def ping(self) -> None:
        await self._store.ping()

    async def is_writable(self) -> bool:
        return await self._store.is_writable()

    async def schema_versions(self) -> frozenset[str]:
        return await self._store.schema_versions()

    async def close(self) -> None:
        await self._store.close()


class Failing(RecordingStore):
    """Fails as often as it has something to fail with."""

    def __init__(self, store: Store, *failures: Exception) -> None:
        super().__init__(store)
        self.failures = list(failures)

    async def read_primary(self, statement: Statement, values: Values) -> Rows:
        if self.failures:
            raise self.failures.pop(0)
        return await super().read_primary(statement, values)


@contextmanager
def recorded(client: TestClient) -> Iterator[list[Asked]]:
    """The statements asked for meanwhile."""
    store = services(client).store
    recording = RecordingStore(store)
    replace_services(client, store=recording)
    try:
        yield recording.asked
    finally:
        replace_services(client, store=store)


_TOKEN = re.compile(
    r"""'(?:[^']|'')*'|[()]|\s+|
    \b(?:WITH|SELECT(?:\ DISTINCT)?|FROM|LEFT\ OUTER\ JOIN|WHERE|AND|OR|ORDER\ BY|UNION\ ALL|LIMIT)\b|
    [^\s()']+""",
    re.VERBOSE,
)
_CLAUSES = ("WITH", "SELECT", "FROM", "LEFT", "WHERE", "AND", "OR", "ORDER", "UNION", "LIMIT")


def pretty(sql: str) -> str:
    """A line for each clause and condition, indented by its parentheses."""
    written, depth = "", 0
    for token in _TOKEN.findall(re.sub(r"\s+", " ", sql)):
        if token.split(" ")[0] in _CLAUSES:
            written = written.rstrip() + "\n" + "  " * depth
        depth += (token == "(") - (token == ")")
        written += token
    return written.strip() + "\n"
