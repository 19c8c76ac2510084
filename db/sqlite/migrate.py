"""Creates or migrates Glimpse's database in a file; never changes a Glance database."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import URL, Connection, NullPool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

from db.schema_version import MIGRATION_SCRIPTS, VERSION_TABLE, is_behind, upgrade_to_head
from db.sqlite.errors import advised
from db.sqlite.file import DatabaseLockedError, WriterLock, detect_schema, read_only_uri, whole_path
from db.store import DatabaseNotServableError

_BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
# Errors in a migration, which must not be reported as problems of the file.
_MIGRATION_BUG_CODES = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH})


def migrate(
    path: Path,
    timeout: float = 10.0,
    *,
    scripts: Path = MIGRATION_SCRIPTS,
    sqlite_version: tuple[int, ...] = sqlite3.sqlite_version_info,
    pause: Callable[[float], None] = sleep,
) -> None:
    """Migrates the file, or creates it if it is missing; on failure nothing is changed.

    Waits up to `timeout` seconds for another process that writes, with a `pause` between attempts. Raises
    DatabaseNotServableError if the file is not Glimpse's database or cannot be written.
    """
    if detect_schema(path) == "glance":
        raise DatabaseNotServableError(
            f"The database {whole_path(path)} belongs to Glance: "
            "Glimpse serves it read-only, and never migrates it."
        )
    end = monotonic() + timeout
    if not path.exists():
        _create_private(path)
    # The other process may have migrated the file.
    while is_pending(path):
        try:
            _upgrade(path, scripts, sqlite_version)
        except DatabaseLockedError:
            if monotonic() >= end:
                raise
            pause(0.05)


def is_pending(path: Path) -> bool:
    """Whether `migrate` has something to do; never for a Glance database.

    Raises DatabaseNotServableError if the file is not a database, or was migrated by a newer Glimpse.
    """
    content = detect_schema(path)
    if content != "own":
        return content == "empty"
    with closing(sqlite3.connect(read_only_uri(path), uri=True)) as connection:
        versions = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}")
        return is_behind(whole_path(path), [version for (version,) in versions])


def _create_private(path: Path) -> None:
    """Creates a missing file that its owner alone may read; SQLite gives its logs the same mode."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDONLY, 0o600))
    except OSError as error:
        raise DatabaseNotServableError(
            f"The database {whole_path(path)} cannot be created: {error.strerror}."
        ) from error


def _upgrade(path: Path, scripts: Path, sqlite_version: tuple[int, ...]) -> None:
    lock = WriterLock(path, sqlite_version)
    try:
        with _transaction(path) as connection:
            upgrade_to_head(connection, scripts)
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _MIGRATION_BUG_CODES:
            raise
        if code in _BUSY_CODES:
            raise DatabaseLockedError(
                f"Another process keeps the database {whole_path(path)} locked."
            ) from error
        raise DatabaseNotServableError(
            f"The database {whole_path(path)} cannot be migrated: {advised(error.orig, code)}."
        ) from error
    finally:
        lock.release()


@contextmanager
def _transaction(path: Path) -> Iterator[Connection]:
    engine = create_engine(
        URL.create("sqlite", database=str(path.absolute())), poolclass=NullPool, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: DBAPIConnection, _record: object) -> None:
        # The driver would begin a transaction only before a change of rows, and create tables
        # outside of it. So the transaction is begun explicitly.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 0")
        # A table that is recreated for a changed column is dropped for a moment: references to it
        # are checked at the end instead.
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
