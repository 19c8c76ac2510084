"""Opens connections to a server in bounded time, and explains in one sentence why that fails."""

import errno
import logging
import os
import re
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

_NO_RIGHT = "this user may not use that database: grant it the rights on it"
_NOT_ACCEPTING = "that database accepts no connections at present: see its `ALLOW_CONNECTIONS`"
_NO_MEMORY = "it has no memory or thread left for a connection"
_NO_DISK = "its disk is full"
_LOCKED = "this user is locked: run `ALTER USER <user> ACCOUNT UNLOCK` there"
_EXPIRED = "the password of this user has expired: set another one there, and in the URL"
_NO_PLUGIN = "it authenticates this user in an unsupported form: choose another plugin for the user"
_NO_NAME = "it cannot find the name of this machine: give it `skip_name_resolve`, or correct its DNS"
_NO_CLUSTER = "it is not part of its cluster at present"
_LOST = "it closed the connection"

# By SQLSTATE of PostgreSQL, or by number of MariaDB.
_BY_CODE: dict[object, str] = {
    "08004": "it refuses all connections",
    "28P01": _WRONG_PASSWORD,
    "28000": _NOT_ADMITTED,
    "3D000": _NO_DATABASE,
    "42501": _NO_RIGHT,
    "53100": _NO_DISK,
    "53200": _NO_MEMORY,
    "53300": _TOO_MANY,
    "55000": _NOT_ACCEPTING,
    **dict.fromkeys(("57P01", "57P02", "57P03"), _NOT_SERVING),
    "57P04": _NO_DATABASE,
    1044: _NO_RIGHT,
    1045: _WRONG_PASSWORD,
    1698: _WRONG_PASSWORD,
    1049: _NO_DATABASE,
    **dict.fromkeys((1040, 1203), _TOO_MANY),
    **dict.fromkeys((1037, 1041, 1135), _NO_MEMORY),
    **dict.fromkeys((1021, 1114), _NO_DISK),
    1042: _NO_NAME,
    1047: _NO_CLUSTER,
    **dict.fromkeys((1053, 1077), _NOT_SERVING),
    1129: "it has blocked this machine after many failed connections: run `FLUSH HOSTS` there",
    1130: _NOT_ADMITTED,
    1226: "this user has reached a limit of its account: see its `MAX_USER_CONNECTIONS` and the like",
    **dict.fromkeys((1251, 1524, 2059), _NO_PLUGIN),
    # Also as MySQL and older versions number them.
    **dict.fromkeys((1820, 1862), _EXPIRED),
    **dict.fromkeys((3118, 4151), _LOCKED),
    3159: _NEEDS_TLS,
    **dict.fromkeys((1043, 1158, 1159, 1160, 1161, 1927, 2006, 2013, 2055), _LOST),
}

_DEFAULT_PORTS = {"postgresql": 5432, "mariadb": 3306}
# What asyncio says if a name has several addresses: one of these for each.
_ERROR_NUMBER = re.compile(r"\[Errno (-?\d+)\]")


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
    for each in causes_of(error):
        if (reason := _of_network(each, address, timeout) or _of_server(each)) is not None:
            return reason
    return None


def causes_of(error: BaseException) -> Iterator[BaseException]:
    """The error, after what has caused it."""
    # asyncmy wraps the errors of the network; those say more, so they come first.
    if error.__cause__ is not None:
        yield from causes_of(error.__cause__)
    yield error


def _of_network(error: BaseException, address: ServerAddress, timeout: float) -> str | None:
    host = address.url.host or "localhost"
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
    if isinstance(error, TimeoutError):
        return f"it did not answer within {timeout:g} seconds"
    if isinstance(error, OSError):
        return _of_operating_system(error, _place(address))
    return None


def _of_operating_system(error: OSError, place: str) -> str:
    # The last address is the one of IPv4, if a name has both.
    several = _ERROR_NUMBER.findall(str(error)) if error.errno is None else []
    number = int(several[-1]) if several else error.errno
    if number == errno.ECONNREFUSED:
        return f"nothing listens at {place}"
    said = type(error).__name__ if number is None else os.strerror(number)
    return f"the connection to {place} failed ({said})"


def _place(address: ServerAddress) -> str:
    """Host and port, or the Unix socket."""
    url = address.url
    host = url.host or url.query.get("unix_socket", "localhost")
    if host.startswith("/"):  # type: ignore[union-attr]
        return f"the socket {host}"
    return f"port {url.port or _DEFAULT_PORTS[address.dialect]} of {host}"


def _of_server(error: BaseException) -> str | None:
    code = error_code(error)
    if "unsupported startup parameter" in str(error).lower():
        return _PGBOUNCER
    if code == "28000" and "no encryption" in str(error):
        return _NEEDS_TLS
    if isinstance(code, str | int) and (reason := _BY_CODE.get(code)) is not None:
        return reason
    if type(error).__module__.startswith(("asyncpg", "asyncmy")):
        return f"it refuses the connection ({code or type(error).__name__})"
    return None
