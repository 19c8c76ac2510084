"""Parses the URL of a database: an SQLite file, or a database on a server."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from sqlalchemy import URL

from db.address.parameters import read_parameters
from db.address.server_address import InvalidUrlError, ServerAddress
from db.dialect.variants import DialectName

_SQLITE_SCHEMES = ("sqlite", "sqlite+aiosqlite", "sqlite+pysqlite")
_EXAMPLE = "sqlite:///data/glimpse.db"

# The schemes of other tools name their driver after a plus sign; Glimpse uses its own.
_SERVER_SCHEMES: dict[str, tuple[DialectName, str]] = {
    "postgresql": ("postgresql", "postgresql+asyncpg"),
    "postgres": ("postgresql", "postgresql+asyncpg"),
    "mariadb": ("mariadb", "mariadb+asyncmy"),
    "mysql": ("mariadb", "mariadb+asyncmy"),
}
_DRIVERS: dict[DialectName, frozenset[str]] = {
    "postgresql": frozenset({"asyncpg", "psycopg", "psycopg2", "psycopg2cffi", "psycopg_async", "pg8000"}),
    "mariadb": frozenset(
        {"asyncmy", "aiomysql", "pymysql", "mysqldb", "mysqlconnector", "mariadbconnector", "cymysql"}
    ),
}

# An address in brackets or a name; then a port.
_HOST_AND_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:,]*)(?::([0-9]{1,5}))?")


class _ServerUrl(NamedTuple):
    user: str | None
    password: str | None
    host: str
    port: int | None
    database: str
    parameters: Mapping[str, str]


def parse_database_url(text: str) -> Path | ServerAddress:
    """The SQLite file or the server's database; raises InvalidUrlError."""
    text = text.strip()
    scheme, separator, rest = text.partition("://")
    scheme = scheme.lower()
    if separator and scheme in _SQLITE_SCHEMES:
        return _parse_sqlite_path(rest)
    base, _, driver = scheme.partition("+")
    dialect, full_scheme = _SERVER_SCHEMES.get(base, (None, ""))
    if not separator or dialect is None or (driver and driver not in _DRIVERS[dialect]):
        raise InvalidUrlError("must begin with sqlite:///, postgresql:// or mariadb://")
    return _server_address(dialect, full_scheme, _split(rest))


def parse_server_url(text: str) -> ServerAddress:
    """As `parse_database_url`, for a server only."""
    parsed = parse_database_url(text)
    if isinstance(parsed, Path):
        raise InvalidUrlError("must be the URL of a server: postgresql:// or mariadb://")
    return parsed


def _parse_sqlite_path(rest: str) -> Path:
    path = rest.removeprefix("/")
    if path == rest:
        raise InvalidUrlError(f"must have three slashes before the file's path, as in {_EXAMPLE}")
    if path == ":memory:" or path.startswith("file:"):
        raise InvalidUrlError("must name a file: a database in memory would be lost at every restart")
    if "?" in path or not path.isprintable():
        raise InvalidUrlError("must be the path of a file without parameters or control characters")
    if not path.strip() or path.endswith("/"):
        raise InvalidUrlError(f"must name a file, as in {_EXAMPLE}")
    return Path(os.path.expanduser(path))


def _split(rest: str) -> _ServerUrl:
    """The parts of a server's URL after its scheme, decoded."""
    _check_encoding(rest)
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    user_info, _, host_and_port = authority.rpartition("@")
    user, _, password = user_info.partition(":")
    path, _, query = rest.removeprefix(authority).partition("?")
    host, port = _host_and_port(host_and_port)
    database = path.removeprefix("/")
    if not database or "/" in database:
        raise InvalidUrlError("must name one database, after the host and a slash")
    return _ServerUrl(
        unquote(user) or None,
        unquote(password) or None,
        host,
        port,
        unquote(database),
        _parameters(query),
    )


def _check_encoding(rest: str) -> None:
    if " " in rest or "%00" in rest or not rest.isprintable():
        raise InvalidUrlError("must have no spaces or control characters: a space is written %20")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    # The `@` before the host is the last of a URL. Any other shows that the password ends elsewhere.
    if authority.count("@") > 1 or "@" in rest.removeprefix(authority):
        raise InvalidUrlError(
            "must have one `@` only, before the host: `@` in the password must be written %40, `/` %2F, "
            "`?` %3F and `#` %23"
        )
    if re.search(r"%(?![0-9A-Fa-f]{2})", rest):
        raise InvalidUrlError("must have two hexadecimal digits after `%`: in the password it is written %25")
    if "#" in rest:
        raise InvalidUrlError("must not contain `#`: in the password it is written %23")


def _host_and_port(text: str) -> tuple[str, int | None]:
    if "," in text:
        raise InvalidUrlError("must name one host only")
    found = _HOST_AND_PORT.fullmatch(text)
    if found is None or (found[2] is not None and not 0 < int(found[2]) < 65_536):
        raise InvalidUrlError(
            "must have a host, and a port from 1 to 65535 after a colon; an IPv6 address needs brackets, "
            "as in [::1]"
        )
    return _checked_host(unquote(found[1])), None if found[2] is None else int(found[2])


def _checked_host(host: str) -> str:
    """A name, an address, or the folder of a Unix socket."""
    if host.startswith("/") or _is_host(host):
        return host.strip("[]")
    raise InvalidUrlError("must have a host that is a name, an address or the path of a Unix socket")


def _is_host(text: str) -> bool:
    try:
        # As the resolver will do.
        text.encode("idna")
    except UnicodeError:
        return False
    return re.fullmatch(r"\[[0-9A-Fa-f:.]+\]|[\w.:-]*", text) is not None


def _parameters(query: str) -> dict[str, str]:
    parameters = dict[str, str]()
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        if unquote(name) in parameters:
            raise InvalidUrlError("must not have a parameter twice")
        parameters[unquote(name)] = unquote(value)
    return parameters


def _server_address(dialect: DialectName, scheme: str, parts: _ServerUrl) -> ServerAddress:
    options = read_parameters(dialect, parts.parameters)
    host, port = _once("host", parts.host, options), _once("port", parts.port, options)
    socket = options.pop("socket", None)
    if dialect == "mariadb" and host.startswith("/"):
        host, socket = "", host
    url = URL.create(
        scheme,
        parts.user,
        parts.password,
        _checked_host(host) or None if socket is None else None,
        port,
        parts.database,
        {} if socket is None else {"unix_socket": socket},
    )
    if socket is not None or host.startswith("/"):
        # Nobody else can read what passes through a socket on this machine.
        return ServerAddress(dialect, url, **_without_tls(options))
    return _checked_tls(ServerAddress(dialect, url, **_with_default_tls(options)))


def _once(option: str, in_authority: Any, options: dict[str, Any]) -> Any:
    """The host or the port, which may be named before the path or by a parameter."""
    if option not in options:
        return in_authority
    if in_authority:
        raise InvalidUrlError(f"must name the {option} once only")
    return options.pop(option)


def _without_tls(options: Mapping[str, Any]) -> dict[str, Any]:
    tls = ("tls", "authority", "certificate", "key")
    return {name: value for name, value in options.items() if name not in tls}


def _with_default_tls(options: Mapping[str, Any]) -> dict[str, Any]:
    """As libpq and MySQL's tools: with an authority, certificates are verified."""
    if "authority" not in options:
        return dict(options)
    stricter = {None: "verify-full", "require": "verify-ca"}
    tls = options.get("tls")
    return {**options, "tls": stricter.get(tls, tls)}


def _checked_tls(address: ServerAddress) -> ServerAddress:
    files = {"`sslrootcert`": address.authority, "`sslcert`": address.certificate, "`sslkey`": address.key}
    for name, file in files.items():
        if file is None:
            continue
        if address.tls in ("disable", "prefer"):
            raise InvalidUrlError(f"must have the `sslmode` require, verify-ca or verify-full for {name}")
        if not file.is_file():
            raise InvalidUrlError(f"must name an existing file as {name}")
    if address.key is not None and address.certificate is None:
        raise InvalidUrlError("must have `sslcert` with `sslkey`")
    try:
        address.tls_context()
    except OSError as error:
        raise InvalidUrlError(
            "must name PEM files that fit: certificates as `sslrootcert`; a client's certificate and its key "
            "without a password as `sslcert` and `sslkey`"
        ) from error
    return address
