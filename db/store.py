"""The interface of all databases: read a statement, begin a transaction.

`db.sqlite.store` and `db.server.store` implement it. A store raises facts (`StoreUnavailableError`,
`StatementTimeoutError`); resolvers decide what they mean to a client.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Delete, Dialect, Executable, Insert, Update

from db.dialect.odd_rows import OddRows
from db.dialect.variants import DialectName

Values = Mapping[str, object]
Rows = Sequence[Sequence[Any]]
Change = Insert | Update | Delete


class DatabaseNotServableError(Exception):
    """Glimpse cannot serve the database; the message is a sentence for the operator."""


class StoreUnavailableError(Exception):
    """The database cannot be reached, is locked, or is full."""


class StoreUnreachableError(StoreUnavailableError):
    """A connection cannot be opened; the store has logged why, unless it was the first one."""


class StatementTimeoutError(Exception):
    """The statement exceeded its timeout and was stopped."""


class TransactionConflictError(Exception):
    """The transaction conflicted with another one: it did nothing, and may be retried."""


class AnswerTooLargeError(Exception):
    """The result is larger than the database can send."""


class ReadOnlyStoreError(Exception):
    """The database is served read-only."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A compiled statement: SQL for the driver, and its parameters in order.

    The last column of a row is finished JSON of an image, statistics or an event. Columns before it are
    for the reader: with a marker, whether it was found and the row's id (null after the last row); the id
    if images are read by several ids; an event's position. For the rows of a connection see
    `db.query.connection`.
    """

    sql: str
    parameters: tuple[str, ...]


# Of one execution of a statement, or of several.
Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Transaction(Protocol):
    """The transaction of a mutation."""

    @property
    def dialect(self) -> Dialect: ...

    async def execute(self, statement: Executable, parameters: Values | None = None) -> Rows:
        """All rows of a statement that reads or locks."""

    async def change(self, statement: Change, parameters: Parameters) -> None:
        """Executes the statement for the values, or for each of several.

        A server may get it later, together with others, but before the next `execute` or `read_within`, and
        before the commit; its errors are raised there.
        """

    async def send_changes(self) -> None:
        """Sends the changes that wait, and raises their errors."""

    def announce_commit(self) -> None:
        """Lets the watchers of commits, also of other processes, know when this commits."""


class CommitWatcher(Protocol):
    async def wait(self) -> None:
        """Returns when something may have been committed since its last return.

        It may return without a commit; after a commit it returns within a second.
        """

    async def close(self) -> None: ...


class Store(Protocol):
    dialect: DialectName
    is_glance: bool
    """Whether this is a Glance database, which is read-only and has Glance's looser columns."""

    odd_rows: OddRows | None
    """The kinds of rows of a Glance database that do not read as they are stored, when it was opened."""

    @property
    def is_read_only(self) -> bool:
        """Whether changes are refused for good: a Glance database, or a file that cannot be written."""

    async def read(self, statement: Statement, values: Values) -> Rows:
        """All rows; stops the statement after its timeout, or when the task is cancelled."""

    async def read_primary(self, statement: Statement, values: Values) -> Rows:
        """As `read`, but never from a replica, which may lag behind."""

    async def read_within(self, tx: Transaction, statement: Statement, values: Values) -> Rows:
        """All rows as the transaction sees them; stops the statement after its timeout."""

    async def change_token(self) -> int | None:
        """A number that changes when something is committed; None if the store cannot tell.

        It has no meaning in another process, or after a restart.
        """

    def begin(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction for changes: committed at the end, rolled back by an exception.

        Raises ReadOnlyStoreError immediately for a read-only store.
        """

    def watch_commits(self) -> CommitWatcher:
        """A watcher of commits, by this process or another."""

    async def ping(self) -> None:
        """Raises StoreUnavailableError unless the database answers."""

    async def is_writable(self) -> bool:
        """Whether changes are possible at the moment; raises as `ping`."""

    async def schema_versions(self) -> frozenset[str]:
        """The version of the schema; equals `db.schema_version.HEADS` if it is up to date."""

    async def close(self) -> None: ...
