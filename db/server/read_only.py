"""Recognizes a server that refuses changes, as after a fail-over, and drops the connections to it."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.store import ReadOnlyStoreError

# PostgreSQL's SQLSTATE; MariaDB's `read_only`, transactions that are read-only, and `innodb_read_only`.
_CODES = frozenset({"25006", 1290, 1792, 1836})

_POSTGRESQL = text("SELECT current_setting('transaction_read_only') = 'on'")
# 'OFF' compares equal to 0, which older versions return.
_MARIADB = text(
    "SELECT @@global.read_only NOT IN ('0', 'OFF'), @@session.tx_read_only + @@global.innodb_read_only"
)
# Changes nothing. A user with the right READ ONLY ADMIN may change a server that is read-only.
_MARIADB_CHANGE = text("UPDATE images SET min_ram = min_ram WHERE 1 = 0")


def error_code(error: BaseException) -> object:
    """MariaDB's number or PostgreSQL's SQLSTATE."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, int) else getattr(error, "sqlstate", None)


def is_read_only(error: BaseException) -> bool:
    code = error_code(error)
    return isinstance(code, str | int) and code in _CODES


def judge_read_only(error: BaseException, driver: Any) -> Exception | bool:
    """Whether the server refuses changes; ReadOnlyStoreError if it was configured so.

    A standby, or a MariaDB that is read-only, may be an old primary: another server accepts changes.
    """
    if not is_read_only(error):
        return False
    if error_code(error) == 1836 or _is_configured(driver):
        return ReadOnlyStoreError()
    return True


def _is_configured(driver: Any) -> bool:
    """For PostgreSQL 14 or newer, which reports both settings to its clients whenever they change."""
    if not hasattr(driver, "get_settings") or driver.is_closed():
        return False
    settings = driver.get_settings()
    return (
        getattr(settings, "default_transaction_read_only", "off") == "on"
        and getattr(settings, "in_hot_standby", "on") == "off"
    )


async def can_change(connection: AsyncConnection) -> bool:
    """Whether the server would accept a change on this connection; raises the driver's errors."""
    if connection.dialect.name == "postgresql":
        return not (await connection.execute(_POSTGRESQL)).scalar()
    is_global, others = (await connection.execute(_MARIADB)).one()
    if others:
        return False
    if is_global:
        await connection.execute(_MARIADB_CHANGE)
    return True
