"""`glimpse backup`: a whole copy of a file that is served and written meanwhile, or none."""

import os
import resource
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from cli import main
from db.connect import DatabaseTarget
from db.demo.fill import fill
from db.sqlite.backup import _copy, _quick_check, _require_sound, backup
from db.store import DatabaseNotServableError, StoreUnavailableError
from db.temporary_folder import NoTemporaryFolderError
from tests.support.databases.builders import image
from tests.support.databases.damage import damage
from tests.support.databases.protocol import dump
from tests.support.databases.sqlite_file import SqliteDatabase
from transfer import check_database


@pytest.fixture
def filled(database: SqliteDatabase) -> SqliteDatabase:
    fill(database.path, 300, 1, lambda _count: None)
    return database


def test_a_copy_is_the_database_in_one_file(filled: SqliteDatabase, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("of yesterday")
    assert backup(filled.path, copy) == copy.stat().st_size
    assert dump(SqliteDatabase(copy)) == dump(filled)
    assert check_database(DatabaseTarget(copy)) == []
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]


def test_a_copy_that_is_made_while_others_write_has_no_half_change(
    filled: SqliteDatabase, tmp_path: Path
) -> None:
    """Each change writes two images: a copy has both or none of it."""
    ended = Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            filled.insert(image(name=f"{number}"), image(name=f"{number}"))

    writing = Thread(target=write)
    writing.start()
    try:
        for at in range(5):
            copy = tmp_path / f"copy{at}.db"
            backup(filled.path, copy)
            assert check_database(DatabaseTarget(copy)) == []
            names = [
                name
                for (name,) in SqliteDatabase(copy).rows("SELECT name FROM images WHERE name NOT LIKE '%-%'")
            ]
            counts = {names.count(name) for name in names if name.isdecimal()}
            assert counts <= {2}
    finally:
        ended.set()
        writing.join()


@pytest.mark.parametrize("cut", [False, True])
def test_what_cannot_be_copied_leaves_the_copy_that_was(
    filled: SqliteDatabase, tmp_path: Path, cut: bool
) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("of yesterday")
    with pytest.raises(DatabaseNotServableError, match="is empty"):
        backup(tmp_path / "none.db", copy)
    damage(filled.path, cut=cut)
    with pytest.raises((DatabaseNotServableError, StoreUnavailableError)):
        backup(filled.path, copy)
    assert copy.read_text() == "of yesterday"
    assert list(tmp_path.glob("*.part")) == []


def test_the_command_says_what_it_did(
    filled: SqliteDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", filled.url)
    copy = tmp_path / "copy.db"
    assert main(["backup", str(copy)]) == 0
    size = copy.stat().st_size
    assert capsys.readouterr().out == f"Copied the database glimpse.db: {size} bytes.\n"
    assert main(["backup", str(filled.path)]) == 2
    assert capsys.readouterr().err.startswith(f"{filled.path} is the database itself, or a file")
    lost = tmp_path / "no folder" / "copy.db"
    assert main(["backup", str(lost)]) == 2
    assert capsys.readouterr().err == (
        f"The file {lost} cannot be used: No such file or directory. Check the path and its folder.\n"
    )
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", "postgresql://127.0.0.1/images")
    assert main(["backup", str(copy)]) == 2
    assert capsys.readouterr().err.startswith("`glimpse backup` copies SQLite files only")


def test_a_file_that_is_cut_off_meanwhile_is_unavailable(filled: SqliteDatabase, tmp_path: Path) -> None:
    damage(filled.path, cut=True)
    with pytest.raises(StoreUnavailableError, match="malformed"):
        _copy(filled.path, tmp_path / "copy.db", tmp_path / "copy.db")


def test_a_copy_is_proved_under_its_name(filled: SqliteDatabase, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(filled.path, copy)
    _require_sound(copy)
    damage(copy)
    with pytest.raises(DatabaseNotServableError, match=rf"^The copy {copy} is damaged \(.+: do not use it"):
        _require_sound(copy)
    copy.write_bytes(b"x" * 5000)
    with closing(sqlite3.connect(copy)) as connection:
        assert _quick_check(connection) == "file is not a database"


@contextmanager
def without_room() -> Iterator[None]:
    """No file may be longer than a part of the copy."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_copy_without_room_names_its_file(filled: SqliteDatabase, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with without_room(), pytest.raises(OSError, match=r"disk") as error:
        backup(filled.path, copy)
    assert error.value.filename == str(copy)
    assert not copy.exists()


def test_a_copy_for_a_pipe_without_room_names_the_folder_that_has_none(
    filled: SqliteDatabase, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    os.mkfifo(copy)
    with without_room(), pytest.raises(NoTemporaryFolderError) as error:
        backup(filled.path, copy)
    assert str(error.value) == (
        f"Temporary files cannot be written in the folder {tempfile.gettempdir()}: disk I/O error. "
        "Free space there, or name another folder with `TMPDIR`."
    )


@pytest.mark.parametrize("cut", [False, True])
def test_check_finds_damage_and_says_so(
    filled: SqliteDatabase, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cut: bool
) -> None:
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", filled.url)
    assert main(["check"]) == 0
    assert capsys.readouterr().out == f"The database {filled.path} has no problems.\n"
    damage(filled.path, cut=cut)
    assert main(["check"]) == (2 if cut else 1)
    told = capsys.readouterr()
    assert (" is not an SQLite database" if cut else "The file is damaged: ") in (
        told.err if cut else told.out
    )
