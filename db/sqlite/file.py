"""The file of an SQLite store: what it holds, and who may write it."""

import fcntl
import logging
import os
import shutil
import sqlite3
import stat
from pathlib import Path
from typing import Literal

from db.schema_version import Content, content_of_tables, to_serve
from db.store import StoreRefused

# "WAL-reset": two connections that write or checkpoint at the same instant can lose data.
# Mended in 3.51.3, and in these two older lines.
_MENDED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


def read_only(path: Path) -> str:
    """The file's address for the driver, as one that is only read."""
    return f"{path.absolute().as_uri()}?mode=ro"


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def survives_two_writers(version: tuple[int, ...]) -> bool:
    newest, *lines = _MENDED
    return version >= newest or any(version[:2] == line[:2] and version >= line for line in lines)


def recognise(path: Path) -> Literal["own", "glance"]:
    """Whose tables the file holds; raises StoreRefused with a sentence if they cannot be served."""
    return to_serve(path.name, content_of(path))


def content_of(path: Path) -> Content:
    """As `recognise`, but a file without tables, or none at all, is `empty`."""
    if not path.parent.is_dir():
        raise StoreRefused(f"The database's folder {path.parent.name}/ does not exist.")
    if not path.exists():
        return "empty"
    try:
        connection = sqlite3.connect(read_only(path), uri=True)
        try:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            columns = {row[1] for row in connection.execute("PRAGMA table_info(images)")}
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise StoreRefused(f"The file {path.name} is no SQLite database, or cannot be read.") from error
    return content_of_tables(path.name, tables, lambda: columns)


# Bytes; what is committed goes to the log first, and from there into the file.
_SPARE = 100 * 2**20


def conditions(path: Path, version: tuple[int, ...] = sqlite3.sqlite_version_info) -> list[tuple[int, str]]:
    """What there is to know before a file is served, in sentences, with their levels of the log."""
    several = "several processes" if survives_two_writers(version) else "one process"
    said = [(logging.INFO, f"SQLite is {_dotted(version)}: {several} may write {path.name}.")]
    mode = path.stat().st_mode
    if mode & stat.S_IWOTH:
        said.append((logging.WARNING, f"Everyone on this machine may write {path.name}."))
    elif mode & stat.S_IROTH:
        said.append((logging.INFO, f"Everyone on this machine may read {path.name}."))
    free = shutil.disk_usage(path.absolute().parent).free
    scarce = free < max(_SPARE, path.stat().st_size // 10)
    left = f"{free // 2**20} MiB are free where {path.name} is."
    said.append((logging.WARNING if scarce else logging.INFO, left))
    return said


def check_several_processes(path: Path, version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Raises StoreRefused, with a sentence, unless several processes may serve the file."""
    if recognise(path) == "own" and not survives_two_writers(version):
        raise StoreRefused(
            f"Several processes cannot write {path.name}, as this SQLite ({_dotted(version)}) can lose data "
            "then: set WEB_CONCURRENCY to 1, or use SQLite 3.51.3 or newer, or PostgreSQL."
        )


class WriterLock:
    """Lets one process write: on an SQLite that has the WAL-reset bug, two would lose data.

    The lock is the process's, on a file beside the database; it goes when the process does.
    """

    def __init__(self, path: Path, version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
        self._file: int | None = None
        if survives_two_writers(version):
            return
        try:
            self._file = os.open(f"{path}.writer", os.O_CREAT | os.O_RDWR, 0o644)
        except OSError as error:
            raise StoreRefused(
                f"The database's folder {path.absolute().parent.name}/ cannot be written."
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.release()
            raise StoreRefused(
                f"Another process writes {path.name}, and this SQLite "
                f"({_dotted(version)}) can lose data when two do: serve with one process, "
                "or use SQLite 3.51.3 or newer, or PostgreSQL."
            ) from error

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
