"""Our tables on servers are what the migrations and the tables say, and each migration can be undone."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

import db.server.migrate
from db.address.url import parse_server_url
from db.schema_version import HEADS, VERSION_TABLE, alembic_config
from db.server.engine import Timeouts, create_engine
from db.server.migrate import migrate_server
from db.server.watchdog import command_engine
from db.store import StoreUnavailableError
from db.tables import metadata
from tests.support.databases.connections import held_open
from tests.support.databases.servers import ServerDatabase, require


def on(server: ServerDatabase, work: Callable[[Connection], Any]) -> Any:
    async def run() -> Any:
        connections = create_engine(server.address, Timeouts(5, 60), None)
        async with connections.begin() as connection:
            done = await connection.run_sync(work)
        await connections.dispose()
        return done

    return asyncio.run(run())


def test_alembic_finds_nothing_to_generate(server: ServerDatabase) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": False}
        )
        # A long text's beginning and its index are none of the tables' own.
        ignored = re.compile("name_value_image_id|value_start")
        return [each for each in compare_metadata(context, metadata) if not ignored.search(str(each))]

    assert on(server, differences) == []


def test_texts_are_compared_by_code_points(server: ServerDatabase) -> None:
    collation = {"postgresql": "C", "mariadb": "utf8mb4_nopad_bin"}[server.dialect]
    tables = ", ".join(f"'{table}'" for table in metadata.tables)
    found = server.rows(
        f"""SELECT DISTINCT collation_name FROM information_schema.columns
            WHERE table_name IN ({tables}) AND data_type NOT IN ('boolean', 'integer', 'bigint')
              AND table_schema IN ('public', '{server.name}') AND collation_name IS NOT NULL"""
    )
    assert found == [(collation,)]


@pytest.mark.without_coverage
@pytest.mark.parametrize("database", ["postgresql", "mariadb"])
def test_each_migration_can_be_undone(database: Any) -> None:
    require(database)
    made = ServerDatabase(database)
    try:
        on(made, lambda connection: command.downgrade(alembic_config(connection), "base"))
        assert on(made, lambda connection: inspect(connection).get_table_names()) == [VERSION_TABLE]
        assert migrate_server(made.address)
        assert made.rows(f"SELECT version_num FROM {VERSION_TABLE}") == [(next(iter(HEADS)),)]
    finally:
        made.drop()


@pytest.mark.parametrize("database", ["postgresql", "mariadb"])
def test_of_several_at_the_same_time_one_migrates_and_none_fails(database: Any) -> None:
    require(database)
    made = ServerDatabase(database, migrated=False)
    try:
        address = parse_server_url(made.url)
        with ThreadPoolExecutor(4) as threads:
            done = list(threads.map(lambda _: migrate_server(address), range(4)))
        assert sorted(done) == [False, False, False, True]
    finally:
        made.drop()


def test_another_that_migrates_for_ever_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    require("mariadb")
    made = ServerDatabase("mariadb", migrated=False)
    take, give = db.server.migrate._LOCK_STATEMENTS["mariadb"]
    take = take.replace(str(db.server.migrate._LOCK_TIMEOUT), "0")
    monkeypatch.setitem(db.server.migrate._LOCK_STATEMENTS, "mariadb", (take, give))

    def migrate_meanwhile(connection: Connection) -> None:
        connection.execute(text(take))
        with ThreadPoolExecutor(1) as threads, pytest.raises(StoreUnavailableError, match="another instance"):
            threads.submit(migrate_server, made.address).result()
        connection.execute(text(give))

    try:
        on(made, migrate_meanwhile)
        assert migrate_server(made.address)
    finally:
        made.drop()


def test_a_command_does_not_wait_for_ever_for_a_table_that_another_client_uses(
    server: ServerDatabase,
) -> None:
    async def change() -> None:
        async with command_engine(server.address, 1) as connections, connections.connect() as connection:
            await connection.execute(text("ALTER TABLE image_tags ADD COLUMN nothing INTEGER"))

    with (
        held_open(server, "SELECT count(*) FROM image_tags"),
        pytest.raises(StoreUnavailableError, match=f"{server.name} at 127.0.0.1: "),
    ):
        asyncio.run(change())


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO images (id, status, created_at, updated_at, deleted, min_disk, min_ram) VALUES "
        "('short', 'queued', '2026-01-01', '2026-01-01', false, 0, 0)",
        "INSERT INTO images (id, status, created_at, updated_at, deleted, min_disk, min_ram) VALUES "
        "('00000000-0000-4000-8000-000000000000', 'gone', '2026-01-01', '2026-01-01', false, 0, 0)",
        "INSERT INTO images (id, status, created_at, updated_at, deleted, min_disk, min_ram) VALUES "
        "('00000000-0000-4000-8000-000000000000', 'deleted', '2026-01-01', '2026-01-01', false, 0, 0)",
        "INSERT INTO image_tags (image_id, value, created_at, updated_at, deleted) VALUES "
        "('00000000-0000-4000-8000-000000000000', 'x', '2026-01-01', '2026-01-01', false)",
    ],
)
def test_the_tables_refuse_what_the_schema_says_cannot_be(server: ServerDatabase, statement: str) -> None:
    with pytest.raises(Exception, match=r"(?i)constraint"):
        on(server, lambda connection: connection.execute(text(statement)))
