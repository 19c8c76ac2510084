"""Fills an empty database on a server with the demonstration's catalogue, in one transaction."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from asyncpg import LockNotAvailableError  # type: ignore[import-untyped]
from sqlalchemy import Boolean, Column, DateTime, Table, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.address.server_address import ServerAddress
from db.demo.catalogue import Catalogue, Row
from db.demo.chunks import chunks
from db.dialect.variants import DialectName
from db.server.deadlines import driver_of, drop
from db.server.migrate import detect_served_schema, is_server_behind
from db.server.watchdog import command_engine
from db.store import DatabaseNotServableError
from db.tables import images

# Seconds to wait for others who use the tables.
_LOCK_TIMEOUT = 10.0

# A lock of MariaDB is global to the server, so its name contains the database.
_LOCK_NAME = "CONCAT('glimpse demo ', MD5(DATABASE()))"

Progress = Callable[[int], object]


def fill_server(address: ServerAddress, count: int, seed: int, progress: Progress) -> None:
    """As `db.demo.fill.fill`; also raises StoreUnavailableError if the server cannot be reached."""
    asyncio.run(_fill(address, count, seed, progress))


async def _fill(address: ServerAddress, count: int, seed: int, progress: Progress) -> None:
    async with (
        command_engine(address, _LOCK_TIMEOUT) as connections,
        connections.connect() as connection,
    ):
        await _require_current(connection, address.name)
        driver = driver_of(connection)
        filler = _FILLERS[address.dialect](driver, address.name)
        try:
            await _insert_all(connection, filler, address, chunks(Catalogue(seed), count, progress))
        except BaseException:
            # Without a rollback, which would wait for the server: it rolls a lost connection back.
            drop(driver)
            await connection.invalidate()
            raise
        await connection.commit()


async def _insert_all(
    connection: AsyncConnection,
    filler: "_PostgresqlFiller | _MariadbFiller",
    address: ServerAddress,
    rows: Iterable[tuple[Table, Sequence[Row]]],
) -> None:
    # Nobody else may fill the database at the same time.
    await filler.begin()
    if (await connection.execute(select(exists(select(images.c.id))))).scalar():
        raise DatabaseNotServableError(f"The database {address.name} already has images.")
    for table, chunk in rows:
        await filler.insert(table, chunk)
    await filler.finish()


async def _require_current(connection: AsyncConnection, name: str) -> None:
    if await detect_served_schema(connection, name) == "glance":
        raise DatabaseNotServableError(f"The database {name} belongs to Glance: Glimpse only reads it.")
    if await is_server_behind(connection, name):
        raise DatabaseNotServableError(f"The database {name} is not up to date: run `glimpse migrate` first.")


def in_use(name: str) -> DatabaseNotServableError:
    return DatabaseNotServableError(
        f"Another process uses the tables of the database {name}; try again later."
    )


class _PostgresqlFiller:
    """Copies rows without indexes, which are made anew at the end."""

    def __init__(self, driver: Any, name: str) -> None:
        self._driver = driver
        self._name = name
        self._indexes: list[str] = []

    async def begin(self) -> None:
        try:
            await self._driver.execute("LOCK TABLE images IN ACCESS EXCLUSIVE MODE")
        except LockNotAvailableError as error:
            raise in_use(self._name) from error
        found = await self._driver.fetch(
            "SELECT indexname, indexdef FROM pg_indexes "
            "WHERE schemaname = current_schema() AND starts_with(indexname, 'ix_image')"
        )
        for name, definition in found:
            await self._driver.execute(f'DROP INDEX "{name}"')
            self._indexes.append(definition)

    async def insert(self, table: Table, rows: Sequence[Row]) -> None:
        columns = _written(table)
        await self._driver.copy_records_to_table(
            table.name, records=_records(columns, rows), columns=[column.name for column in columns]
        )

    async def finish(self) -> None:
        for definition in self._indexes:
            await self._driver.execute(definition)
        await self._driver.execute("ANALYZE")


class _MariadbFiller:
    """Inserts many rows with one statement. A change of indexes would commit what was inserted before."""

    def __init__(self, driver: Any, name: str) -> None:
        self._driver = driver
        self._name = name

    async def begin(self) -> None:
        async with self._driver.cursor() as cursor:
            await cursor.execute(f"SELECT GET_LOCK({_LOCK_NAME}, {_LOCK_TIMEOUT})")
            ((is_free,),) = await cursor.fetchall()
        if not is_free:
            raise in_use(self._name)

    async def insert(self, table: Table, rows: Sequence[Row]) -> None:
        columns = _written(table)
        names, values = ", ".join(column.name for column in columns), ", ".join(["%s"] * len(columns))
        async with self._driver.cursor() as cursor:
            await cursor.executemany(
                f"INSERT INTO {table.name} ({names}) VALUES ({values})", list(_records(columns, rows))
            )

    async def finish(self) -> None:
        """Nothing to do: InnoDB analyses a table by itself."""


_FILLERS: dict[DialectName, type[_PostgresqlFiller | _MariadbFiller]] = {
    "postgresql": _PostgresqlFiller,
    "mariadb": _MariadbFiller,
}


def _written(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if column is not table.autoincrement_column]


def _records(columns: Sequence[Column[Any]], rows: Sequence[Row]) -> Iterator[tuple[Any, ...]]:
    """The rows with the drivers' types: the catalogue has those of SQLite."""
    return (tuple(_value(column, row[column.name]) for column in columns) for row in rows)


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, DateTime):
        return datetime.fromisoformat(value)
    return bool(value) if isinstance(column.type, Boolean) else value
