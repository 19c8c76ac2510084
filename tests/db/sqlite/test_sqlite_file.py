"""The file of an SQLite store: whose it is, and that one process at a time writes it."""

import errno
import fcntl
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from db.sqlite.file import (
    DatabaseLockedError,
    WriterLock,
    detect_schema,
    detect_served_schema,
    is_safe_for_two_writers,
    require_multiprocess_support,
)
from db.sqlite.migrate import migrate
from db.store import DatabaseNotServableError
from tests.support.paths import GLANCE_DUMPS

GLANCE = GLANCE_DUMPS / "glance-33.sqlite"
OLD, MENDED = (3, 40, 1), (3, 51, 3)


def made(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


@pytest.mark.parametrize(
    ("version", "survives"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_the_mended_versions_survive_two_writers(version: tuple[int, ...], survives: bool) -> None:
    assert is_safe_for_two_writers(version) is survives


def test_a_migrated_database_is_our_own(tmp_path: Path) -> None:
    path = tmp_path / "glimpse.db"
    migrate(path)
    assert detect_served_schema(path) == "own"


def test_a_glance_database_is_recognised_and_left_as_it_is() -> None:
    before = GLANCE.read_bytes()
    assert detect_served_schema(GLANCE) == "glance"
    assert GLANCE.read_bytes() == before


def test_a_missing_file_is_empty_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "glimpse.db"
    assert detect_schema(path) == "empty"
    assert not path.exists()


def test_a_file_without_tables_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "glimpse.db"
    path.touch()
    assert detect_schema(path) == "empty"


def test_an_empty_database_cannot_be_served(tmp_path: Path) -> None:
    with pytest.raises(
        DatabaseNotServableError, match=r"^The database /\S+/a\.db is empty: run `glimpse migrate`"
    ):
        detect_served_schema(tmp_path / "a.db")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseNotServableError, match=r"^The database's folder /\S+/lost does not exist\.$"):
        detect_schema(tmp_path / "lost" / "a.db")


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("No database, but long enough to be looked at as if it were one." * 20)
    with pytest.raises(DatabaseNotServableError, match=r"^The file /\S+/a\.txt is not an SQLite database"):
        detect_schema(path)


def test_a_database_of_other_tables_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db", "CREATE TABLE songs (id INTEGER)")
    with pytest.raises(
        DatabaseNotServableError, match=r"^The database /\S+/a\.db has tables of another program"
    ):
        detect_schema(path)


def test_a_glance_older_than_rocky_is_refused(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.db",
        "CREATE TABLE alembic_version (version_num VARCHAR(32))",
        "CREATE TABLE images (id VARCHAR(36), name VARCHAR(255))",
    )
    with pytest.raises(
        DatabaseNotServableError, match=r"^The Glance database /\S+/a\.db is older than Rocky"
    ):
        detect_schema(path)


@pytest.mark.parametrize("name", ["a.db", "link.db", "hard.db"])
def test_on_an_old_sqlite_a_second_writer_is_refused_until_the_first_is_done(
    tmp_path: Path, name: str
) -> None:
    path, other = tmp_path / "a.db", tmp_path / name
    path.touch()
    (tmp_path / "link.db").symlink_to(path)
    os.link(path, tmp_path / "hard.db")
    first = WriterLock(path, OLD)
    with pytest.raises(
        DatabaseLockedError, match=rf"^Another process writes /\S+/{name}, and with .* \(3\.40\.1\)"
    ):
        WriterLock(other, OLD)
    first.release()
    first.release()
    WriterLock(other, OLD).release()


def test_on_a_mended_sqlite_many_write_under_one_name(tmp_path: Path) -> None:
    (path := tmp_path / "a.db").touch()
    first, second = WriterLock(path, MENDED), WriterLock(path, MENDED)
    # SQLite would keep another log for this name.
    os.link(path, tmp_path / "hard.db")
    for name in ("a.db", "hard.db"):
        with pytest.raises(DatabaseLockedError, match=rf"{name}, and one of the two .* several names"):
            WriterLock(tmp_path / name, MENDED)
    first.release()
    second.release()
    alone = WriterLock(path, MENDED)
    with pytest.raises(DatabaseLockedError):
        WriterLock(tmp_path / "hard.db", MENDED)
    alone.release()
    migrate(path)
    with pytest.raises(
        DatabaseNotServableError, match=r"^Several processes must not write /\S+/a\.db: it has sev"
    ):
        require_multiprocess_support(path, MENDED)


def test_the_lock_does_not_meet_those_of_sqlite(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db", "CREATE TABLE songs (id INTEGER)")
    lock = WriterLock(path, OLD)
    made(path, "BEGIN EXCLUSIVE", "INSERT INTO songs VALUES (1)", "COMMIT")
    lock.release()


def test_several_processes_may_write_where_sqlite_is_mended_and_read_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    migrate(path)
    with pytest.raises(
        DatabaseNotServableError, match=r"^Several processes must not write /\S+/a\.db: .* \(3\.40\.1\)"
    ):
        require_multiprocess_support(path, OLD)
    require_multiprocess_support(path, MENDED)
    require_multiprocess_support(GLANCE, OLD)


def test_a_lock_that_cannot_be_made_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with pytest.raises(DatabaseNotServableError, match=rf"^The database {path} cannot be written: No such"):
        WriterLock(path, OLD)


def test_a_file_system_without_locks_is_no_other_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        # As NFS without its lock service does.
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    (path := tmp_path / "a.db").touch()
    monkeypatch.setattr(fcntl, "fcntl", refuse)
    with pytest.raises(DatabaseNotServableError) as refused:
        WriterLock(path, OLD)
    assert str(refused.value) == (
        f"The database {path} cannot be written: No locks available. Keep it on a local disk: a network file "
        "system may have no locks."
    )


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_what_is_no_file_is_named(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(path := tmp_path / "a.db")
    with pytest.raises(DatabaseNotServableError, match=rf"^The database {path} is a folder, a pipe or a dev"):
        detect_schema(path)
