"""What SQLite's failures mean, by its codes."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from db.store import StatementTimeoutError, StoreUnavailableError

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


@contextmanager
def translate_errors() -> Iterator[None]:
    """Turns the driver's failures into what happened; a mistake of ours stays what it is."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise translate_error(error) or error from error


def translate_error(error: BaseException) -> Exception | None:
    """What happened; None for a mistake of ours."""
    said, code = _driver_error_and_code(error)
    if code == _INTERRUPTED:
        return StatementTimeoutError(str(said))
    return StoreUnavailableError(str(said)) if code in _UNAVAILABLE else None


def is_damage(error: BaseException) -> bool:
    """Whether the file holds something that SQLite did not write."""
    return _driver_error_and_code(error)[1] in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _driver_error_and_code(error: BaseException) -> tuple[BaseException | None, int]:
    """What the driver said, and SQLite's code: the low byte, the rest says more of it."""
    said = error.orig if isinstance(error, DBAPIError) else error
    return said, getattr(said, "sqlite_errorcode", 0) & 0xFF
