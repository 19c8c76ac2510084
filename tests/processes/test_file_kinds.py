"""Every command with every kind of file that is none for it: one sentence that names it, and no traceback."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import main
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.processes.commands import run, without_override

pytestmark = pytest.mark.processes


def make_nothing(path: Path) -> None:
    """The file is missing."""


def make_missing_folder(path: Path) -> None:
    path.parent.rmdir()


def make_loop(path: Path) -> None:
    path.symlink_to(path)


def make_link_to_missing_folder(path: Path) -> None:
    path.symlink_to("nowhere/else")


def make_link_to_device(path: Path) -> None:
    path.symlink_to("/dev/null")


def make_text(path: Path) -> None:
    path.write_text("No database and no export. " * 400)


def make_zeros(path: Path) -> None:
    path.write_bytes(bytes(100_000))


def make_damaged_header(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 84)


def make_file_for_a_folder(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("No folder.")


# What is neither a database nor an export, and what nothing can be written to.
UNREADABLE = [
    Path.mkdir,
    make_nothing,
    make_missing_folder,
    make_loop,
    make_link_to_missing_folder,
    make_link_to_device,
    make_text,
    Path.touch,
    make_zeros,
    make_damaged_header,
    make_file_for_a_folder,
]
UNWRITABLE = [
    Path.mkdir,
    make_missing_folder,
    make_loop,
    make_link_to_missing_folder,
    make_file_for_a_folder,
]

Make = Callable[[Path], object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (folder := tmp_path / "folder").mkdir()
    return folder / "glimpse.db"


def require_sentence(captured: tuple[str, str], path: Path) -> None:
    out, err = captured
    assert out == ""
    assert err.count("\n") == 1
    assert err.endswith(".\n")
    assert any(name in err for name in (path.name, f"{path.parent} does")), err


@pytest.mark.parametrize("make", UNREADABLE, ids=lambda make: make.__name__)
def test_what_is_no_database_is_named(
    make: Make,
    path: Path,
    tmp_path: Path,
    database: SqliteDatabase,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make(path)
    target = str(tmp_path / "target")
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", SqliteDatabase(path).url)
    for command in (["serve"], ["check"], ["export", target], ["backup", target], ["demo", "--images", "1"]):
        assert main(command) == 2, command
        require_sentence(capsys.readouterr(), path)
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", database.url)
    assert main(["import", "--from", SqliteDatabase(path).url]) == 2
    require_sentence(capsys.readouterr(), path)
    assert not os.path.lexists(target)


@pytest.mark.parametrize("make", UNREADABLE, ids=lambda make: make.__name__)
@pytest.mark.parametrize("name", ["images.jsonl", "images.jsonl.gz"])
def test_what_is_no_export_is_named(
    make: Make,
    name: str,
    path: Path,
    database: SqliteDatabase,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make(file := path.with_name(name))
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", database.url)
    assert main(["import", "--file", str(file)]) == 2
    require_sentence(capsys.readouterr(), file)


def identity(path: Path) -> tuple[int, ...] | None:
    """What differs if the file was changed or replaced; None without a file."""
    if not os.path.lexists(path):
        return None
    found = path.lstat()
    return found.st_mode, found.st_ino, found.st_size, found.st_mtime_ns


@pytest.mark.parametrize("make", UNWRITABLE, ids=lambda make: make.__name__)
@pytest.mark.parametrize("command", ["migrate", "backup", "export"])
def test_what_cannot_be_written_is_named(
    make: Make,
    command: str,
    path: Path,
    database: SqliteDatabase,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make(path)
    is_target = command != "migrate"
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", database.url if is_target else SqliteDatabase(path).url)
    before = identity(path)
    assert main([command, *([str(path)] if is_target else [])]) == 2
    captured = capsys.readouterr()
    # The target of a link is named where it is what cannot be written.
    is_link = make is make_link_to_missing_folder and is_target
    require_sentence(captured, path.parent / "nowhere" / "else" if is_link else path)
    assert identity(path) == before


def test_a_file_without_the_right_to_it_is_named(path: Path, database: SqliteDatabase) -> None:
    prefix = without_override()
    secret, folder = path.with_name("secret"), path.with_name("closed")
    secret.write_text("secret")
    secret.chmod(0)
    folder.mkdir(stat.S_IRUSR | stat.S_IXUSR)
    try:
        for url, command, named in (
            (database.url, ["import", "--file", str(secret)], secret),
            (database.url, ["export", str(folder / "target")], folder / "target"),
            (database.url, ["backup", str(folder / "target")], folder / "target"),
            (SqliteDatabase(folder / "new.db").url, ["migrate"], folder / "new.db"),
        ):
            code, said, sentence = run(url, *command, prefix=prefix)
            assert (code, said) == (2, ""), command
            assert str(named) in sentence
            assert "Permission denied" in sentence
            assert "\n" not in sentence
    finally:
        folder.chmod(0o700)
