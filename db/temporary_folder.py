"""Folders for temporary files: Python's choice of one, and SQLite's, which is another."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Where SQLite puts what a large sort does not keep in memory: the first of these that it can write.
_SQLITE_VARIABLES = ("SQLITE_TMPDIR", "TMPDIR")
_SQLITE_FOLDERS = ("/var/tmp", "/usr/tmp", "/tmp", ".")


class NoTemporaryFolderError(Exception):
    """A sentence: no folder for temporary files can be written."""


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A new folder, which is removed at the end; raises NoTemporaryFolderError."""
    with explained_errors():
        made = tempfile.TemporaryDirectory(prefix="glimpse-")
    with made as folder:
        yield Path(folder)


@contextmanager
def explained_errors() -> Iterator[None]:
    """For a block that writes nothing but temporary files: its OSError becomes NoTemporaryFolderError."""
    try:
        yield
    except OSError as error:
        raise NoTemporaryFolderError(_sentence(error)) from error


def _sentence(error: OSError) -> str:
    try:
        folder = tempfile.gettempdir()
    except OSError as none:
        return f"Temporary files cannot be written ({none.strerror}): name a folder for them with `TMPDIR`."
    return (
        f"Temporary files cannot be written in the folder {folder}: {error.strerror}. Free space there, or "
        "name another folder with `TMPDIR`."
    )


def has_sqlite_folder() -> bool:
    """Whether SQLite finds a folder for temporary files."""
    named = [os.environ.get(each, "") for each in _SQLITE_VARIABLES]
    return any(
        os.path.isdir(each) and os.access(each, os.W_OK | os.X_OK) for each in (*named, *_SQLITE_FOLDERS)
    )
