"""Encodings, engines and settings of servers that Glimpse cannot use: refused before anything is changed."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from db.server.requirements import require_innodb, require_innodb_variables
from db.store import DatabaseNotServableError
from db.tables import metadata
from tests.support.databases.servers import ServerDatabase, require
from tests.support.private_servers.mariadb import mariadb
from transfer import check_database

VERSION = "CREATE TABLE glimpse_alembic_version (version_num VARCHAR(32) PRIMARY KEY)"


@contextmanager
def database(dialect: str, server: str | None = None, options: str = "") -> Iterator[ServerDatabase]:
    if server is None:
        require(dialect)  # type: ignore[arg-type]
    made = ServerDatabase(dialect, server, migrated=False, options=options)  # type: ignore[arg-type]
    try:
        yield made
    finally:
        made.drop()


def serve(database: ServerDatabase) -> None:
    async def opened() -> None:
        store = await database.target.open(pool_size=1, busy_timeout=5, statement_timeout=5)
        await store.close()

    asyncio.run(opened())


def migrate(database: ServerDatabase) -> None:
    database.target.migrate()


def refusal(act: Callable[[ServerDatabase], None], database: ServerDatabase) -> str:
    with pytest.raises(DatabaseNotServableError) as refused:
        act(database)
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_cannot_hold_every_text_is_neither_migrated_nor_served(encoding: str) -> None:
    options = f"ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    with database("postgresql", options=options) as made:
        expected = (
            f"The database {made.target.name} has the encoding {encoding}, which cannot hold every text: "
            "create one with `ENCODING 'UTF8' TEMPLATE template0`. `glimpse export` and `glimpse import` "
            "copy the images."
        )
        assert refusal(migrate, made) == expected
        assert made.rows("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
        # As an earlier version made it.
        made.execute(VERSION, "CREATE TABLE images (id VARCHAR(36), os_hidden BOOLEAN)")
        assert refusal(serve, made) == expected
        made.execute("DROP TABLE glimpse_alembic_version")
        assert refusal(serve, made) == expected


@pytest.mark.parametrize("engine", ["Aria", "MyISAM"])
def test_tables_of_an_engine_without_transactions_are_neither_migrated_nor_served(engine: str) -> None:
    with database("mariadb") as made:
        made.execute(f"{VERSION} ENGINE={engine}", "CREATE TABLE others (id INTEGER) ENGINE=MEMORY")
        expected = (
            f"The table glimpse_alembic_version of the database {made.target.name} has the engine {engine}, "
            "which can store half of a change: copy the images with `glimpse export` and `glimpse import` to "
            "a new database."
        )
        assert refusal(migrate, made) == expected
        assert refusal(serve, made) == expected


def test_a_row_format_that_is_too_short_for_the_indexes_is_named_before_the_first_change() -> None:
    with database("mariadb") as made:
        made.execute(VERSION, "CREATE TABLE images (id VARCHAR(36)) ROW_FORMAT=COMPACT")
        assert refusal(migrate, made) == (
            f"The table images of the database {made.target.name} has the row format Compact, which limits "
            "indexes to 767 bytes: run `ALTER TABLE images ROW_FORMAT=DYNAMIC`."
        )
        assert made.rows("SELECT count(*) FROM glimpse_alembic_version") == [(0,)]


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "The server has no InnoDB, which Glimpse needs: enable it."),
        (
            {"innodb_page_size": "8192"},
            "The server's `innodb_page_size` is 8192: Glimpse's indexes need 16384.",
        ),
        (
            {"innodb_page_size": "16384", "enforce_storage_engine": "Aria"},
            "The server's `enforce_storage_engine` is Aria: Glimpse needs InnoDB.",
        ),
    ],
)
def test_a_server_that_cannot_make_the_tables_is_named(
    variables: dict[str, str | None], sentence: str
) -> None:
    with pytest.raises(DatabaseNotServableError) as refused:
        require_innodb_variables(variables)
    assert str(refused.value) == sentence


def test_what_suffices_is_taken() -> None:
    require_innodb_variables({"innodb_page_size": "65536", "enforce_storage_engine": "InnoDB"})
    require_innodb("glimpse", [("images", "InnoDB", "Compressed"), ("others", None, None)])


@pytest.mark.without_coverage
@pytest.mark.processes
@pytest.mark.slow
def test_the_tables_are_innodb_whatever_the_servers_defaults_are() -> None:
    with (
        mariadb(["--default-storage-engine=Aria", "--innodb-default-row-format=compact"]) as server,
        database("mariadb", server.url) as made,
    ):
        made.target.migrate()
        serve(made)
        assert check_database(made.target) == []
        tables = made.rows(
            "SELECT engine, row_format, count(*) FROM information_schema.tables "
            f"WHERE table_schema = '{made.name}' GROUP BY engine, row_format"
        )
        assert tables == [("InnoDB", "Dynamic", len(metadata.tables) + 1)]


@pytest.mark.without_coverage
@pytest.mark.processes
@pytest.mark.slow
@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("--innodb-page-size=8192", "`innodb_page_size` is 8192"),
        ("--enforce-storage-engine=Aria", "`enforce_storage_engine` is Aria"),
    ],
)
def test_a_servers_setting_that_forbids_the_tables_is_named_before_the_first_change(
    setting: str, words: str
) -> None:
    with mariadb([setting]) as server, database("mariadb", server.url) as made:
        assert words in refusal(migrate, made)
        assert made.rows("SHOW TABLES") == []
