"""Every message about an SQLite file names its whole path, from whatever folder it is given."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from db.connect import DatabaseTarget
from db.demo.fill import fill
from db.sqlite.file import WriterLock, detect_served_schema, require_multiprocess_support, startup_findings
from db.sqlite.migrate import is_pending, migrate
from db.store import DatabaseNotServableError
from tests.conftest import GLANCE
from tests.support.databases.sqlite_file import SqliteDatabase

NAME = Path("glimpse.db")


def run_sql(*statements: str) -> None:
    with closing(sqlite3.connect(NAME, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def migrated() -> None:
    migrate(NAME)


def no_database() -> None:
    NAME.write_bytes(b"x" * 1000)


def glance() -> None:
    SqliteDatabase.copied(GLANCE, NAME)


def outdated() -> None:
    migrate(NAME)
    run_sql("UPDATE glimpse_alembic_version SET version_num = '0001'")


def newer() -> None:
    migrate(NAME)
    run_sql("UPDATE glimpse_alembic_version SET version_num = '9999'")


def filled() -> None:
    migrate(NAME)
    fill(NAME, 1, 1, lambda _: None)


def two_names() -> None:
    migrate(NAME)
    os.link(NAME, "other.db")


def nothing() -> None:
    pass


def lock_twice(path: Path) -> None:
    first = WriterLock(path, (3, 40, 1))
    try:
        WriterLock(path, (3, 40, 1))
    finally:
        first.release()


def fill_with_one(path: Path) -> None:
    fill(path, 1, 1, lambda _: None)


@pytest.mark.parametrize(
    ("arranged", "done"),
    [
        (nothing, lambda path: DatabaseTarget(path).require_file()),
        (nothing, lambda path: detect_served_schema(path.with_name("missing") / path.name)),
        (lambda: NAME.mkdir(), detect_served_schema),
        (no_database, detect_served_schema),
        (lambda: run_sql("CREATE TABLE others (id INTEGER)"), detect_served_schema),
        (lambda: run_sql("VACUUM"), detect_served_schema),
        (glance, migrate),
        (newer, is_pending),
        (migrated, lock_twice),
        (two_names, require_multiprocess_support),
        (migrated, lambda path: require_multiprocess_support(path, (3, 40, 1))),
        (glance, fill_with_one),
        (outdated, fill_with_one),
        (filled, fill_with_one),
    ],
)
def test_a_refusal_names_the_whole_path(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arranged: Callable[[], None],
    done: Callable[[Path], object],
) -> None:
    monkeypatch.chdir(tmp_path)
    arranged()
    with pytest.raises(DatabaseNotServableError, match=str(tmp_path)):
        done(NAME)


def test_what_is_said_at_the_start_names_the_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    migrate(NAME)
    NAME.chmod(0o666)
    for _, sentence in startup_findings(NAME):
        assert f"{tmp_path}/glimpse.db" in sentence
