"""Folders for temporary files: what is said where none can be written."""

import os
import resource
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db.sqlite.errors import translate_error
from db.store import StoreUnavailableError
from db.temporary_folder import NoTemporaryFolderError, has_sqlite_folder, temporary_folder


@contextmanager
def nothing_writable() -> Iterator[None]:
    """No file may have a byte, in no folder."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_folder_is_there_until_the_end_of_the_block() -> None:
    with temporary_folder() as folder:
        (folder / "file").write_text("a")
    assert not folder.exists()


def test_where_no_folder_can_be_written_all_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with nothing_writable(), pytest.raises(NoTemporaryFolderError) as none, temporary_folder():
        pass
    said = str(none.value)
    assert said.startswith(
        f"Temporary files cannot be written (No usable temporary directory found in ['{tmp_path}', '/tmp', "
    )
    assert said.endswith("): name a folder for them with `TMPDIR`.")


def test_a_folder_that_cannot_be_written_any_more_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(NoTemporaryFolderError) as none, temporary_folder():
        pass
    assert str(none.value) == (
        f"Temporary files cannot be written in the folder {tmp_path}/missing: No such file or directory. "
        "Free space there, or name another folder with `TMPDIR`."
    )


@pytest.mark.parametrize("is_writable", [True, False])
def test_sqlite_without_a_folder_does_not_blame_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_writable: bool
) -> None:
    with pytest.raises(sqlite3.OperationalError) as failure:
        sqlite3.connect(tmp_path / "missing" / "glimpse.db")
    # Administrators may write everywhere.
    monkeypatch.setattr(os, "access", lambda *_: is_writable)
    assert has_sqlite_folder() == is_writable
    said = translate_error(failure.value)
    assert isinstance(said, StoreUnavailableError)
    assert str(said) == (
        "unable to open database file"
        if is_writable
        else "SQLite finds no folder for temporary files: name one with `TMPDIR`"
    )
