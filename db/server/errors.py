"""Translates errors of servers' drivers to the store's exceptions."""

import re
from typing import Any

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
        "55P03": StoreUnavailableError,
        "42501": StoreUnavailableError,
        "28": StoreUnavailableError,
        "3D": StoreUnavailableError,
        "08": StoreUnavailableError,
        "53": StoreUnavailableError,
        "57": StoreUnavailableError,
        "58": StoreUnavailableError,
    },
    "mariadb": {
        1213: TransactionConflictError,
        1020: TransactionConflictError,
        1062: TransactionConflictError,
        1969: StatementTimeoutError,
        3024: StatementTimeoutError,
        1205: StoreUnavailableError,
        **dict.fromkeys((1044, 1045, 1049, 1130, 1142, 1143, 1698), StoreUnavailableError),
        1301: AnswerTooLargeError,
        **dict.fromkeys((1021, 1037, 1040, 1041, 1053, 1077, 1114, 1129, 1152, 1153), StoreUnavailableError),
        **dict.fromkeys((1047, 1158, 1159, 1160, 1161, 1927), StoreUnavailableError),
        **dict.fromkeys((2002, 2003, 2006, 2013, 2055), StoreUnavailableError),
    },
}


# Where a right is missing, the driver's message names it.
_DENIED_CODES = frozenset({"42501", 1044, 1142, 1143})


def translate_error(error: BaseException, dialect: DialectName) -> Exception | None:
    """The store's exception; None for an error in Glimpse."""
    if isinstance(error, PoolTimeout):
        return StoreUnavailableError("all connections are in use")
    if isinstance(error, OSError | TimeoutError):
        return StoreUnavailableError("the server does not answer")
    # Errors while connecting come from the driver unwrapped.
    said = (error.orig or error) if isinstance(error, DBAPIError) else error
    if not type(said).__module__.startswith(_DRIVER_MODULES):
        return None
    facts, code = _ERRORS_BY_CODE[dialect], error_code(said)
    if is_read_only(said):
        return StoreUnavailableError(f"the server accepts no changes ({code})")
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
