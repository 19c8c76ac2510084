"""Opens connections to a server in bounded time, and explains in one sentence why that fails."""

import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from db.address.server_address import ServerAddress
from db.server.deadlines import EndableTimeouts
from db.server.read_only import error_code
from db.store import StoreUnreachableError

logger = logging.getLogger("glimpse.db")

# OpenSSL's number for a certificate that is valid, but not for this host.
_WRONG_NAME = (62, 64)

_WRONG_PASSWORD = "it refuses the user or the password of the URL"
_NO_DATABASE = "it has no database of that name: create it, or correct the URL"
_NOT_ADMITTED = "it does not admit this user from this machine: see its access rules, such as pg_hba.conf"
_TOO_MANY = "it has no connection left: lower `GLIMPSE_POOL_SIZE`, or raise the server's limit"
_NOT_SERVING = "it is starting or stopping"
_NO_TLS = "it does not speak TLS: enable TLS there, or remove `sslmode` from the URL"
_NEEDS_TLS = "it admits encrypted connections only: add `?sslmode=require` to the URL"
_PGBOUNCER = "it is PgBouncer: add `?pgbouncer=true` to the URL"

# By SQLSTATE of PostgreSQL, or by number of MariaDB.
_BY_CODE: dict[object, str] = {
    "28P01": _WRONG_PASSWORD,
    "28000": _NOT_ADMITTED,
    "3D000": _NO_DATABASE,
    "53300": _TOO_MANY,
    "57P03": _NOT_SERVING,
    1044: "this user may not use that database: grant it the rights on it",
    1045: _WRONG_PASSWORD,
    1698: _WRONG_PASSWORD,
    1049: _NO_DATABASE,
    1040: _TOO_MANY,
    1203: _TOO_MANY,
    1053: _NOT_SERVING,
    1129: "it has blocked this machine after many failed connections: run `FLUSH HOSTS` there",
    1130: _NOT_ADMITTED,
    3159: _NEEDS_TLS,
}


class Connector:
    """Opens the connections of one address. Once any was open, a failure is logged, each reason once."""

    def __init__(self, address: ServerAddress, timeout: float) -> None:
        self._address = address
        self._timeout = timeout
        self._has_connected = False
        self._reported: str | None = None
        self._opening = EndableTimeouts()

    async def open(self, connect: Callable[..., Awaitable[Any]], *arguments: Any, **named: Any) -> Any:
        """The driver's connection; raises StoreUnreachableError with the reason, but no user or password."""
        try:
            async with self._opening.bound(self._timeout):
                driver = await connect(*arguments, **named)
        except Exception as error:
            reason = explain(error, self._address, self._timeout)
            if reason is None:
                raise
            self._report(reason)
            raise StoreUnreachableError(f"{self._address.name}: {reason}") from error
        if self._reported is not None:
            logger.info("The database %s can be reached again.", self._address.name)
        self._has_connected, self._reported = True, None
        return driver

    def close(self) -> None:
        """Ends every attempt to connect, for shutdown."""
        self._opening.end_all()

    def _report(self, reason: str) -> None:
        # A command prints the first failure itself.
        if self._has_connected and reason != self._reported:
            logger.warning("The database %s cannot be used: %s.", self._address.name, reason)
            self._reported = reason


def explain(error: BaseException, address: ServerAddress, timeout: float) -> str | None:
    """Why a connection cannot be opened; None for an error of Glimpse.

    The driver's own text is left out, because it may contain the user.
    """
    host = address.url.host or "localhost"
    for each in _causes(error):
        if (reason := _of_network(each, host, timeout) or _of_server(each)) is not None:
            return reason
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    # asyncmy wraps the errors of the network; those say more, so they come first.
    if error.__cause__ is not None:
        yield from _causes(error.__cause__)
    yield error


def _of_network(error: BaseException, host: str, timeout: float) -> str | None:
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in _WRONG_NAME:
            return f"the server's certificate is not for the name {host}: use the name that it is for"
        return (
            f"the server's certificate cannot be verified ({error.verify_message}): "
            "name the authority with `sslrootcert`"
        )
    if isinstance(error, ssl.SSLError) or (isinstance(error, ConnectionError) and "SSL" in str(error)):
        return _NO_TLS
    if isinstance(error, socket.gaierror):
        return f"the host {host} is unknown"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens at its host and port"
    if isinstance(error, TimeoutError):
        return f"it did not answer within {timeout:g} seconds"
    if isinstance(error, OSError):
        return f"the connection failed ({error.strerror or type(error).__name__})"
    return None


def _of_server(error: BaseException) -> str | None:
    code = error_code(error)
    if "unsupported startup parameter" in str(error).lower():
        return _PGBOUNCER
    if code == "28000" and "no encryption" in str(error):
        return _NEEDS_TLS
    if isinstance(code, str | int) and (reason := _BY_CODE.get(code)) is not None:
        return reason
    if code == 2013:
        return "it closed the connection"
    if type(error).__module__.startswith(("asyncpg", "asyncmy")):
        return f"it refuses the connection ({code or type(error).__name__})"
    return None
