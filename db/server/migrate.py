"""Detects the schema of a server's database, and migrates it."""

import asyncio

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
from db.server.requirements import check_new_tables, check_schema, check_storage, check_version
from db.server.rights import check_migrating_rights
from db.server.watchdog import PATIENCE, Patience, command_engine
from db.store import StoreUnavailableError

# Seconds to wait for the migrations of another instance.
_LOCK_TIMEOUT = 600.0

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
    await check_schema(connection, name)
    return require_servable(name, await connection.run_sync(_detect_schema, name))


def _detect_schema(connection: Connection, name: str) -> SchemaKind:
    found = inspect(connection)
    return detect_tables(
        name,
        found.get_table_names(),
        lambda: [column["name"] for column in found.get_columns("images")],
    )


def migrate_server(address: ServerAddress, patience: Patience = PATIENCE) -> bool:
    """Creates the tables or migrates them; False if there was nothing to do.

    Concurrent instances wait for each other. Raises DatabaseNotServableError if the database has tables
    of another program, StoreUnavailableError if it cannot be reached or falls silent.
    """
    return asyncio.run(_migrate(address, patience))


async def _migrate(address: ServerAddress, patience: Patience) -> bool:
    async with command_engine(address, _LOCK_TIMEOUT, patience) as connections:
        return await _migrate_locked(connections, address)


async def _migrate_locked(connections: AsyncEngine, address: ServerAddress) -> bool:
    take, give = _LOCK_STATEMENTS[address.dialect]
    async with connections.connect() as lock, connections.connect() as connection:
        check_version(connection)
        if (await lock.execute(text(take))).scalar() != 1:
            raise StoreUnavailableError("another instance still migrates it")
        try:
            await check_schema(connection, address.name)
            kind = await connection.run_sync(_detect_schema, address.name)
            await check_storage(connection, address.name, is_own=kind == "own")
            pending = kind == "empty" or (kind == "own" and await is_server_behind(connection, address.name))
            if pending:
                await check_new_tables(connection)
                await check_migrating_rights(connection, address)
                await connection.run_sync(upgrade_to_head)
                await connection.commit()
            return pending
        finally:
            await lock.execute(text(give))


async def is_server_behind(connection: AsyncConnection, name: str) -> bool:
    """Whether Glimpse's tables are older than this version; raises if they are newer."""
    versions = await connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}"))
    return is_behind(name, versions.scalars())
