"""PostgreSQL and MariaDB for tests: databases of their own, on servers that listen where they usually do."""

import asyncio
import os
import socket
import sqlite3
import subprocess
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from sqlalchemy import Boolean, DateTime, Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.address.server_address import ServerAddress
from db.address.url import parse_server_url
from db.connect import DatabaseTarget
from db.dialect.variants import DialectName
from db.server.engine import Timeouts, create_engine
from db.server.migrate import migrate_server
from db.server.store import ServerStore
from db.store import Transaction
from db.tables import images, metadata
from tests.support.databases.builders import Row
from tests.support.databases.protocol import OWN_TABLES, TABLES

Result = TypeVar("Result")

# Where tests may make databases.
SERVERS: dict[DialectName, str] = {
    "postgresql": os.environ.get("TEST_POSTGRESQL", "postgresql://root@127.0.0.1:5432/postgres"),
    "mariadb": os.environ.get("TEST_MARIADB", "mariadb://root@127.0.0.1:3306/mysql"),
}


def listens(database: DialectName) -> bool:
    url = parse_server_url(SERVERS[database]).url
    try:
        with closing(socket.create_connection((url.host or "", url.port or 0), timeout=2)):
            return True
    except OSError:
        return False


def require(database: DialectName) -> None:
    """Skips the test where the server is missing, or fails it in CI."""
    if listens(database):
        return
    missing = f"No {database} listens at {parse_server_url(SERVERS[database]).url.host}"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


class ServerDatabase:
    """A `TestDatabase` on a server, the usual one unless another is named; `drop` it.

    `options` are those of CREATE DATABASE.
    """

    def __init__(
        self, dialect: DialectName, server: str | None = None, *, migrated: bool = True, options: str = ""
    ) -> None:
        self.dialect = dialect
        self.name = f"glimpse_test_{uuid4().hex[:12]}"
        self._server = parse_server_url(server or SERVERS[dialect])
        self.address: ServerAddress = parse_server_url(
            self._server.url.set(drivername=dialect, database=self.name).render_as_string(False)
        )
        self.url = self.address.url.set(drivername=dialect).render_as_string(False)
        self.execute_on_server(f"CREATE DATABASE {self.name} {options}")
        if migrated:
            migrate_server(self.address)
        self._runner = asyncio.Runner()
        self._kept = create_engine(self.address, Timeouts(5, 60), 1)

    @property
    def target(self) -> DatabaseTarget:
        return DatabaseTarget.of_urls(self.url, None)

    async def open_store(self) -> ServerStore:
        return await ServerStore.open(self.address)

    def execute_on_server(self, *statements: str) -> None:
        asyncio.run(self._execute(self._server, statements))

    def execute(self, *statements: str) -> None:
        self.execute_at(self.address, *statements)

    @staticmethod
    def execute_at(address: ServerAddress, *statements: str) -> None:
        """Executes statements in the database of an address."""
        asyncio.run(ServerDatabase._execute(address, statements))

    @staticmethod
    async def _execute(address: ServerAddress, statements: tuple[str, ...]) -> None:
        # Without a limit DROP DATABASE waits for a forgotten transaction for a day.
        connections = create_engine(address, Timeouts(60, None), None, is_writing=False)
        async with connections.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
        await connections.dispose()

    def _run(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """One transaction on a connection that is kept: making one takes longer than what tests write."""

        async def run() -> Result:
            async with self._kept.begin() as connection:
                return await work(connection)

        return self._runner.run(run())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        async def read(connection: AsyncConnection) -> list[tuple[Any, ...]]:
            return [tuple(map(_stored_value, row)) for row in await connection.execute(text(sql))]

        return self._run(read)

    def insert(self, *rows: Row) -> None:
        async def write(connection: AsyncConnection) -> None:
            for row in rows:
                table = metadata.tables[row.table]
                values = {column: _value(table.c[column], value) for column, value in row.columns.items()}
                await connection.execute(insert(table).values(values))

        self._run(write)

    def clear(self) -> None:
        self._run(_delete_all)

    def copy_of(self, path: Path) -> None:
        """Nothing but the rows of an SQLite database of ours."""

        async def write(connection: AsyncConnection) -> None:
            await write_copy(connection, path)

        self._run(write)

    def load(self, dump: Path) -> None:
        """What the dump holds, by the server's own client."""
        url = self.address.url
        host, port, user = url.host or "", str(url.port), url.username or ""
        command = {
            "postgresql": ["psql", "-q", "-h", host, "-p", port, "-U", user, "-d", self.name],
            "mariadb": ["mariadb", "-h", host, "-P", port, "-u", user, self.name],
        }[self.dialect]
        with dump.open("rb") as statements:
            subprocess.run(command, stdin=statements, check=True, capture_output=True, timeout=60)

    def drop(self) -> None:
        self._runner.run(self._kept.dispose())
        self._runner.close()
        force = " WITH (FORCE)" if self.dialect == "postgresql" else ""
        self.execute_on_server(f"DROP DATABASE {self.name}{force}")


async def write_copy(connection: AsyncConnection | Transaction, path: Path) -> None:
    """Nothing but the rows of an SQLite database of ours."""
    with closing(sqlite3.connect(path)) as source:
        source.row_factory = sqlite3.Row
        await _delete_all(connection)
        write = connection.execute if isinstance(connection, AsyncConnection) else connection.change
        for table in TABLES:
            rows = [
                {column.name: _value(column, row[column.name]) for column in table.c}
                for row in source.execute(f"SELECT * FROM {table.name}")
            ]
            if rows:
                await write(insert(table), rows)
                await _count_on(connection, table, rows)


async def _count_on(
    connection: AsyncConnection | Transaction, table: Table, rows: list[dict[str, Any]]
) -> None:
    """The next row gets a number of its own, where that is not found out."""
    if connection.dialect.name == "postgresql" and table is not images:
        sequence = func.pg_get_serial_sequence(table.name, "id")
        await connection.execute(select(func.setval(sequence, max(row["id"] for row in rows))))


async def _delete_all(connection: AsyncConnection | Transaction) -> None:
    for table in (*OWN_TABLES, *reversed(TABLES)):
        await connection.execute(table.delete())


def _value(column: Any, stored: Any) -> Any:
    """As SQLAlchemy takes it, of what SQLite has."""
    if stored is None:
        return None
    if isinstance(column.type, DateTime):
        return datetime.fromisoformat(stored)
    return bool(stored) if isinstance(column.type, Boolean) else stored


def _stored_value(value: Any) -> Any:
    """As SQLite has what a server gives."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds")
    return int(value) if isinstance(value, bool) else value
