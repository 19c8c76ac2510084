"""What a server's failure means: from drivers' codes to the store's exceptions."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from db.dialect.variants import DialectName
from db.store import AnswerTooLarge, StatementTimeout, StoreUnavailable, TransactionConflict

# SQLAlchemy wraps what a driver says in classes of its own, within its dialects.
_DRIVERS = ("asyncpg", "asyncmy", "sqlalchemy.dialects")

# By SQLSTATE or its first two characters, or by MariaDB's number.
_FACTS: dict[DialectName, dict[Any, type[Exception]]] = {
    "postgresql": {
        "40001": TransactionConflict,
        "40P01": TransactionConflict,
        "23505": TransactionConflict,
        "57014": StatementTimeout,
        "55P03": StoreUnavailable,
        "25006": StoreUnavailable,
        "28": StoreUnavailable,
        "3D": StoreUnavailable,
        "08": StoreUnavailable,
        "53": StoreUnavailable,
        "57": StoreUnavailable,
        "58": StoreUnavailable,
    },
    "mariadb": {
        1213: TransactionConflict,
        1020: TransactionConflict,
        1062: TransactionConflict,
        1969: StatementTimeout,
        3024: StatementTimeout,
        1205: StoreUnavailable,
        **dict.fromkeys((1044, 1045, 1049, 1130), StoreUnavailable),
        1301: AnswerTooLarge,
        **dict.fromkeys((1021, 1037, 1040, 1041, 1053, 1077, 1114, 1129, 1152, 1153), StoreUnavailable),
        **dict.fromkeys((1158, 1159, 1160, 1161, 1290, 1836, 1927), StoreUnavailable),
        **dict.fromkeys((2002, 2003, 2006, 2013, 2055), StoreUnavailable),
    },
}

_CODES: dict[DialectName, Callable[[Any], object]] = {
    "postgresql": lambda error: getattr(error, "sqlstate", None),
    "mariadb": lambda error: error.args[0] if error.args else None,
}


def fact_of(error: BaseException, dialect: DialectName) -> Exception | None:
    """What happened; None for a mistake of ours."""
    if isinstance(error, PoolTimeout):
        return StoreUnavailable("every connection is taken")
    if isinstance(error, OSError | TimeoutError):
        return StoreUnavailable("the server does not answer")
    # What goes wrong while connecting comes from the driver as it is.
    said = error.orig if isinstance(error, DBAPIError) else error
    if not type(said).__module__.startswith(_DRIVERS):
        return None
    facts, code = _FACTS[dialect], _CODES[dialect](said)
    fact = facts.get(code) or (facts.get(code[:2]) if isinstance(code, str) else None)
    if fact is None and isinstance(error, DBAPIError) and error.connection_invalidated:
        fact = StoreUnavailable
    return None if fact is None else fact(f"{dialect}: {code}")
