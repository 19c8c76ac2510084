"""Connections to a server, and the session settings of each database."""

import logging
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from sqlalchemy import NullPool
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db.address.server_address import ServerAddress
from db.server.connecting import Connector
from db.server.deadlines import GRACE, ping_before_reuse

# asyncmy warns about each name that MariaDB ignores, such as a primary key's.
logging.getLogger("asyncmy").setLevel(logging.ERROR)


_MAX_CONNECT_TIMEOUT = 30.0

# Statements that a reading connection to MariaDB keeps prepared; a server has 16 382 in all by default. Some
# statements of migrations cannot be prepared.
_MAX_PREPARED = 100


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for a lock or a connection, and for one statement; None means no limit.

    A connection older than `max_age` is replaced, so that a change of the server's address is noticed.
    """

    lock: float
    statement: float | None
    max_age: float = 600.0

    @property
    def connect(self) -> float:
        """Migrations wait long for a lock, but not for a connection."""
        return min(self.lock, _MAX_CONNECT_TIMEOUT)

    @property
    def answer(self) -> float:
        """When a server that enforces its own timeouts has answered; not for migrations."""
        assert self.statement is not None
        return self.statement + GRACE


def create_engine(
    address: ServerAddress,
    timeouts: Timeouts,
    size: int | None,
    *,
    is_writing: bool = True,
    connector: Connector | None = None,
) -> AsyncEngine:
    """An engine of at most `size` connections, each tested before reuse; None keeps no connection.

    Without `is_writing` each statement is a transaction of its own.
    """
    pool: dict[str, Any] = (
        {"poolclass": NullPool}
        if size is None
        else {
            "pool_size": size,
            "max_overflow": 0,
            "pool_timeout": timeouts.lock,
            "pool_recycle": timeouts.max_age,
            # Whoever takes a connection for changes ends the transaction.
            "pool_reset_on_return": None if is_writing else "rollback",
        }
    )
    opener = connector or Connector(address, timeouts.connect)
    engine = create_async_engine(
        address.url,
        # A transaction takes two more round trips. PgBouncer needs one: otherwise it could prepare a
        # statement on one connection, and run it on another.
        isolation_level="READ COMMITTED" if is_writing or address.is_pgbouncer else "AUTOCOMMIT",
        skip_autocommit_rollback=True,
        # Errors are logged, and the log must not contain values.
        hide_parameters=True,
        connect_args={
            **connect_arguments(address, timeouts),
            **({} if is_writing or address.dialect != "mariadb" else {"stmt_cache_size": _MAX_PREPARED}),
            "async_creator_fn": partial(opener.open, _DRIVERS[address.dialect]),
        },
        **pool,
    )
    if size is not None:
        ping_before_reuse(engine.sync_engine)
    return engine


class ExpiringEngine:
    """An engine whose connections are replaced after `expire`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._is_expired = False

    def expire(self) -> None:
        self._is_expired = True

    async def current(self) -> AsyncEngine:
        """The engine, without the connections that have expired."""
        if self._is_expired:
            self._is_expired = False
            await self._engine.dispose()
        return self._engine

    async def dispose(self) -> None:
        await self._engine.dispose()


def _postgresql(address: ServerAddress, timeouts: Timeouts) -> dict[str, Any]:
    settings = {
        "timezone": "UTC",
        "lock_timeout": str(round(timeouts.lock * 1000)),
        # Parallel workers return rows in any order; JIT compilation costs more than small reads.
        "max_parallel_workers_per_gather": "0",
        "jit": "off",
        # It expects few rows of a property's value, and would read all of them from the index first.
        "enable_bitmapscan": "off",
    }
    if timeouts.statement is not None:
        settings["statement_timeout"] = str(round(timeouts.statement * 1000))
    arguments: dict[str, Any] = {"timeout": timeouts.connect, "ssl": address.tls_context() or False}
    if not address.is_pgbouncer:
        return arguments | {"server_settings": settings | {"application_name": address.application_name}}
    # In transaction mode a statement could be prepared on one connection and run on another.
    return arguments | {
        "command_timeout": timeouts.statement,
        "statement_cache_size": 0,
        "prepared_statement_cache_size": 0,
        "prepared_statement_name_func": lambda: f"glimpse_{uuid4()}",
    }


def _mariadb(address: ServerAddress, timeouts: Timeouts) -> dict[str, Any]:
    session = {
        "time_zone": "'+00:00'",
        # Of rows, and of whole tables: the default of the latter is a day.
        "innodb_lock_wait_timeout": str(max(1, round(timeouts.lock))),
        "lock_wait_timeout": str(max(1, round(timeouts.lock))),
        # MariaDB cuts longer lists without an error.
        "group_concat_max_len": str(2**32 - 1),
        "sql_mode": "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO'",
        "collation_connection": "utf8mb4_nopad_bin",
    }
    if timeouts.statement is not None:
        session["max_statement_time"] = str(timeouts.statement)
    return {
        "connect_timeout": max(1, round(timeouts.connect)),
        "charset": "utf8mb4",
        "init_command": "SET " + ", ".join(f"{name} = {value}" for name, value in session.items()),
        "ssl": address.tls_context(),
    }


def connect_arguments(address: ServerAddress, timeouts: Timeouts) -> dict[str, Any]:
    """The driver's arguments for a connection, with the session's settings."""
    return _CONNECT_ARGUMENTS[address.dialect](address, timeouts)


async def _connect_asyncpg(*arguments: Any, **named: Any) -> Any:
    import asyncpg  # type: ignore[import-untyped]

    return await asyncpg.connect(*arguments, **named)


async def _connect_asyncmy(*arguments: Any, **named: Any) -> Any:
    import asyncmy

    return await asyncmy.connect(*arguments, **named)


_DRIVERS = {"postgresql": _connect_asyncpg, "mariadb": _connect_asyncmy}
_CONNECT_ARGUMENTS = {"postgresql": _postgresql, "mariadb": _mariadb}
