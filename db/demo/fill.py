"""Fills an empty database with a realistic catalogue, to try Glimpse out and to measure it."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Table

from db.demo.catalogue import Catalogue, Row
from db.sqlite.file import WriterLock, detect_schema
from db.sqlite.migrate import is_pending
from db.store import DatabaseNotServableError
from db.tables import image_locations, image_members, image_properties, image_tags, images

_CHUNK = 1000

# KiB of page cache: a million images write to all parts of the unique indexes.
_CACHE = 2**20


def fill(path: Path, count: int, seed: int, progress: Callable[[int], object]) -> None:
    """Fills the database; the same seed and count give the same rows.

    `progress` gets the number of images added since its last call. Raises DatabaseNotServableError
    unless the database is Glimpse's, migrated, and has no images.
    """
    if detect_schema(path) == "glance":
        raise DatabaseNotServableError(f"The database {path.name} belongs to Glance: Glimpse only reads it.")
    if is_pending(path):
        raise DatabaseNotServableError(
            f"The database {path.name} is not up to date: run `glimpse migrate` first."
        )
    lock = WriterLock(path)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA cache_size = -{_CACHE}")
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("SELECT 1 FROM images LIMIT 1").fetchone():
                raise DatabaseNotServableError(f"The database {path.name} already has images.")
            indexes = _drop_indexes(connection)
            _insert_all(connection, Catalogue(seed), count, progress)
            for index in indexes:
                connection.execute(index)
            connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise DatabaseNotServableError(f"The database {path.name} cannot be filled: {error}.") from error
    finally:
        lock.release()


def _drop_indexes(connection: sqlite3.Connection) -> list[str]:
    """Drops all indexes and returns their SQL: one sort at the end is faster than a search for each row."""
    listed = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    indexes = connection.execute(listed).fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    return [sql for _, sql in indexes]


def _insert_all(
    connection: sqlite3.Connection,
    catalogue: Catalogue,
    count: int,
    progress: Callable[[int], object],
) -> None:
    for start in range(0, count, _CHUNK):
        chunk = [catalogue.image() for _ in range(min(_CHUNK, count - start))]
        _insert(connection, images, (made.image for made in chunk))
        _insert(connection, image_properties, (row for made in chunk for row in made.properties))
        _insert(connection, image_tags, (row for made in chunk for row in made.tags))
        _insert(connection, image_locations, (row for made in chunk for row in made.locations))
        _insert(connection, image_members, (row for made in chunk for row in made.members))
        progress(len(chunk))


def _insert(connection: sqlite3.Connection, table: Table, rows: Iterable[Row]) -> None:
    columns = [column.name for column in table.c if column is not table.autoincrement_column]
    names, values = ", ".join(columns), ", ".join(f":{column}" for column in columns)
    # 100 000 images are a million rows; SQLAlchemy Core would take half as much time again.
    connection.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({values})", rows)
