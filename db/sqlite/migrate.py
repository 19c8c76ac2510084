"""Brings a database of ours up to date, or makes it; a Glance database is left as it is."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, NullPool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

from db.schema_version import VERSION_TABLE, behind, upgrade_to_head
from db.sqlite.file import WriterLock, content_of, read_only
from db.store import StoreRefused

if TYPE_CHECKING:
    pass

_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
# A mistake in a migration, not a matter of the file: it must not pass for one.
_OURS = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH})


def migrate(path: Path, patience: float = 10.0) -> None:
    """Makes the file if it is missing; all is done or, when it fails, nothing.

    Another process that writes is waited for `patience` seconds. Raises StoreRefused, with a
    sentence, if the file is no database of ours or cannot be written.
    """
    if content_of(path) == "glance":
        raise StoreRefused(
            f"The database {path.name} is Glance's: it is served read-only, and never migrated."
        )
    end = monotonic() + patience
    # Whoever is waited for may have done it.
    while pending(path):
        try:
            _upgrade(path)
        except _Taken as taken:
            if monotonic() >= end:
                raise StoreRefused(str(taken)) from taken
            sleep(0.05)


def pending(path: Path) -> bool:
    """Whether `migrate` has something to do: never in a Glance database.

    Raises StoreRefused, with a sentence, if the file is no database, or a newer program's.
    """
    content = content_of(path)
    if content != "own":
        return content == "empty"
    with closing(sqlite3.connect(read_only(path), uri=True)) as connection:
        versions = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}")
        return behind(path.name, [version for (version,) in versions])


class _Taken(Exception):
    """Another process writes the file; the message is a sentence."""


def _upgrade(path: Path) -> None:
    try:
        lock = WriterLock(path)
    except StoreRefused as refused:
        if isinstance(refused.__cause__, BlockingIOError):
            raise _Taken(str(refused)) from refused
        raise
    try:
        with _transaction(path) as connection:
            upgrade_to_head(connection)
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _OURS:
            raise
        if code in _BUSY:
            raise _Taken(f"Another process keeps the database {path.name} locked.") from error
        raise StoreRefused(f"The database {path.name} cannot be migrated: {error.orig}.") from error
    finally:
        lock.release()


@contextmanager
def _transaction(path: Path) -> Iterator[Connection]:
    engine = create_engine(
        URL.create("sqlite", database=str(path.absolute())), poolclass=NullPool, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: DBAPIConnection, _record: object) -> None:
        # The driver would begin a transaction only at the first change of a row, and make tables
        # outside of any. We begin it ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 0")
        # A table that is made anew for a changed column is dropped for a moment: what refers to it
        # is checked at the end instead.
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.close()

    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"The migrations break {len(broken)} references between rows")
        connection.commit()
