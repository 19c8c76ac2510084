"""A consistent copy of an SQLite database, made while it is served and written."""

import errno
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from db.output_file import find_replaceable, replaced_when_complete, written_stream
from db.sqlite.errors import advised
from db.sqlite.file import detect_served_schema, read_only_uri, remove_side_files, require_other_file
from db.standard_streams import STDIO
from db.store import DatabaseNotServableError, StoreUnavailableError
from db.temporary_folder import explained_errors, temporary_folder

# SQLite's extended codes, which not every build of `sqlite3` names.
_IOERR_WRITE, _IOERR_FSYNC, _IOERR_TRUNCATE = (sqlite3.SQLITE_IOERR | number << 8 for number in (3, 4, 6))

# What SQLite reports if the copy cannot be written; the other errors are of the source.
_TARGET_ERRORS = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    _IOERR_WRITE: errno.EIO,
    _IOERR_FSYNC: errno.EIO,
    _IOERR_TRUNCATE: errno.EIO,
}


def backup(source: Path, target: Path) -> int:
    """Copies the database; returns the bytes. The copy gets its name when it is complete, checked and synced.

    Then it is checked again under its name. Standard output, a pipe or a device is written into. Raises
    DatabaseNotServableError if there is no database to copy, or if the copy is damaged;
    StoreUnavailableError if the database is damaged or cannot be read; OSError if the copy cannot be
    written. Before it writes into one of these, it raises NoTemporaryFolderError if the copy has no place.
    """
    detect_served_schema(source)
    if target != STDIO:
        require_other_file(target, source)
    replaced = find_replaceable(target)
    if replaced is None:
        return _write_into(target, source)
    with replaced_when_complete(replaced) as unfinished:
        _copy(source, unfinished, target)
        # SQLite would apply the log of an older file to the copy. Whatever it holds is of the file that goes.
        remove_side_files(replaced)
    _require_sound(replaced)
    return replaced.stat().st_size


def _write_into(target: Path, source: Path) -> int:
    with temporary_folder() as folder:
        copy = folder / "copy.db"
        with explained_errors():
            _copy(source, copy, copy)
        with copy.open("rb") as file, written_stream(target) as stream:
            shutil.copyfileobj(file, stream)
        return copy.stat().st_size


def _copy(source: Path, unfinished: Path, target: Path) -> None:
    """Copies and checks the copy; errors name the target."""
    try:
        with (
            closing(sqlite3.connect(read_only_uri(source), uri=True)) as served,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            # In one step: it is one snapshot, and writers do not wait for it.
            served.backup(copy)
            # The copy is a single file, without a write-ahead log.
            copy.execute("PRAGMA journal_mode = DELETE")
            said = _quick_check(copy)
    except sqlite3.Error as error:
        if (code := _TARGET_ERRORS.get(error.sqlite_errorcode)) is not None:
            raise OSError(code, str(error), str(target)) from error
        raise StoreUnavailableError(advised(error, error.sqlite_errorcode)) from error
    finally:
        remove_side_files(unfinished)
    if said != "ok":
        raise StoreUnavailableError(f"the file is damaged: {said}")


def _require_sound(copy: Path) -> None:
    """Checks the copy as it will be opened; raises DatabaseNotServableError."""
    detect_served_schema(copy)
    with closing(sqlite3.connect(read_only_uri(copy), uri=True)) as connection:
        said = _quick_check(connection)
    if said != "ok":
        raise DatabaseNotServableError(
            f"The copy {copy} is damaged ({said}): do not use it, check the disk and copy again."
        )


def _quick_check(connection: sqlite3.Connection) -> str:
    """`ok`, or the first fault that SQLite finds."""
    try:
        ((said,), *_) = connection.execute("PRAGMA quick_check(1)")
    except sqlite3.DatabaseError as error:
        said = error
    return " ".join(str(said).removeprefix("*** in database main ***").split())
