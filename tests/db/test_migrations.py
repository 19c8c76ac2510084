"""Migrations: they make exactly the tables of `db.tables`, wholly or not at all."""

import re
import sqlite3
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier, Thread

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from db.schema_version import HEADS, MIGRATIONS, VERSION_TABLE, alembic_config
from db.sqlite.file import WriterLock
from db.sqlite.migrate import is_pending, migrate
from db.store import DatabaseNotServableError
from db.tables import metadata
from tests.support.paths import ROOT

GLANCE = ROOT / "tests" / "data" / "glance" / "glance-33.sqlite"

# It has the WAL-reset bug, so that only one process may write.
OLD_SQLITE = (3, 40, 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "glimpse.db"


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def schema_of(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Each table and index with its lines in one order: a CHECK may stand anywhere in a table."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {
        name: sorted(re.sub(r"\s+", " ", line).strip(" ,") for line in sql.splitlines())
        for name, sql in rows
        if name != VERSION_TABLE
    }


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def broken_migrations(folder: Path, body: str) -> Path:
    """A folder of migrations of which the first makes a table and the second does `body`."""
    versions = folder / "versions"
    versions.mkdir(parents=True)
    (folder / "env.py").write_bytes((ROOT / "db" / "migrations" / "env.py").read_bytes())
    head = "from alembic import op\nrevision, down_revision = {}, {}\ndef upgrade() -> None:\n"
    (versions / "1.py").write_text(
        head.format("'1'", None) + "    op.execute('CREATE TABLE a (id INTEGER PRIMARY KEY)')\n"
    )
    (versions / "2.py").write_text(head.format("'2'", "'1'") + body)
    return folder


def test_a_migrated_database_is_what_the_tables_say(path: Path) -> None:
    migrate(path)
    engine = create_engine("sqlite://")
    with engine.connect() as expected:
        metadata.create_all(expected)
        driver = expected.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        with opened(path) as found:
            assert schema_of(found) == schema_of(driver)
    engine.dispose()


def test_alembic_finds_nothing_to_generate(path: Path) -> None:
    migrate(path)
    config = Config(toml_file=str(ROOT / "pyproject.toml"), cmd_opts=Namespace(x=[f"database={path}"]))
    command.check(config)


def test_each_migration_can_be_undone(path: Path) -> None:
    migrate(path)
    config = Config(toml_file=str(ROOT / "pyproject.toml"), cmd_opts=Namespace(x=[f"database={path}"]))
    command.downgrade(config, "base")
    with opened(path) as connection:
        assert schema_of(connection) == {}
    assert is_pending(path)
    migrate(path)
    assert not is_pending(path)


def test_a_missing_file_is_pending_and_then_made_in_wal_mode(path: Path) -> None:
    assert is_pending(path)
    migrate(path)
    assert not is_pending(path)
    with opened(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_migrating_again_changes_nothing(path: Path) -> None:
    migrate(path)
    before = files_of(path.parent)
    migrate(path)
    assert files_of(path.parent) == before


def test_a_glance_database_is_never_pending_and_never_migrated(tmp_path: Path) -> None:
    path = tmp_path / "glance.sqlite"
    path.write_bytes(GLANCE.read_bytes())
    assert not is_pending(path)
    with pytest.raises(
        DatabaseNotServableError, match=r"^The database /\S+/glance\.sqlite belongs to Glance: "
    ):
        migrate(path)
    assert files_of(tmp_path) == {"glance.sqlite": GLANCE.read_bytes()}


def test_a_missing_folder_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseNotServableError, match=r"^The database's folder /\S+/lost does not exist\.$"):
        migrate(tmp_path / "lost" / "glimpse.db")
    assert files_of(tmp_path) == {}


def test_a_file_that_is_no_database_is_left_as_it_is(path: Path) -> None:
    path.write_text("No database" * 100)
    with pytest.raises(DatabaseNotServableError, match="is not an SQLite database"):
        migrate(path)
    assert path.read_text() == "No database" * 100


def test_a_newer_programs_database_is_refused(path: Path) -> None:
    migrate(path)
    with opened(path) as connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    for refused in (is_pending, migrate):
        with pytest.raises(
            DatabaseNotServableError, match=r"^The database /\S+/glimpse\.db was migrated by a newer"
        ):
            refused(path)


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        ("    op.execute('DROP TABLE b')\n", DBAPIError),
        ("    op.execute('INSERT INTO a VALUES (1), (1)')\n", DBAPIError),
        ("    raise LookupError\n", LookupError),
        (
            "    op.execute('CREATE TABLE b (a INTEGER REFERENCES a (id))')\n"
            "    op.execute('INSERT INTO b VALUES (7)')\n",
            RuntimeError,
        ),
    ],
    ids=["a missing table", "a broken constraint", "an exception", "a broken reference"],
)
def test_a_migration_that_fails_leaves_nothing_half_done(
    path: Path, body: str, failure: type[Exception]
) -> None:
    scripts = broken_migrations(path.parent / "100% broken", body)
    with pytest.raises(failure):
        migrate(path, scripts=scripts)
    with opened(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []


def test_of_several_at_the_same_time_one_migrates_and_none_fails(path: Path) -> None:
    together, failures = Barrier(4), list[Exception]()

    def run() -> None:
        together.wait()
        try:
            migrate(path)
        except Exception as error:
            failures.append(error)

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert not is_pending(path)


def test_another_writer_is_waited_for(path: Path) -> None:
    with opened(path) as other:
        other.execute("BEGIN IMMEDIATE")

        def end_the_other(_seconds: float) -> None:
            other.execute("ROLLBACK")

        migrate(path, pause=end_the_other)
    assert not is_pending(path)


def test_a_writer_that_stays_is_named_when_patience_is_over(path: Path) -> None:
    with opened(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(
            DatabaseNotServableError, match=r"^Another process keeps the database /\S+/glimpse\.db"
        ):
            migrate(path, timeout=0)


def test_a_running_server_on_an_old_sqlite_is_named(path: Path) -> None:
    path.touch()
    lock = WriterLock(path, OLD_SQLITE)
    with pytest.raises(DatabaseNotServableError, match=r"^Another process writes /\S+/glimpse\.db"):
        migrate(path, timeout=0, sqlite_version=OLD_SQLITE)
    lock.release()


def test_a_lock_that_cannot_be_made_is_not_waited_for(path: Path) -> None:
    path.symlink_to(path.with_name("no folder") / "glimpse.db")
    with pytest.raises(DatabaseNotServableError, match=rf"^The database {path} cannot be created: No such"):
        migrate(path, timeout=3600, sqlite_version=OLD_SQLITE)


def test_a_file_that_cannot_be_written_is_a_refusal(path: Path) -> None:
    # SQLite would make its shared memory there: permissions would not stop an administrator.
    path.with_name("glimpse.db-shm").mkdir()
    with pytest.raises(
        DatabaseNotServableError, match=r"^The database /\S+/glimpse\.db cannot be migrated: "
    ):
        migrate(path)


def test_the_migrations_that_are_known_without_alembic_are_alembics() -> None:
    script = ScriptDirectory.from_config(alembic_config())
    assert sorted(each.revision for each in script.walk_revisions()) == list(MIGRATIONS)
    assert frozenset(script.get_heads()) == HEADS


@pytest.mark.processes
@pytest.mark.parametrize(
    ("module", "unneeded"),
    [
        ("server", {"alembic", "asyncpg", "asyncmy", "cryptography", "httpx2", "jwt", "sqlalchemy.orm"}),
        ("commands", {"alembic", "app", "asyncmy", "cryptography", "graphql", "strawberry", "uvicorn"}),
    ],
)
def test_what_serves_a_file_or_runs_a_command_loads_nothing_that_it_does_not_need(
    module: str, unneeded: set[str]
) -> None:
    loaded = f"import sys, {module}; print(*sorted(sys.modules))"
    modules = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60
    )
    assert unneeded.isdisjoint(modules.stdout.split())
