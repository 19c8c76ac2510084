"""The small door to the database: read a statement, begin a transaction.

Behind it is the fastest way that one database has; `db.sqlite.store` is the embedded one. A store says what
happened (`StoreUnavailableError`, `StatementTimeoutError`); what that means to a caller is decided by
resolvers.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import CursorResult, Dialect, Executable

from db.dialect.variants import DialectName

Values = Mapping[str, object]
Rows = Sequence[Sequence[Any]]


class DatabaseNotServableError(Exception):
    """The database cannot be served; the message is a sentence for who starts the program."""


class StoreUnavailableError(Exception):
    """The database cannot be reached, is locked, or is full."""


class StatementTimeoutError(Exception):
    """The statement ran longer than it may, and was stopped."""


class TransactionConflictError(Exception):
    """Another transaction stood in the way: this one did nothing, and may be tried again."""


class AnswerTooLargeError(Exception):
    """The database cannot send so long an answer."""


class ReadOnlyStoreError(Exception):
    """The database is served read-only."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Compiled once: SQL for the driver, and its parameters in order.

    The last column of a row is finished JSON: of an image, or of statistics. Before it, for the reader,
    stand with a marker whether it was found and the row's id (null behind the last row), and the id if
    images are read by several ids; before an event stands its place. The rows of a connection are those
    of `db.query.connection`.
    """

    sql: str
    parameters: tuple[str, ...]


Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Transaction(Protocol):
    """What a change runs its statements on: SQLAlchemy's `AsyncConnection`, or its stand-in on SQLite."""

    @property
    def dialect(self) -> Dialect: ...

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> CursorResult[*tuple[Any, ...]]: ...


class CommitWatcher(Protocol):
    async def wait(self) -> None:
        """Returns when something may have been committed since it returned last.

        It may be mistaken, and need not tell of a commit at once: in a second at the latest.
        """

    async def close(self) -> None: ...


class Store(Protocol):
    dialect: DialectName
    is_glance: bool
    """Whether this is a Glance database, which is read-only and has Glance's looser columns."""

    async def read(self, statement: Statement, values: Values) -> Rows:
        """All rows of a read; it is stopped when the statement's time is over or its task cancelled."""

    async def read_primary(self, statement: Statement, values: Values) -> Rows:
        """As `read`, and never of a replica, which may be behind."""

    async def read_within(self, tx: Transaction, statement: Statement, values: Values) -> Rows:
        """All rows as the transaction sees them; it is stopped when the statement's time is over."""

    async def change_token(self) -> int | None:
        """A number that is another one once something was committed; None where nobody can tell.

        It means nothing to another process, nor after a restart.
        """

    def begin(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction for changes: committed at the end, rolled back when an exception leaves it.

        Raises ReadOnlyStoreError before anything else is looked at.
        """

    def watch_commits(self) -> CommitWatcher:
        """Tells when something was committed, by this process or another."""

    async def ping(self) -> None:
        """Raises StoreUnavailableError unless the database answers."""

    async def schema_versions(self) -> frozenset[str]:
        """The migrations that our database stands at: `db.schema_version.HEADS` when it is up to date."""

    async def close(self) -> None: ...
