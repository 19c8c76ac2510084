"""Requirements on a server and its database, checked before it is changed or served."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.schema_version import VERSION_TABLE
from db.store import DatabaseNotServableError
from db.tables import metadata

_MIN_MARIADB_VERSION = (10, 6)

# Shorter pages of InnoDB limit an index to fewer bytes than Glimpse's have.
_MIN_PAGE_SIZE = 16384
_LONG_INDEX_ROW_FORMATS = ("dynamic", "compressed")

_POSTGRESQL_ENCODING = text("SHOW server_encoding")
_SCHEMA = text("SELECT current_schema()")
_TABLE_ENGINES = text(
    "SELECT table_name, engine, row_format FROM information_schema.tables "
    "WHERE table_schema = DATABASE() ORDER BY table_name"
)
_VARIABLES = text(
    "SELECT LOWER(variable_name) AS name, variable_value FROM information_schema.session_variables "
    "WHERE variable_name IN ('ENFORCE_STORAGE_ENGINE', 'INNODB_PAGE_SIZE')"
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


async def check_schema(connection: AsyncConnection, name: str) -> None:
    """Raises DatabaseNotServableError if the user of the URL finds no schema on PostgreSQL."""
    if connection.dialect.name == "postgresql":
        require_schema(name, (await connection.execute(_SCHEMA)).scalar_one())


def require_schema(name: str, schema: str | None) -> None:
    if schema is None:
        raise DatabaseNotServableError(
            f"The database {name} has no schema of the user's `search_path`, or the user may not use it: "
            "run `CREATE SCHEMA <schema>`, or `GRANT USAGE, CREATE ON SCHEMA <schema> TO <user>`."
        )


async def check_storage(connection: AsyncConnection, name: str, *, is_own: bool) -> None:
    """Raises DatabaseNotServableError for an encoding or an engine that Glimpse cannot use.

    With `is_own` the tables are Glimpse's, if there are any.
    """
    if connection.dialect.name == "postgresql":
        require_unicode(name, (await connection.execute(_POSTGRESQL_ENCODING)).scalar_one())
    elif is_own:
        tables = await connection.execute(_TABLE_ENGINES)
        require_innodb(name, ((table, engine, row_format) for table, engine, row_format in tables))


async def check_new_tables(connection: AsyncConnection) -> None:
    """Raises DatabaseNotServableError if MariaDB cannot make tables of InnoDB with Glimpse's indexes."""
    if connection.dialect.name != "postgresql":
        found = await connection.execute(_VARIABLES)
        require_innodb_variables({row.name: row.variable_value for row in found})


def require_unicode(name: str, encoding: str) -> None:
    if encoding != "UTF8":
        raise DatabaseNotServableError(
            f"The database {name} has the encoding {encoding}, which cannot hold every text: create one with "
            "`ENCODING 'UTF8' TEMPLATE template0`. `glimpse export` and `glimpse import` copy the images."
        )


def require_innodb(name: str, tables: Iterable[tuple[str, str | None, str | None]]) -> None:
    """`tables` are names with engines and row formats."""
    for table, engine, row_format in tables:
        if table not in (*metadata.tables, VERSION_TABLE):
            continue
        if engine != "InnoDB":
            raise DatabaseNotServableError(
                f"The table {table} of the database {name} has the engine {engine}, which can store half of "
                "a change: copy the images with `glimpse export` and `glimpse import` to a new database."
            )
        if (row_format or "").lower() not in _LONG_INDEX_ROW_FORMATS:
            raise DatabaseNotServableError(
                f"The table {table} of the database {name} has the row format {row_format}, which limits "
                f"indexes to 767 bytes: run `ALTER TABLE {table} ROW_FORMAT=DYNAMIC`."
            )


def require_innodb_variables(variables: dict[str, str | None]) -> None:
    """`variables` are MariaDB's, by their names."""
    page_size = int(variables.get("innodb_page_size") or 0)
    if not page_size:
        raise DatabaseNotServableError("The server has no InnoDB, which Glimpse needs: enable it.")
    if page_size < _MIN_PAGE_SIZE:
        raise DatabaseNotServableError(
            f"The server's `innodb_page_size` is {page_size}: Glimpse's indexes need {_MIN_PAGE_SIZE}."
        )
    enforced = variables.get("enforce_storage_engine")
    if enforced and enforced.lower() != "innodb":
        raise DatabaseNotServableError(
            f"The server's `enforce_storage_engine` is {enforced}: Glimpse needs InnoDB."
        )
