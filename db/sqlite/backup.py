"""A copy of an SQLite database as it stands at one moment, made while it is served and written."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from db.sqlite.file import detect_served_schema, read_only_uri
from db.store import DatabaseNotServableError, StoreUnavailableError


def backup(source: Path, target: Path) -> int:
    """Bytes of the copy, which gets its name when it is whole, checked and on the disk.

    Raises DatabaseNotServableError if there is nothing to copy, StoreUnavailableError if the file is
    damaged or cannot be read, OSError if the copy cannot be written.
    """
    detect_served_schema(source)
    if target.exists() and target.samefile(source):
        raise DatabaseNotServableError("The copy must have another name than the database.")
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        # What cannot be written is then an error of the system's, which says why.
        unfinished.touch()
        _copy(source, unfinished)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)
        _sync_folder(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return target.stat().st_size


def _copy(source: Path, target: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(read_only_uri(source), uri=True)) as served,
            closing(sqlite3.connect(target)) as copy,
        ):
            # All at once: it is one snapshot, and whoever writes does not wait for it.
            served.backup(copy)
            # One file, without a log beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
            ((said,), *_) = copy.execute("PRAGMA quick_check(1)")
    except sqlite3.Error as error:
        raise StoreUnavailableError(str(error)) from error
    if said != "ok":
        raise StoreUnavailableError(f"the file is damaged: {said}")


def _sync_folder(folder: Path) -> None:
    """So that the name, too, survives a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
