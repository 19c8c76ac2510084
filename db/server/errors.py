"""Translates errors of servers' drivers to the store's exceptions."""

import re
from typing import Any

from asyncpg import InternalClientError, InvalidCachedStatementError  # type: ignore[import-untyped]
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from db.dialect.variants import DialectName
from db.server.read_only import error_code, is_read_only
from db.store import (
    AnswerTooLargeError,
    StatementTimeoutError,
    StoreUnavailableError,
    TransactionConflictError,
)

# SQLAlchemy wraps drivers' errors in classes of its own, within its dialects.
_DRIVER_MODULES = ("asyncpg", "asyncmy", "sqlalchemy.dialects")

# By SQLSTATE or its first two characters, or by MariaDB's number.
_ERRORS_BY_CODE: dict[DialectName, dict[Any, type[Exception]]] = {
    "postgresql": {
        "40001": TransactionConflictError,
        "40P01": TransactionConflictError,
        "23505": TransactionConflictError,
        "57014": StatementTimeoutError,
        # A transaction that took longer than its administrator allows.
        "25P04": StatementTimeoutError,
        # Of the server itself: connections, passwords, memory, disk, shutdown, configuration, files.
        **dict.fromkeys(("08", "28", "3D", "53", "57", "58", "F0"), StoreUnavailableError),
        # Rights and roles.
        **dict.fromkeys(("42501", "0LP01", "0P000"), StoreUnavailableError),
        # A lock; a standby or a database that is not ready for this; an object in use; an idle transaction.
        **dict.fromkeys(("55P03", "55000", "55006", "25P03"), StoreUnavailableError),
        # An old snapshot, as on a standby; statements that a proxy has mixed up; damage.
        **dict.fromkeys(("72000", "26000", "42P05", "XX001", "XX002"), StoreUnavailableError),
    },
    "mariadb": {
        1213: TransactionConflictError,
        1020: TransactionConflictError,
        1062: TransactionConflictError,
        # The server's limit, its administrator's KILL QUERY, and MySQL's number of the limit.
        **dict.fromkeys((1969, 1317, 3024), StatementTimeoutError),
        1301: AnswerTooLargeError,
        # Locks.
        **dict.fromkeys((1099, 1100, 1205, 1206, 1223), StoreUnavailableError),
        # Rights, accounts and limits of accounts.
        **dict.fromkeys((1044, 1045, 1049, 1130, 1142, 1143, 1227, 1370, 1698), StoreUnavailableError),
        **dict.fromkeys((1203, 1226, 1251, 1524, 1820, 1862, 3118, 3159, 4151), StoreUnavailableError),
        # Memory, threads and disk.
        **dict.fromkeys((1021, 1037, 1038, 1040, 1041, 1114, 1135), StoreUnavailableError),
        # Files: missing, full, read-only or damaged.
        **dict.fromkeys((1015, 1016, 1017, 1023, 1024, 1026, 1028, 1030), StoreUnavailableError),
        **dict.fromkeys((1034, 1035, 1036, 1194, 1195, 1812, 1814, 1932), StoreUnavailableError),
        # Starting, stopping, or outside of its cluster.
        **dict.fromkeys((1047, 1053, 1077, 1180, 1184), StoreUnavailableError),
        # The network.
        **dict.fromkeys((1042, 1043, 1129, 1152, 1153, 1158, 1159, 1160, 1161, 1927), StoreUnavailableError),
        **dict.fromkeys((2002, 2003, 2006, 2013, 2026, 2055, 2059), StoreUnavailableError),
    },
}


_PACKET_TOO_LONG = 1153

# Where a right is missing, the driver's message names it.
_DENIED_CODES = frozenset({"42501", 1044, 1142, 1143, 1227, 1370})


def translate_error(error: BaseException, dialect: DialectName) -> Exception | None:
    """The store's exception; None for an error in Glimpse."""
    if isinstance(error, PoolTimeout):
        return StoreUnavailableError("all connections are in use")
    if isinstance(error, OSError | TimeoutError):
        return StoreUnavailableError("the server does not answer")
    if isinstance(error, InternalClientError):
        # The server has ended the session, and the driver has not yet noticed the end of the connection.
        return StoreUnavailableError("a connection was closed")
    if isinstance(error, InvalidCachedStatementError):
        # A migration has changed a table since the statement was prepared; it is prepared anew.
        return TransactionConflictError("a table has changed")
    # Errors while connecting come from the driver unwrapped.
    said = (error.orig or error) if isinstance(error, DBAPIError) else error
    if not type(said).__module__.startswith(_DRIVER_MODULES):
        return None
    facts, code = _ERRORS_BY_CODE[dialect], error_code(said)
    if is_read_only(said):
        return StoreUnavailableError(f"the server accepts no changes ({code}); name one that does")
    if dialect == "mariadb" and code == _PACKET_TOO_LONG:
        return StoreUnavailableError(
            "a change is longer than the server takes; raise its `max_allowed_packet`"
        )
    fact = facts.get(code) or (facts.get(code[:2]) if isinstance(code, str) else None)
    if fact is None and isinstance(error, DBAPIError) and error.connection_invalidated:
        fact = StoreUnavailableError
    if fact is None:
        return None
    return fact(f"a right is missing: {_denied(said)}" if code in _DENIED_CODES else f"{dialect}: {code}")


def _denied(error: BaseException | None) -> str:
    """The driver's message without the class of the error and without the user's name."""
    said = str(error.args[-1] if error and error.args else error)
    return re.sub(r"^<class '[^']*'>: | (?:to|for) user '.*?'@'.*?'(?= |$)", "", said)
