"""A migration that is killed after any of its statements is finished by the next run."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from db.dialect.variants import DialectName
from db.schema_version import VERSION_TABLE
from db.tables import metadata
from tests.support.databases.servers import ServerDatabase, require
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.processes.killed_migration import killed_migrations

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.without_coverage]

TABLES = (*metadata.tables, VERSION_TABLE)


TABLE_COUNT: dict[DialectName, str] = {
    "sqlite": "SELECT count(*) FROM sqlite_master",
    "postgresql": "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'",
}


@contextmanager
def empty(dialect: DialectName, path: Path) -> Iterator[SqliteDatabase | ServerDatabase]:
    if dialect == "sqlite":
        yield SqliteDatabase(path)
        return
    require(dialect)
    made = ServerDatabase(dialect, migrated=False)
    try:
        yield made
    finally:
        made.drop()


def schema_of_file(database: Any) -> Any:
    with closing(sqlite3.connect(database.path)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


def schema_on_postgresql(database: Any) -> Any:
    return [
        database.rows(
            "SELECT table_name, column_name, data_type, is_nullable, column_default, collation_name "
            "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position"
        ),
        database.rows("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"),
        database.rows(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
        ),
    ]


def schema_on_mariadb(database: Any) -> Any:
    created = [database.rows(f"SHOW CREATE TABLE {table}")[0] for table in TABLES]
    return [(table, re.sub(r" AUTO_INCREMENT=\d+", "", sql)) for table, sql in created]


SCHEMA_OF: dict[DialectName, Callable[[Any], Any]] = {
    "sqlite": schema_of_file,
    "postgresql": schema_on_postgresql,
    "mariadb": schema_on_mariadb,
}


def contents(dialect: DialectName, database: SqliteDatabase | ServerDatabase) -> Any:
    return SCHEMA_OF[dialect](database), database.rows(f"SELECT * FROM {VERSION_TABLE}")


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_a_migration_that_is_killed_after_any_change_leaves_nothing_behind(
    dialect: DialectName, tmp_path: Path
) -> None:
    with empty(dialect, tmp_path / "whole.db") as whole:
        whole.target.migrate()
        expected = contents(dialect, whole)
    with killed_migrations() as migrations, empty(dialect, tmp_path / "killed.db") as database:
        changes = 1
        while migrations.is_killed(database.url, changes):
            assert database.rows(TABLE_COUNT[dialect]) == [(0,)], f"Killed after change {changes}"
            changes += 1
        assert contents(dialect, database) == expected
    assert changes > len(TABLES)


def test_a_migration_that_mariadb_commits_bit_by_bit_is_finished_by_the_next(tmp_path: Path) -> None:
    with empty("mariadb", tmp_path) as whole:
        whole.target.migrate()
        expected = contents("mariadb", whole)
    with killed_migrations() as migrations, empty("mariadb", tmp_path) as database:
        # Each run repeats what the last one did of a migration, and is killed one change later.
        kills, changes, version = 0, 1, list[Any]()
        while migrations.is_killed(database.url, changes):
            kills += 1
            before, version = version, database.rows(f"SELECT version_num FROM {VERSION_TABLE}")
            changes = changes + 1 if version == before else 1
        assert contents("mariadb", database) == expected
    assert kills > len(TABLES)
