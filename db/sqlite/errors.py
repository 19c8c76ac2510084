"""Translates SQLite's errors to the store's exceptions, by their codes."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from db.store import StatementTimeoutError, StoreUnavailableError
from db.temporary_folder import has_sqlite_folder

_INTERRUPTED = sqlite3.SQLITE_INTERRUPT
_UNAVAILABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)

_LOCKED = "another process writes the file; stop that one, or try again"
_ADVICE = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    # Also where a file would become longer than the process may write.
    sqlite3.SQLITE_IOERR: "check the disk, its free space, and the limit of a file's size (`ulimit -f`)",
    sqlite3.SQLITE_FULL: "free space on the disk of the file",
}


def advised(error: object, code: int) -> str:
    """SQLite's message, with what to do."""
    advice = _ADVICE.get(code & 0xFF)
    return str(error) if advice is None else f"{error}: {advice}"


@contextmanager
def translate_errors() -> Iterator[None]:
    """Translates the driver's errors to the store's exceptions; other errors pass unchanged."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise translate_error(error) or error from error


def translate_error(error: BaseException) -> Exception | None:
    """The store's exception; None for an error in Glimpse."""
    said, code = _driver_error_and_code(error)
    if code == _INTERRUPTED:
        return StatementTimeoutError(str(said))
    if code == sqlite3.SQLITE_CANTOPEN and not has_sqlite_folder():
        # SQLite itself says that it cannot open the database.
        return StoreUnavailableError("SQLite finds no folder for temporary files: name one with `TMPDIR`")
    return StoreUnavailableError(advised(said, code)) if code in _UNAVAILABLE else None


def is_damage(error: BaseException) -> bool:
    """Whether the error means that the file is damaged."""
    return _driver_error_and_code(error)[1] in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _driver_error_and_code(error: BaseException) -> tuple[BaseException | None, int]:
    """The driver's error and SQLite's primary code, the low byte of the extended code."""
    said = error.orig if isinstance(error, DBAPIError) else error
    return said, getattr(said, "sqlite_errorcode", 0) & 0xFF
