"""Glance databases with any odd rows: how they are drawn, and filled in."""

import sqlite3
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from db.tables import image_locations, image_members, image_properties, image_tags, images
from tests.support.databases.servers import ServerDatabase
from tests.support.databases.sqlite_file import SqliteDatabase

TABLES = (images, image_properties, image_tags, image_members, image_locations)
IDS = [
    "abcdef01-2345-4678-9abc-def012345678",
    "ABCDEF01-2345-4678-9ABC-DEF012345678",
    "Abcdef01-2345-4678-9abc-def012345678",
    "abcdef02-2345-4678-9abc-def012345678",
    "abcdef03-2345-4678-9abc-def012345678",
    "abcdef04-2345-4678-9abc-def012345678",
]
NO_IDS = ["abcdef03-2345-4678-9abc-def01234567", "orphan"]
STATUSES: dict[str, list[object]] = {
    "images": ["active", "queued", "deleted", "pending_delete"],
    "image_members": ["pending", "accepted"],
    "image_locations": ["active", "deleted"],
}
# Another image, which no odd row may touch.
SOUND = "01234567-89ab-4cde-8f01-23456789abcd"
SOUND_IMAGE: dict[str, Any] = {
    "id": SOUND,
    "name": "sound",
    "status": "active",
    "visibility": "public",
    "created_at": "2026-01-02 03:04:05",
    "deleted": 0,
    "min_disk": 0,
    "min_ram": 0,
    "protected": 0,
    "os_hidden": 0,
}
TIMES: list[object] = [
    "2026-01-02 03:04:05",
    "2026-01-02 03:04:05.000006",
    "0000-00-00 00:00:00",
    "2024-00-15 00:00:00",
    None,
]
TEXTS: list[object] = [
    None,
    "",
    "a",
    "A",
    "é😀",
    "x" * 300,
    "file:///a",
    "{",
    "[]",
    "active",
    "deleted",
    "pending",
    "accepted",
    "public",
    "shared",
    "A" * 32,
]
NUMBERS: list[object] = [None, 0, 1, -1, 2, 2**31, 2**62]
# What columns of SQLite hold, whatever their type.
ANYTHING: list[object] = [
    *TEXTS,
    *NUMBERS,
    1.5,
    b"\xff",
    b"",
    "a\0b",
    "not a time",
    1551434400,
    "2019-03-01T10:00:00Z",
    1e300,
    float("inf"),
    float("-inf"),
]
ODD_TIMES: list[object] = [
    *TIMES,
    "",
    "not a time",
    1551434400,
    1e300,
    float("inf"),
    b"\xff",
    "2019-03-01T10:00:00+02:00",
    "2019-03-01t10:00:00z",
    "2024-13-45 00:00:00.000000",
    "2024-02-30 00:00:00.000000",
]
# The values of PostgreSQL that are no times of Python's.
_NO_TIMES = {
    "0000-00-00 00:00:00": ["infinity", "-infinity"],
    "2024-00-15 00:00:00": ["20000-01-01 00:00:00", "0044-03-15 10:00:00 BC"],
}


def values_of(column: Any, *, is_sqlite: bool) -> tuple[list[object], list[object]]:
    """The usual values of a column, and the odd ones."""
    name = column.name
    known: dict[str, list[object]] = {
        "status": STATUSES.get(column.table.name, []),
        "visibility": ["public", "shared", "private"],
        "checksum": [None, "A" * 32],
        "owner": [None, "a"],
        "deleted_at": [None, "2026-01-02 03:04:05"],
        "updated_at": [None, "2026-01-02 03:04:05.000006"],
        "value": ["a", "b", "file:///a"],
        "member": ["a", "b"],
    }
    usual = known.get(name, ["a", "b", None])
    odd: list[object] = TEXTS
    if name in ("id", "image_id"):
        usual, odd = [*IDS, *(NO_IDS if name == "image_id" else [])], [*NO_IDS, None, "", "x" * 40]
    elif name.endswith("_at"):
        usual = TIMES[:2] if name == "created_at" else usual
        odd = ODD_TIMES if is_sqlite else TIMES
    elif name in ("deleted", "protected", "os_hidden", "can_share"):
        usual, odd = [0, 0, 0, 1], [None, 2, -1]
    elif name in ("size", "virtual_size", "min_disk", "min_ram"):
        usual, odd = [0, 1, 2**31 - 1], NUMBERS
    return usual, odd + (ANYTHING if is_sqlite else [])


def row_of(table: Any, *, is_sqlite: bool) -> st.SearchStrategy[tuple[str, dict[str, object]]]:
    """A usual row, in which some values may be odd."""
    values = {
        column.name: values_of(column, is_sqlite=is_sqlite)
        for column in table.c
        if column.name != "id" or table is images
    }
    usual = st.fixed_dictionaries({name: st.sampled_from(few) for name, (few, _) in values.items()})
    one = st.sampled_from(sorted(values)).flatmap(
        lambda name: st.sampled_from(values[name][1]).map(lambda value: {name: value})
    )
    return st.tuples(usual, st.lists(one, max_size=2)).map(
        lambda row: (table.name, row[0] | {name: value for each in row[1] for name, value in each.items()})
    )


def rows_of(*, is_sqlite: bool) -> st.SearchStrategy[list[tuple[str, dict[str, object]]]]:
    of_images = st.lists(row_of(images, is_sqlite=is_sqlite), min_size=1, max_size=12)
    children = st.lists(st.one_of(*(row_of(table, is_sqlite=is_sqlite) for table in TABLES[1:])), max_size=24)
    return st.tuples(of_images, children).map(lambda both: [*both[0], *both[1]])


def glance_file(path: Path, *, keyed: bool = False) -> SqliteDatabase:
    """Glance's tables without constraints, so that each column may hold anything.

    Only with `keyed` the images have their primary key.
    """
    database = SqliteDatabase(path)
    with database.connect() as connection:
        for table in TABLES:
            columns = [f"{each.name} {each.type.compile()}" for each in table.c if each.name != "id"]
            key = f"id VARCHAR(36){' PRIMARY KEY' * keyed}" if table is images else "id INTEGER PRIMARY KEY"
            connection.execute(f"CREATE TABLE {table.name} ({key}, {', '.join(columns)})")
    return database


def fill(connection: sqlite3.Connection, rows: list[tuple[str, dict[str, object]]]) -> None:
    sound = [("images", SOUND_IMAGE), ("image_tags", tag_of_sound())]
    for table, row in [*rows, *sound]:
        places = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", list(row.values()))


def tag_of_sound() -> dict[str, object]:
    return {"image_id": SOUND, "value": "sound", "created_at": "2026-01-02 03:04:05", "deleted": 0}


def glance_server(dialect: Any, *, keyed: bool = False) -> ServerDatabase:
    """As `glance_file`, on a server."""
    made = ServerDatabase(dialect, migrated=False)
    flag, time = ("boolean", "timestamp") if dialect == "postgresql" else ("tinyint", "datetime")
    kinds = {"BOOLEAN": flag, "DATETIME": time, "BIGINT": "bigint", "INTEGER": "bigint", "TEXT": "text"}
    for table in TABLES:
        columns = [f"id varchar(400){' PRIMARY KEY' * keyed}" if table is images else "id serial"]
        others = [each for each in table.c if each.name != "id"]
        columns += [f"{each.name} {kinds.get(each.type.compile(), 'varchar(400)')}" for each in others]
        made.execute(f"CREATE TABLE {table.name} ({', '.join(columns)})")
    return made


def sql_value(value: object, name: str, dialect: str) -> str:
    if value is None:
        return "NULL"
    if name in ("deleted", "protected", "os_hidden", "can_share"):
        return str(bool(value)) if dialect == "postgresql" else str(value)
    if dialect == "postgresql" and name.endswith("_at") and str(value) in _NO_TIMES:
        value = _NO_TIMES[str(value)][name == "deleted_at"]
    # A colon begins the name of a parameter.
    return str(value) if isinstance(value, int) else f"'{value}'".replace(":", "\\:")


def fill_server(server: ServerDatabase, rows: list[tuple[str, dict[str, object]]]) -> None:
    """Fills in rows instead of those that are there."""
    statements = [f"DELETE FROM {table.name}" for table in TABLES]
    if server.dialect == "mariadb":
        statements.append("SET SESSION sql_mode = ''")
    sound = [("images", SOUND_IMAGE), ("image_tags", tag_of_sound())]
    for table, row in [*rows, *sound]:
        values = ", ".join(sql_value(value, name, server.dialect) for name, value in row.items())
        statements.append(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})")
    server.execute(*statements)
