"""The file of an SQLite store: what it holds, and who may write it."""

import fcntl
import logging
import os
import shutil
import sqlite3
import stat
from pathlib import Path
from typing import Literal

from db.schema_version import SchemaKind, detect_tables, require_servable
from db.store import DatabaseNotServableError

# "WAL-reset": two connections that write or checkpoint at the same instant can lose data.
# Mended in 3.51.3, and in these two older lines.
_FIXED_VERSIONS = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


def read_only_uri(path: Path) -> str:
    """The file's address for the driver, as one that is only read."""
    return f"{path.absolute().as_uri()}?mode=ro"


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def is_safe_for_two_writers(version: tuple[int, ...]) -> bool:
    newest, *lines = _FIXED_VERSIONS
    return version >= newest or any(version[:2] == line[:2] and version >= line for line in lines)


def detect_served_schema(path: Path) -> Literal["own", "glance"]:
    """Whose tables the file holds; raises DatabaseNotServableError if they cannot be served."""
    return require_servable(path.name, detect_schema(path))


def detect_schema(path: Path) -> SchemaKind:
    """As `recognise`, but a file without tables, or none at all, is `empty`."""
    if not path.parent.is_dir():
        raise DatabaseNotServableError(f"The database's folder {path.parent.name}/ does not exist.")
    if not path.exists():
        return "empty"
    try:
        connection = sqlite3.connect(read_only_uri(path), uri=True)
        try:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            columns = {row[1] for row in connection.execute("PRAGMA table_info(images)")}
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise DatabaseNotServableError(
            f"The file {path.name} is no SQLite database, or cannot be read."
        ) from error
    return detect_tables(path.name, tables, lambda: columns)


# Bytes; what is committed goes to the log first, and from there into the file.
_MIN_FREE_BYTES = 100 * 2**20


def startup_findings(
    path: Path, version: tuple[int, ...] = sqlite3.sqlite_version_info
) -> list[tuple[int, str]]:
    """What there is to know before a file is served, in sentences, with their levels of the log."""
    several = "several processes" if is_safe_for_two_writers(version) else "one process"
    said = [(logging.INFO, f"SQLite is {_dotted(version)}: {several} may write {path.name}.")]
    mode = path.stat().st_mode
    if mode & stat.S_IWOTH:
        said.append((logging.WARNING, f"Everyone on this machine may write {path.name}."))
    elif mode & stat.S_IROTH:
        said.append((logging.INFO, f"Everyone on this machine may read {path.name}."))
    free = shutil.disk_usage(path.absolute().parent).free
    scarce = free < max(_MIN_FREE_BYTES, path.stat().st_size // 10)
    left = f"{free // 2**20} MiB are free where {path.name} is."
    said.append((logging.WARNING if scarce else logging.INFO, left))
    return said


def require_multiprocess_support(path: Path, version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Raises DatabaseNotServableError unless several processes may serve the file."""
    if detect_served_schema(path) == "own" and not is_safe_for_two_writers(version):
        raise DatabaseNotServableError(
            f"Several processes cannot write {path.name}, as this SQLite ({_dotted(version)}) can lose data "
            "then: set WEB_CONCURRENCY to 1, or use SQLite 3.51.3 or newer, or PostgreSQL."
        )


class WriterLock:
    """Lets one process write: on an SQLite that has the WAL-reset bug, two would lose data.

    The lock is the process's, on a file beside the database; it goes when the process does.
    """

    def __init__(self, path: Path, version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
        self._file: int | None = None
        if is_safe_for_two_writers(version):
            return
        try:
            self._file = os.open(f"{path}.writer", os.O_CREAT | os.O_RDWR, 0o644)
        except OSError as error:
            raise DatabaseNotServableError(
                f"The database's folder {path.absolute().parent.name}/ cannot be written."
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.release()
            raise DatabaseNotServableError(
                f"Another process writes {path.name}, and this SQLite "
                f"({_dotted(version)}) can lose data when two do: serve with one process, "
                "or use SQLite 3.51.3 or newer, or PostgreSQL."
            ) from error

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
