"""Detects the schema of a server's database, and migrates it."""

import asyncio
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.address.server_address import ServerAddress
from db.dialect.variants import DialectName
from db.schema_version import (
    VERSION_TABLE,
    SchemaKind,
    detect_tables,
    is_behind,
    require_servable,
    upgrade_to_head,
)
from db.server.engine import Timeouts, create_engine
from db.server.errors import translate_error
from db.store import DatabaseNotServableError, StoreUnavailableError

# Seconds to wait for the migrations of another instance.
_LOCK_TIMEOUT = 600.0

_MIN_MARIADB_VERSION = (10, 6)

# A lock of MariaDB is global to the server, so its name contains the database.
_LOCK_NAME = "CONCAT('glimpse ', MD5(DATABASE()))"
_LOCK_STATEMENTS: dict[DialectName, tuple[str, str]] = {
    "postgresql": (
        "SELECT 1 FROM pg_advisory_lock(hashtext('glimpse migrations'))",
        "SELECT pg_advisory_unlock(hashtext('glimpse migrations'))",
    ),
    "mariadb": (f"SELECT GET_LOCK({_LOCK_NAME}, {_LOCK_TIMEOUT})", f"SELECT RELEASE_LOCK({_LOCK_NAME})"),
}


async def detect_served_schema(connection: AsyncConnection, name: str) -> SchemaKind:
    """The kind of schema; raises DatabaseNotServableError if Glimpse cannot serve it."""
    check_version(connection)
    return require_servable(name, await connection.run_sync(_detect_schema, name))


def _detect_schema(connection: Connection, name: str) -> SchemaKind:
    found = inspect(connection)
    return detect_tables(
        name,
        found.get_table_names(),
        lambda: [column["name"] for column in found.get_columns("images")],
    )


def check_version(connection: AsyncConnection) -> None:
    """Raises DatabaseNotServableError for MySQL, and for a MariaDB without functions that Glimpse needs."""
    dialect: Any = connection.dialect
    if dialect.name == "postgresql":
        return
    if not dialect.is_mariadb:
        raise DatabaseNotServableError(
            "The server is MySQL: Glimpse needs MariaDB 10.6 or newer, or PostgreSQL."
        )
    version = dialect.server_version_info
    if version[: len(_MIN_MARIADB_VERSION)] < _MIN_MARIADB_VERSION:
        raise DatabaseNotServableError(
            f"The server is MariaDB {'.'.join(map(str, version))}: Glimpse needs 10.6 or newer."
        )


def migrate_server(address: ServerAddress) -> bool:
    """Creates the tables or migrates them; False if there was nothing to do.

    Concurrent instances wait for each other. Raises DatabaseNotServableError if the database has tables
    of another program, StoreUnavailableError if it cannot be reached.
    """
    return asyncio.run(_migrate(address))


async def _migrate(address: ServerAddress) -> bool:
    connections = create_engine(address, Timeouts(_LOCK_TIMEOUT, None), None)
    try:
        return await _migrate_locked(connections, address)
    except Exception as error:
        fact = translate_error(error, address.dialect)
        if fact is None:
            raise
        raise StoreUnavailableError(f"{address.name}: {fact}") from error
    finally:
        await connections.dispose()


async def _migrate_locked(connections: AsyncEngine, address: ServerAddress) -> bool:
    take, give = _LOCK_STATEMENTS[address.dialect]
    async with connections.connect() as lock, connections.connect() as connection:
        check_version(connection)
        if (await lock.execute(text(take))).scalar() != 1:
            raise StoreUnavailableError("another instance still migrates it")
        try:
            pending = await connection.run_sync(_pending, address.name)
            if pending:
                await connection.run_sync(upgrade_to_head)
                await connection.commit()
            return pending
        finally:
            await lock.execute(text(give))


def _pending(connection: Connection, name: str) -> bool:
    content = _detect_schema(connection, name)
    if content != "own":
        return content == "empty"
    return is_behind(name, connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars())
