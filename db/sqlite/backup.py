"""A consistent copy of an SQLite database, made while it is served and written."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from db.sqlite.file import detect_served_schema, read_only_uri
from db.store import DatabaseNotServableError, StoreUnavailableError


def backup(source: Path, target: Path) -> int:
    """Copies the database; returns the bytes. The copy gets its name when it is complete, checked and synced.

    Raises DatabaseNotServableError if there is no database to copy, StoreUnavailableError if the file is
    damaged or cannot be read, OSError if the copy cannot be written.
    """
    detect_served_schema(source)
    if target.exists() and target.samefile(source):
        raise DatabaseNotServableError("The copy must not have the database's own name.")
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        # An unwritable target raises OSError here, which says why.
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
            # In one step: it is one snapshot, and writers do not wait for it.
            served.backup(copy)
            # The copy is a single file, without a write-ahead log.
            copy.execute("PRAGMA journal_mode = DELETE")
            ((said,), *_) = copy.execute("PRAGMA quick_check(1)")
    except sqlite3.Error as error:
        raise StoreUnavailableError(str(error)) from error
    if said != "ok":
        raise StoreUnavailableError(f"the file is damaged: {said}")


def _sync_folder(folder: Path) -> None:
    """Makes the new name survive a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
