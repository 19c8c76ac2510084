"""Fills an empty SQLite file with a realistic catalogue, to try Glimpse out and to measure it."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Table

from db.demo.catalogue import Catalogue, Row
from db.demo.chunks import chunks
from db.sqlite.errors import advised
from db.sqlite.file import WriterLock, detect_schema, whole_path
from db.sqlite.migrate import is_pending
from db.store import DatabaseNotServableError

# KiB of page cache: a million images write to all parts of the unique indexes.
_CACHE = 2**20


def fill(path: Path, count: int, seed: int, progress: Callable[[int], object]) -> None:
    """Fills the database; the same seed and count give the same rows.

    `progress` gets the number of images added since its last call. Raises DatabaseNotServableError
    unless the database is Glimpse's, migrated, and has no images.
    """
    if detect_schema(path) == "glance":
        raise DatabaseNotServableError(
            f"The database {whole_path(path)} belongs to Glance: Glimpse only reads it."
        )
    if is_pending(path):
        raise DatabaseNotServableError(
            f"The database {whole_path(path)} is not up to date: run `glimpse migrate` first."
        )
    lock = WriterLock(path)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA cache_size = -{_CACHE}")
            if connection.execute("SELECT 1 FROM images LIMIT 1").fetchone():
                raise DatabaseNotServableError(f"The database {whole_path(path)} already has images.")
            # The log of a single transaction would grow to the size of the file. Whoever opens it for changes
            # turns the log on again, also after a crash. The lock keeps other writers away.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN IMMEDIATE")
            indexes = _drop_indexes(connection)
            for table, rows in chunks(Catalogue(seed), count, progress):
                _insert(connection, table, rows)
            for index in indexes:
                connection.execute(index)
            connection.execute("COMMIT")
            connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        raise DatabaseNotServableError(
            f"The database {whole_path(path)} cannot be filled: {advised(error, error.sqlite_errorcode)}."
        ) from error
    finally:
        lock.release()


def _drop_indexes(connection: sqlite3.Connection) -> list[str]:
    """Drops all indexes and returns their SQL: one sort at the end is faster than a search for each row."""
    listed = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    indexes = connection.execute(listed).fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    return [sql for _, sql in indexes]


def _insert(connection: sqlite3.Connection, table: Table, rows: Iterable[Row]) -> None:
    columns = [column.name for column in table.c if column is not table.autoincrement_column]
    names, values = ", ".join(columns), ", ".join(f":{column}" for column in columns)
    # 100 000 images are a million rows; SQLAlchemy Core would take half as much time again.
    connection.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({values})", rows)
