"""The file of an SQLite store: its schema, and the lock of its writer."""

import errno
import fcntl
import logging
import os
import shutil
import sqlite3
import stat
import struct
from contextlib import closing
from pathlib import Path
from typing import Literal

from db.dialect.odd_rows import OddRows, odd_rows_of, odd_rows_query
from db.schema_version import SchemaKind, detect_tables, require_servable
from db.sqlite.errors import advised
from db.sqlite.functions import register_functions
from db.store import DatabaseNotServableError
from db.tables import glance_tables

# The "WAL-reset" bug: two connections that write or checkpoint at the same instant can lose data.
# Fixed in 3.51.3, and in these two older lines.
_FIXED_VERSIONS = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


def whole_path(path: Path) -> str:
    """The path for messages: a relative one starts in the working directory."""
    return str(path.absolute())


def read_only_uri(path: Path) -> str:
    """The file's URI for a read-only connection."""
    return f"{path.absolute().as_uri()}?mode=ro"


def side_files(path: Path) -> list[Path]:
    """The files that SQLite keeps beside a database: its logs, and the index of one of them."""
    # SQLite follows links before it adds to the name.
    real = os.path.realpath(path)
    return [Path(f"{real}{suffix}") for suffix in ("-wal", "-shm", "-journal")]


def remove_side_files(path: Path) -> None:
    for each in side_files(path):
        each.unlink(missing_ok=True)


def require_other_file(target: Path, database: Path) -> None:
    """Raises DatabaseNotServableError if the target to be written is the database, or belongs to it."""
    is_same = target.exists() and target.samefile(database)
    if is_same or Path(os.path.realpath(target)) in side_files(database):
        raise DatabaseNotServableError(
            f"{target} is the database itself, or a file that SQLite keeps beside it: name another file."
        )


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def is_safe_for_two_writers(version: tuple[int, ...]) -> bool:
    newest, *lines = _FIXED_VERSIONS
    return version >= newest or any(version[:2] == line[:2] and version >= line for line in lines)


def detect_served_schema(path: Path) -> Literal["own", "glance"]:
    """The kind of schema; raises DatabaseNotServableError if Glimpse cannot serve it."""
    return require_servable(whole_path(path), detect_schema(path))


def detect_schema(path: Path) -> SchemaKind:
    """As `detect_served_schema`, but a file without tables, or a missing one, is `empty`."""
    if not path.parent.is_dir():
        raise DatabaseNotServableError(f"The database's folder {path.absolute().parent} does not exist.")
    if not path.exists():
        return "empty"
    if not path.is_file():
        raise DatabaseNotServableError(
            f"The database {whole_path(path)} is a folder, a pipe or a device: name a file."
        )
    try:
        connection = sqlite3.connect(read_only_uri(path), uri=True)
        try:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            columns = {row[1] for row in connection.execute("PRAGMA table_info(images)")}
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise DatabaseNotServableError(_unreadable_sentence(path, error)) from error
    return detect_tables(whole_path(path), tables, lambda: columns)


def find_odd_rows(path: Path) -> OddRows | None:
    """The rows of a Glance database that do not read as they are stored; null if all do."""
    with closing(sqlite3.connect(read_only_uri(path), uri=True)) as connection:
        register_functions(connection)
        found = {
            table.name: connection.execute(odd_rows_query(table, "sqlite")).fetchone()
            for table in glance_tables
        }
        return odd_rows_of(found)


def _unreadable_sentence(path: Path, error: sqlite3.DatabaseError) -> str:
    if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return f"The file {whole_path(path)} is not an SQLite database, or is damaged."
    if not os.access(path, os.R_OK, effective_ids=True):
        return f"This user must not read the database {whole_path(path)}."
    if not is_writable(path):
        return (
            f"SQLite must write beside the database {whole_path(path)} to read it, and this user must not: "
            "make the folder writable, or use a copy of `glimpse backup`, which needs no log."
        )
    return f"The database {whole_path(path)} cannot be read: {advised(error, error.sqlite_errorcode)}."


_READ_ONLY = "This user must not write {} or its folder: Glimpse serves it read-only."

# Bytes for the write-ahead log: commits go there first, and from there into the file.
_MIN_FREE_BYTES = 100 * 2**20


def startup_findings(
    path: Path, version: tuple[int, ...] = sqlite3.sqlite_version_info
) -> list[tuple[int, str]]:
    """Facts about a file before it is served: sentences with their log levels."""
    is_own = detect_served_schema(path) == "own"
    several = "several processes" if is_safe_for_two_writers(version) else "one process"
    writers = f": {several} may write {whole_path(path)}" if is_own else ""
    said = [(logging.INFO, f"SQLite is {_dotted(version)}{writers}.")]
    if is_own and not is_writable(path):
        said.append((logging.WARNING, _READ_ONLY.format(whole_path(path))))
    mode = path.stat().st_mode
    if mode & stat.S_IWOTH:
        said.append((logging.WARNING, f"Everyone on this machine may write {whole_path(path)}."))
    elif mode & stat.S_IROTH:
        said.append((logging.INFO, f"Everyone on this machine may read {whole_path(path)}."))
    free = shutil.disk_usage(path.absolute().parent).free
    scarce = free < max(_MIN_FREE_BYTES, path.stat().st_size // 10)
    left = f"{free // 2**20} MiB are free on the disk of {whole_path(path)}."
    said.append((logging.WARNING if scarce else logging.INFO, left))
    return said


def require_multiprocess_support(path: Path, version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Raises DatabaseNotServableError unless several processes may serve the file."""
    if detect_served_schema(path) == "glance" or not is_writable(path):
        return
    if has_several_names(path):
        raise DatabaseNotServableError(
            f"Several processes must not write {whole_path(path)}: it has several names. Remove the other "
            "hard links, or set `WEB_CONCURRENCY` to 1."
        )
    if not is_safe_for_two_writers(version):
        raise DatabaseNotServableError(
            f"Several processes must not write {whole_path(path)}: this SQLite ({_dotted(version)}) can lose "
            "data then. Set `WEB_CONCURRENCY` to 1, or use SQLite 3.51.3 or newer, or PostgreSQL."
        )


class DatabaseLockedError(DatabaseNotServableError):
    """Another process writes the file."""


# SQLite never locks this byte: it lies behind the end of every file.
_WRITER_BYTE = 2**62


class WriterLock:
    """Lets only one process write: with the WAL-reset bug of some SQLite versions, two could lose data.

    A byte of the database itself is locked, so the lock is the same under every name of the file; it ends
    with the process. Without the bug the lock is shared, except for a file with several hard links: SQLite
    keeps a log for each name. Take it before SQLite opens the file and release it afterwards: closing a
    file drops all of SQLite's locks on it in this process.
    """

    def __init__(self, path: Path, version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
        self._file: int | None = None
        try:
            self._file = os.open(path, os.O_RDWR)
            is_shared = is_safe_for_two_writers(version) and not has_several_names(path)
            kind = fcntl.F_RDLCK if is_shared else fcntl.F_WRLCK
            # A lock of the opened file, not of the process: it is independent of SQLite's.
            lock = struct.pack("hhqqi4x", kind, os.SEEK_SET, _WRITER_BYTE, 1, 0)
            fcntl.fcntl(self._file, fcntl.F_OFD_SETLK, lock)
        except BlockingIOError as error:
            self.release()
            raise DatabaseLockedError(_locked_sentence(path, version)) from error
        except OSError as error:
            self.release()
            local = ""
            if error.errno == errno.ENOLCK:
                local = " Keep it on a local disk: a network file system may have no locks."
            raise DatabaseNotServableError(
                f"The database {whole_path(path)} cannot be written: {error.strerror}.{local}"
            ) from error

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _locked_sentence(path: Path, version: tuple[int, ...]) -> str:
    if is_safe_for_two_writers(version):
        return (
            f"Another process writes {whole_path(path)}, and one of the two found it under several names: "
            "SQLite keeps a log for each. Remove the other hard links."
        )
    return (
        f"Another process writes {whole_path(path)}, and with this SQLite "
        f"({_dotted(version)}) two can lose data: serve with one process, "
        "or use SQLite 3.51.3 or newer, or PostgreSQL."
    )


def has_several_names(path: Path) -> bool:
    """Whether the file has several hard links; symbolic links do not count, as SQLite follows them."""
    return path.stat().st_nlink > 1


def is_writable(path: Path) -> bool:
    """Whether this process may write the file, and the folder, where SQLite keeps its logs."""
    real = Path(os.path.realpath(path))
    return all(os.access(each, os.W_OK, effective_ids=True) for each in (real, real.parent))
