"""The SQLite store: what it refuses to serve, how it is opened, and what its tables refuse."""

import asyncio
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy.exc import OperationalError

from db import tables
from db.sqlite import SqliteStore
from db.sqlite_file import survives_two_writers
from db.statement import Statement
from db.store import ReadOnlyStore, StatementTimeout, StoreRefused, StoreUnavailable
from tests.rows import MADE, Row, image, insert, location_of, member_of, property_of, tag_of

Answer = TypeVar("Answer")

NO_END = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def statement(sql: str) -> Statement:
    return Statement(sql, ())


def opened(path: Path, ask: Callable[[SqliteStore], Awaitable[Answer]], **timeouts: float) -> Answer:
    """What is answered by a store that is open for this question only."""

    async def asked() -> Answer:
        store = await SqliteStore.open(path, **timeouts)
        try:
            return await ask(store)
        finally:
            await store.close()

    return asyncio.run(asked())


async def nothing(_: SqliteStore) -> None:
    return None


def copy_of(database: Path, folder: Path, *statements: str) -> Path:
    path = Path(shutil.copyfile(database, folder / "copy.db"))
    with closing(sqlite3.connect(path)) as connection, connection:
        for each in statements:
            connection.execute(each)
    return path


def test_what_is_no_database_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"x" * 5000)
    with pytest.raises(StoreRefused, match=r"^The file a\.db is no SQLite database"):
        opened(tmp_path / "a.db", nothing)


def test_a_missing_folder_or_file_is_not_served_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match=r"^The database's folder lost/ does not exist\.$"):
        opened(tmp_path / "lost" / "a.db", nothing)
    with pytest.raises(StoreRefused, match=r"^The database a\.db is empty"):
        opened(tmp_path / "a.db", nothing)
    assert [*tmp_path.iterdir()] == []


def test_a_glance_before_rocky_is_not_served(glance_database: Path, tmp_path: Path) -> None:
    drop = "DROP INDEX os_hidden_image_idx", "ALTER TABLE images DROP COLUMN os_hidden"
    path = copy_of(glance_database, tmp_path, *drop)
    with pytest.raises(StoreRefused, match=r"^The Glance database copy\.db is older than Rocky"):
        opened(path, nothing)


@pytest.mark.skipif(survives_two_writers(sqlite3.sqlite_version_info), reason="this SQLite lets two write")
def test_a_database_that_another_process_writes_is_not_served(database: Path) -> None:
    with open(f"{database}.writer", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreRefused, match=r"^Another process writes glimpse\.db"):
            opened(database, nothing)
    opened(database, nothing)


def test_a_locked_database_cannot_be_opened_to_write(database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="database is locked"):
            opened(database, nothing, busy_timeout=0.01)
    opened(database, nothing)


def test_the_writer_loses_nothing_that_is_acknowledged(database: Path) -> None:
    full = 2
    pragmas = {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "busy_timeout": 1500,
        "journal_size_limit": 64 * 2**20,
    }

    async def ask(store: SqliteStore) -> dict[str, Any]:
        async with store.begin() as connection:
            return {
                each: (await connection.exec_driver_sql(f"PRAGMA {each}")).scalar_one() for each in pragmas
            }

    assert opened(database, ask, busy_timeout=1.5) == pragmas


def test_readers_cannot_write(database: Path) -> None:
    async def ask(store: SqliteStore) -> list[list[Any]]:
        found = []
        for pragma in ("query_only", "trusted_schema", "busy_timeout"):
            # At once: each of the two readers takes one.
            reads = [store.read(statement(f"PRAGMA {pragma}"), {}) for _ in range(2)]
            found.append([rows[0][0] for rows in await asyncio.gather(*reads)])
        with pytest.raises(StoreUnavailable, match="attempt to write a readonly database"):
            await store.read(statement("DELETE FROM images"), {})
        return found

    assert opened(database, ask, busy_timeout=1.5) == [[1, 1], [0, 0], [1500, 1500]]


def test_a_closed_store_answers_nothing(database: Path) -> None:
    async def ask() -> None:
        store = await SqliteStore.open(database)
        await store.ping()
        await store.close()
        with pytest.raises(StoreUnavailable):
            await store.ping()

    asyncio.run(ask())


def test_a_glance_database_takes_no_change(glance_database: Path) -> None:
    before = glance_database.read_bytes()

    async def ask(store: SqliteStore) -> bool:
        await store.ping()
        with pytest.raises(ReadOnlyStore):
            async with store.begin():
                raise AssertionError
        return store.glance

    assert opened(glance_database, ask)
    assert glance_database.read_bytes() == before
    assert not os.path.exists(f"{glance_database}.writer")


def test_a_change_that_fails_is_not_stored(database: Path) -> None:
    insert(database, made := image(name="a"))

    async def fail(store: SqliteStore) -> None:
        async with store.begin() as connection:
            await connection.exec_driver_sql("UPDATE images SET name = 'b'")
            raise ZeroDivisionError

    async def ask(store: SqliteStore) -> list[Any]:
        with pytest.raises(ZeroDivisionError):
            await fail(store)
        rows = await store.read(statement("SELECT id, name FROM images"), {})
        return [tuple(row) for row in rows]

    assert opened(database, ask) == [(made.id, "a")]


def test_a_mistake_of_ours_stays_what_it_is(database: Path) -> None:
    async def ask(store: SqliteStore) -> None:
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await store.read(statement("SELECT 1 FROM elsewhere"), {})
        async with store.begin() as connection:
            with pytest.raises(OperationalError, match="no such table"):
                await connection.exec_driver_sql("SELECT 1 FROM elsewhere")
        await store.ping()

    opened(database, ask)


def test_every_reader_may_be_stopped_and_reads_again(database: Path) -> None:
    async def ask(store: SqliteStore) -> None:
        for _ in range(3):
            reads = [store.read(statement(NO_END), {}) for _ in range(4)]
            stopped = await asyncio.gather(*reads, return_exceptions=True)
            assert [type(each) for each in stopped] == [StatementTimeout] * 4
            await asyncio.gather(*(store.ping() for _ in range(4)))

    opened(database, ask, statement_timeout=0.05)


def test_a_read_that_lacks_a_value_leaves_its_reader_to_others(database: Path) -> None:
    async def ask(store: SqliteStore) -> None:
        for _ in range(3):
            with pytest.raises(KeyError):
                await asyncio.wait_for(store.read(Statement("SELECT ?", ("missing",)), {}), 3)
        await asyncio.wait_for(store.ping(), 3)

    opened(database, ask)


def test_a_change_waits_for_another_no_longer_than_it_may(database: Path) -> None:
    async def ask(store: SqliteStore) -> None:
        async with store.begin():
            with pytest.raises(StoreUnavailable, match="the writing connection is taken"):
                async with store.begin():
                    raise AssertionError

    opened(database, ask, busy_timeout=0.05)


def test_a_full_disk_refuses_a_change_and_leaves_what_was(database: Path) -> None:
    async def write(store: SqliteStore, sql: str) -> None:
        async with store.begin() as connection:
            await connection.exec_driver_sql(sql)

    async def ask(store: SqliteStore) -> int:
        await write(store, "PRAGMA max_page_count = 1")
        await write(store, "UPDATE images SET name = 'b'")
        with pytest.raises(StoreUnavailable, match="full"):
            await write(store, f"UPDATE images SET name = '{'b' * 255}', owner = '{'p' * 255}'")
        rows = await store.read(statement("SELECT count(*) FROM images WHERE name = 'b'"), {})
        return int(rows[0][0])

    insert(database, *(image() for _ in range(50)))
    assert opened(database, ask) == 50


MADE_IMAGE = image()
CHILDREN = {
    "image_properties": property_of(MADE_IMAGE, "a", "1"),
    "image_tags": tag_of(MADE_IMAGE, "t"),
    "image_members": member_of(MADE_IMAGE, "m"),
    "image_locations": location_of(MADE_IMAGE, "u"),
}
EVENT = Row(
    "image_events",
    {
        "position": 1,
        "image_id": MADE_IMAGE.id,
        "type": "created",
        "changed_fields": "[]",
        "occurred_at": MADE,
        "visibility": "shared",
        "members": "",
    },
)
NOT_NULL = {
    table.name: [column.name for column in table.columns if not (column.nullable or column.name == "id")]
    for table in tables.metadata.tables.values()
}

REFUSED: list[tuple[str, Mapping[str, object]]] = [
    *(("images", {"id": each}) for each in (None, "", "x" * 35, "x" * 37)),
    ("images", {"name": "x" * 256}),
    *(("images", {column: value}) for column in ("size", "virtual_size") for value in (-1, "x", 2.0**63)),
    *(("images", {column: value}) for column in ("min_disk", "min_ram") for value in (-1, 2**31, "x")),
    *(("images", {"status": each}) for each in ("", "QUEUED", "deleted", "unknown")),
    ("images", {"deleted": True}),
    ("images", {"deleted": True, "deleted_at": MADE}),
    ("images", {"deleted": True, "status": "deleted"}),
    ("images", {"deleted_at": MADE}),
    *(("images", {column: 2}) for column in ("deleted", "protected", "os_hidden")),
    *(("images", {"visibility": each}) for each in ("", "PUBLIC", "everyone")),
    *(("images", {column: "x" * 21}) for column in ("disk_format", "container_format")),
    *(("images", {"checksum": "x" * length}) for length in (0, 31, 33)),
    *(("images", {"owner": "x" * length}) for length in (0, 256)),
    ("images", {"os_hash_algo": "x" * 65}),
    ("images", {"os_hash_value": "x" * 129}),
    *(("image_properties", {"name": "x" * length}) for length in (0, 256)),
    *(("image_tags", {"value": "x" * length}) for length in (0, 256)),
    *(("image_members", {"member": "x" * length}) for length in (0, 256)),
    *(("image_members", {"status": each}) for each in ("", "PENDING", "unknown")),
    ("image_members", {"can_share": 2}),
    ("image_locations", {"value": ""}),
    *(("image_locations", {"status": each}) for each in ("", "ACTIVE", "unknown")),
    *(("image_events", {"type": each}) for each in ("", "CREATED", "moved")),
    *((child, {"image_id": "x" * 36}) for child in (*CHILDREN, "image_events")),
    *(
        (child, columns)
        for child in CHILDREN
        for columns in ({"deleted": True}, {"deleted_at": MADE, "deleted": False})
    ),
    *((child, {"deleted": 2, "deleted_at": MADE}) for child in CHILDREN),
    *((table, {column: None}) for table, columns in NOT_NULL.items() for column in columns),
]


def test_the_tables_take_what_the_schema_says_can_be(database: Path) -> None:
    great = image(name="x" * 255, size=2**63 - 1, virtual_size=0, min_disk=2**31 - 1, owner=None)
    insert(database, MADE_IMAGE, *CHILDREN.values(), EVENT, great, image(deleted_at=MADE))


@pytest.mark.parametrize(("table", "columns"), REFUSED, ids=str)
def test_the_tables_refuse_what_the_schema_says_cannot_be(
    database: Path, table: str, columns: Mapping[str, object]
) -> None:
    insert(database, MADE_IMAGE)
    row = {"images": image(), "image_events": EVENT, **CHILDREN}[table]
    with pytest.raises(sqlite3.IntegrityError):
        insert(database, Row(table, {**row.columns, **columns}))


@pytest.mark.parametrize("child", ["image_properties", "image_tags", "image_members"])
def test_a_child_of_an_image_has_one_row_for_ever(database: Path, child: str) -> None:
    row = CHILDREN[child]
    insert(database, MADE_IMAGE, row)
    for again in (row, Row(child, row.columns | {"deleted": True, "deleted_at": MADE})):
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            insert(database, again)
