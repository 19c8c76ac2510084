"""Databases to import from and into, and what they hold."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from db.connect import DatabaseTarget
from tests.support.databases.protocol import TABLES
from tests.support.databases.servers import ServerDatabase, require
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.paths import GLANCE_DUMPS


@contextmanager
def made(database: Any, folder: Path, *, glance: bool) -> Iterator[DatabaseTarget]:
    """A database of Glance's with its rows, or one of ours without."""
    if database == "sqlite":
        file = folder / ("glance.db" if glance else "own.db")
        place = DatabaseTarget(file)
        if glance:
            shutil.copyfile(GLANCE_DUMPS / "glance-33.sqlite", file)
        else:
            place.migrate()
        yield place
        return
    require(database)
    server = ServerDatabase(database, migrated=not glance)
    try:
        if glance:
            server.load(GLANCE_DUMPS / f"glance-33.{database}.sql")
        yield server.target
    finally:
        server.drop()


def content(place: DatabaseTarget) -> Any:
    """All rows, but for the ids that the database gave."""
    columns = {table.name: [column.name for column in table.c] for table in TABLES}
    wanted = {
        name: [column for column in names if column != "id" or name == "images"]
        for name, names in columns.items()
    }
    sql = {name: f"SELECT {', '.join(names)} FROM {name}" for name, names in wanted.items()}
    assert place.file is not None
    database = SqliteDatabase(place.file)
    return {name: sorted(database.rows(query), key=repr) for name, query in sql.items()}
