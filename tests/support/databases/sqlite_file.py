"""SQLite files for tests: of our own tables or of Glance's."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.connect import DatabaseTarget
from db.sqlite.migrate import migrate
from db.sqlite.store import SqliteStore
from tests.support.databases.builders import Row
from tests.support.databases.protocol import OWN_TABLES, TABLES


@dataclass(frozen=True)
class SqliteDatabase:
    """A `TestDatabase` in a file."""

    path: Path

    @classmethod
    def migrated(cls, path: Path) -> "SqliteDatabase":
        """A new file of our own tables, without rows."""
        migrate(path)
        return cls(path)

    @classmethod
    def copied(cls, source: Path, path: Path) -> "SqliteDatabase":
        return cls(Path(shutil.copyfile(source, path)))

    @property
    def url(self) -> str:
        return f"sqlite+aiosqlite:///{self.path}"

    @property
    def target(self) -> DatabaseTarget:
        return DatabaseTarget(self.path)

    async def open_store(self) -> SqliteStore:
        return await SqliteStore.open(self.path)

    @contextmanager
    def connect(self) -> Iterator[sqlite3.Connection]:
        """A connection beside the store; what is written is committed at the end."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            yield connection

    def insert(self, *rows: Row) -> None:
        with self.connect() as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = OFF")
            for row in rows:
                names = ", ".join(row.columns)
                values = ", ".join(f":{column}" for column in row.columns)
                connection.execute(f"INSERT INTO {row.table} ({names}) VALUES ({values})", row.columns)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.connect() as connection:
            return connection.execute(sql).fetchall()

    def clear(self) -> None:
        with self.connect() as connection:
            connection.execute("PRAGMA synchronous = OFF")
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            for table in (*OWN_TABLES, *reversed(TABLES)):
                if table.name in tables:
                    connection.execute(f"DELETE FROM {table.name}")
