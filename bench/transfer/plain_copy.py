"""The floor of an import: a driver alone writes the rows of a catalogue, which are in memory already."""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncmy
import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import Boolean, Column, DateTime, Table

from db.address.server_address import ServerAddress
from db.connect import DatabaseTarget
from db.tables import glance_tables, images, metadata

# Rows of a transaction.
_ROWS = 5000

Rows = Sequence[tuple[Any, ...]]


def seconds_of_copy(source: Path, target: DatabaseTarget) -> float:
    """Seconds to write all rows, with all indexes but without events. A server is emptied first."""
    rows: dict[Table, Rows] = {
        table: _rows(table, source, is_typed=target.server is not None) for table in glance_tables
    }
    if target.server is None:
        assert target.file is not None
        return _copy_to_file(target.file, rows)
    to_server = _copy_to_postgresql if target.server.dialect == "postgresql" else _copy_to_mariadb
    return asyncio.run(to_server(target.server, rows))


def _columns(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if column is not table.autoincrement_column]


def _names(table: Table) -> list[str]:
    return [column.name for column in _columns(table)]


def _rows(table: Table, source: Path, *, is_typed: bool) -> Rows:
    """The rows in the order in which an import writes them."""
    order = "id" if table is images else "image_id"
    with closing(sqlite3.connect(source)) as connection:
        rows = connection.execute(f"SELECT {', '.join(_names(table))} FROM {table.name} ORDER BY {order}")
        if not is_typed:
            return rows.fetchall()
        return [tuple(map(_typed, _columns(table), row)) for row in rows]


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, DateTime):
        return datetime.fromisoformat(value)
    return bool(value) if isinstance(column.type, Boolean) else value


def _parts(rows: Mapping[Table, Rows]) -> Iterator[tuple[Table, Rows]]:
    for table, of_table in rows.items():
        for at in range(0, len(of_table), _ROWS):
            yield table, of_table[at : at + _ROWS]


def _insert(table: Table, placeholder: str) -> str:
    names = _names(table)
    values = ", ".join([placeholder] * len(names))
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({values})"


def _copy_to_file(path: Path, rows: Mapping[Table, Rows]) -> float:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        start = perf_counter()
        for table, part in _parts(rows):
            with connection:
                connection.executemany(_insert(table, "?"), part)
        return perf_counter() - start


async def _copy_to_postgresql(address: ServerAddress, rows: Mapping[Table, Rows]) -> float:
    url = address.url
    connection = await asyncpg.connect(host=url.host, port=url.port, user=url.username, database=url.database)
    await connection.execute(f"TRUNCATE {', '.join(metadata.tables)}")
    start = perf_counter()
    for table, part in _parts(rows):
        await connection.copy_records_to_table(table.name, records=part, columns=_names(table))
    seconds = perf_counter() - start
    await connection.close()
    return seconds


async def _copy_to_mariadb(address: ServerAddress, rows: Mapping[Table, Rows]) -> float:
    url = address.url
    connection = await asyncmy.connect(
        host=url.host, port=url.port or 3306, user=url.username, db=url.database, charset="utf8mb4"
    )
    async with connection.cursor() as cursor:
        await cursor.execute("SET foreign_key_checks = 0")
        for name in metadata.tables:
            await cursor.execute(f"TRUNCATE {name}")
        await cursor.execute("SET foreign_key_checks = 1")
        start = perf_counter()
        for table, part in _parts(rows):
            await cursor.executemany(_insert(table, "%s"), part)
            await connection.commit()
        seconds = perf_counter() - start
    connection.close()
    return seconds
