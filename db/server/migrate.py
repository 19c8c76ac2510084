"""Whose tables a server's database holds, and how ours are brought up to date."""

import asyncio
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.dialect.variants import DialectName
from db.schema_version import VERSION_TABLE, Content, behind, content_of_tables, to_serve, upgrade_to_head
from db.server.engine import Waits, engine
from db.server.errors import fact_of
from db.server.url import Address
from db.store import StoreRefused, StoreUnavailable

# Seconds that another instance may take for its migrations.
_PATIENCE = 600.0

_MARIADB_SINCE = (10, 6)

# Of MariaDB a lock is the whole server's, so it is named by the database.
_NAME = "CONCAT('glimpse ', MD5(DATABASE()))"
_LOCKS: dict[DialectName, tuple[str, str]] = {
    "postgresql": (
        "SELECT 1 FROM pg_advisory_lock(hashtext('glimpse migrations'))",
        "SELECT pg_advisory_unlock(hashtext('glimpse migrations'))",
    ),
    "mariadb": (f"SELECT GET_LOCK({_NAME}, {_PATIENCE})", f"SELECT RELEASE_LOCK({_NAME})"),
}


async def recognise(connection: AsyncConnection, name: str) -> Content:
    """Whose tables it holds; raises StoreRefused with a sentence if they cannot be served."""
    check_version(connection)
    return to_serve(name, await connection.run_sync(_content, name))


def _content(connection: Connection, name: str) -> Content:
    found = inspect(connection)
    return content_of_tables(
        name,
        found.get_table_names(),
        lambda: [column["name"] for column in found.get_columns("images")],
    )


def check_version(connection: AsyncConnection) -> None:
    """Raises StoreRefused of MySQL, which has other functions, and of a MariaDB that has fewer."""
    dialect: Any = connection.dialect
    if dialect.name == "postgresql":
        return
    if not dialect.is_mariadb:
        raise StoreRefused("The server is MySQL: Glimpse takes MariaDB 10.6 or newer, or PostgreSQL.")
    version = dialect.server_version_info
    if version[: len(_MARIADB_SINCE)] < _MARIADB_SINCE:
        raise StoreRefused(
            f"The server is MariaDB {'.'.join(map(str, version))}: Glimpse takes 10.6 or newer."
        )


def migrate_server(address: Address) -> bool:
    """Makes the tables or brings them up to date; whether there was something to do.

    Other instances that do the same wait for each other. Raises StoreRefused, with a sentence, if the
    database holds others' tables or cannot be reached.
    """
    return asyncio.run(_migrate(address))


async def _migrate(address: Address) -> bool:
    connections = engine(address, Waits(_PATIENCE, None), None)
    try:
        return await _migrate_locked(connections, address)
    except Exception as error:
        fact = fact_of(error, address.dialect)
        if fact is None:
            raise
        raise StoreUnavailable(f"{address.name}: {fact}") from error
    finally:
        await connections.dispose()


async def _migrate_locked(connections: AsyncEngine, address: Address) -> bool:
    take, give = _LOCKS[address.dialect]
    async with connections.connect() as lock, connections.connect() as connection:
        check_version(connection)
        if (await lock.execute(text(take))).scalar() != 1:
            raise StoreUnavailable("another instance has been migrating for minutes")
        try:
            pending = await connection.run_sync(_pending, address.name)
            if pending:
                await connection.run_sync(upgrade_to_head)
                await connection.commit()
            return pending
        finally:
            await lock.execute(text(give))


def _pending(connection: Connection, name: str) -> bool:
    content = _content(connection, name)
    if content != "own":
        return content == "empty"
    return behind(name, connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars())
