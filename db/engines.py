"""Connections to a server: how each database is told what a session needs, and what its errors mean."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import NullPool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db.address import Address
from db.spelled import Database
from db.store import AnswerTooLarge, StatementTimeout, StoreUnavailable, TransactionConflict

# It tells of each name that MariaDB has no use for, such as a primary key's.
logging.getLogger("asyncmy").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds: for a lock or a connection, and for one statement; None for as long as it takes."""

    lock: float
    statement: float | None


def engine(address: Address, waits: Waits, size: int | None, *, changes: bool = True) -> AsyncEngine:
    """At most `size` connections, each tried before it is used again; None for one that is not kept.

    Without changes a statement is a transaction by itself.
    """
    pool: dict[str, Any] = (
        {"poolclass": NullPool}
        if size is None
        else {"pool_size": size, "max_overflow": 0, "pool_timeout": waits.lock, "pool_pre_ping": True}
    )
    return create_async_engine(
        address.url,
        # Begin and end of a transaction are two ways to the server more. PgBouncer needs one: it could
        # else prepare a statement on one connection, and run it on another.
        isolation_level="READ COMMITTED" if changes or address.pgbouncer else "AUTOCOMMIT",
        skip_autocommit_rollback=True,
        # What goes wrong is logged, and the values are nobody's business there.
        hide_parameters=True,
        connect_args=session(address, waits),
        **pool,
    )


def _postgresql(address: Address, waits: Waits) -> dict[str, Any]:
    settings = {
        "timezone": "UTC",
        "lock_timeout": str(round(waits.lock * 1000)),
        # Rows of parallel workers come in any order, and compiling costs more than small reads.
        "max_parallel_workers_per_gather": "0",
        "jit": "off",
    }
    if waits.statement is not None:
        settings["statement_timeout"] = str(round(waits.statement * 1000))
    arguments: dict[str, Any] = {"timeout": waits.lock, "ssl": address.tls_context() or False}
    if not address.pgbouncer:
        return arguments | {"server_settings": settings | {"application_name": "glimpse"}}
    # In transaction mode a statement is prepared on one server's connection and run on another's.
    return arguments | {
        "command_timeout": waits.statement,
        "statement_cache_size": 0,
        "prepared_statement_cache_size": 0,
        "prepared_statement_name_func": lambda: f"glimpse_{uuid4()}",
    }


def _mariadb(address: Address, waits: Waits) -> dict[str, Any]:
    session = {
        "time_zone": "'+00:00'",
        "innodb_lock_wait_timeout": str(max(1, round(waits.lock))),
        # Longer lists are cut, without an error.
        "group_concat_max_len": str(2**32 - 1),
        "sql_mode": "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO'",
        "collation_connection": "utf8mb4_nopad_bin",
    }
    if waits.statement is not None:
        session["max_statement_time"] = str(waits.statement)
    return {
        "connect_timeout": max(1, round(waits.lock)),
        "charset": "utf8mb4",
        "init_command": "SET " + ", ".join(f"{name} = {value}" for name, value in session.items()),
        "ssl": address.tls_context(),
    }


def session(address: Address, waits: Waits) -> dict[str, Any]:
    """What the driver takes, for a connection that is told what a session needs."""
    return _SESSIONS[address.database](address, waits)


_SESSIONS = {"postgresql": _postgresql, "mariadb": _mariadb}

# SQLAlchemy wraps what a driver says in classes of its own, within its dialects.
_DRIVERS = ("asyncpg", "asyncmy", "sqlalchemy.dialects")

# By SQLSTATE or its first two characters, or by MariaDB's number.
_FACTS: dict[Database, dict[Any, type[Exception]]] = {
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


_CODES: dict[Database, Callable[[Any], object]] = {
    "postgresql": lambda error: getattr(error, "sqlstate", None),
    "mariadb": lambda error: error.args[0] if error.args else None,
}


def fact_of(error: BaseException, database: Database) -> Exception | None:
    """What happened; None for a mistake of ours."""
    if isinstance(error, PoolTimeout):
        return StoreUnavailable("every connection is taken")
    if isinstance(error, OSError | TimeoutError):
        return StoreUnavailable("the server does not answer")
    # What goes wrong while connecting comes from the driver as it is.
    said = error.orig if isinstance(error, DBAPIError) else error
    if not type(said).__module__.startswith(_DRIVERS):
        return None
    facts, code = _FACTS[database], _CODES[database](said)
    fact = facts.get(code) or (facts.get(code[:2]) if isinstance(code, str) else None)
    if fact is None and isinstance(error, DBAPIError) and error.connection_invalidated:
        fact = StoreUnavailable
    return None if fact is None else fact(f"{database}: {code}")
