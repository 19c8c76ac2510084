"""The parameters of a server's URL: what each one means to Glimpse, which other tools know too."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from db.address.server_address import InvalidUrlError
from db.dialect.variants import DialectName

# Reads a value and returns the options that it sets. The options are fields of ServerAddress, and `host`.
Parameter = Callable[[str], Mapping[str, Any]]


def _sets(option: str) -> Parameter:
    return lambda value: {option: value}


def _names_file(option: str) -> Parameter:
    return lambda value: {option: Path(value).expanduser()}


def _one_of(option: str, meanings: Mapping[str, object]) -> Parameter:
    """Each value in any case, with the option's value that it means."""

    def read(value: str) -> Mapping[str, Any]:
        if value.lower() not in meanings:
            raise InvalidUrlError(f"must be {_listed(meanings)}")
        return {option: meanings[value.lower()]}

    return read


def _ignored(_value: str) -> Mapping[str, Any]:
    """For what changes nothing here: Glimpse's own settings decide, or the drivers always do so."""
    return {}


def _only(*values: str, because: str) -> Parameter:
    """Ignores the values that change nothing; refuses others."""

    def read(value: str) -> Mapping[str, Any]:
        if value.lower() not in values:
            raise InvalidUrlError(f"must be {_listed(values)}, or absent; {because}")
        return {}

    return read


def _refused(because: str) -> Parameter:
    def read(_value: str) -> Mapping[str, Any]:
        raise InvalidUrlError(f"must be absent; {because}")

    return read


def _socket(option: str) -> Parameter:
    """The path of a Unix socket, or of its folder."""

    def read(value: str) -> Mapping[str, Any]:
        if not value.startswith("/"):
            raise InvalidUrlError("must be the whole path of a Unix socket")
        return {option: value}

    return read


def _authority(value: str) -> Mapping[str, Any]:
    # As for libpq: the authorities of the operating system.
    return {"authority": None if value == "system" else Path(value).expanduser()}


def _port(value: str) -> Mapping[str, Any]:
    if not re.fullmatch(r"[0-9]{1,5}", value) or not 0 < int(value) < 65_536:
        raise InvalidUrlError("must be a number from 1 to 65535")
    return {"port": int(value)}


def _listed(values: Mapping[str, object] | tuple[str, ...]) -> str:
    *most, last = values
    return f"{', '.join(most)} or {last}" if most else last


_USER = "write the user name and the password before the host, as in `user:password@host`"
_OWN_TIMEOUTS = "settings of Glimpse bound every wait"
_SESSION = "Glimpse sets its sessions itself; change a default for the role or the user"
_TLS_MODES = {mode: mode for mode in ("disable", "require", "verify-ca", "verify-full")}
_MYSQL_TLS_MODES = {
    "disabled": "disable",
    "required": "require",
    "verify_ca": "verify-ca",
    "verify_identity": "verify-full",
}
_BOOLEAN = {"true": True, "false": False}
_UTF8 = _only("utf8", "utf-8", "utf8mb4", "utf8mb3", because="Glimpse always uses UTF-8")

_TLS_FILES: dict[str, Parameter] = {
    "sslrootcert": _authority,
    "sslcert": _names_file("certificate"),
    "sslkey": _names_file("key"),
}

PARAMETERS: dict[DialectName, dict[str, Parameter]] = {
    "postgresql": {
        "sslmode": _one_of("tls", {**_TLS_MODES, "prefer": "prefer", "allow": "prefer"}),
        "ssl": _one_of("tls", {**_TLS_MODES, "prefer": "prefer", "true": "require", "false": "disable"}),
        **_TLS_FILES,
        "host": _sets("host"),
        "port": _port,
        "application_name": _sets("application_name"),
        "pgbouncer": _one_of("is_pgbouncer", _BOOLEAN),
        "client_encoding": _UTF8,
        "connect_timeout": _ignored,
        "keepalives": _ignored,
        "keepalives_idle": _ignored,
        "keepalives_interval": _ignored,
        "keepalives_count": _ignored,
        "tcp_user_timeout": _ignored,
        "fallback_application_name": _ignored,
        "sslsni": _ignored,
        "sslcompression": _ignored,
        "channel_binding": _only(
            "prefer", "disable", because="the driver cannot bind channels; `sslmode=verify-full` protects too"
        ),
        "gssencmode": _only("prefer", "disable", because="the driver encrypts with TLS only"),
        "target_session_attrs": _only("any", because="Glimpse connects to the one server that the URL names"),
        "load_balance_hosts": _only("disable", because="Glimpse connects to one server"),
        "sslnegotiation": _only("postgres", because="the driver negotiates TLS as all versions do"),
        "sslcrl": _refused("the driver reads no revocation list"),
        "sslpassword": _refused("the client's key must have no password"),
        "user": _refused(_USER),
        "password": _refused(_USER),
        "passfile": _refused(_USER),
        "dbname": _refused("write the database's name after the host and a slash"),
        "service": _refused("write host, user and database into the URL"),
        "options": _refused(_SESSION),
        "search_path": _refused(_SESSION),
        "schema": _refused(_SESSION),
        "statement_timeout": _refused("`GLIMPSE_STATEMENT_TIMEOUT` decides"),
    },
    "mariadb": {
        "sslmode": _one_of("tls", _TLS_MODES),
        "ssl-mode": _one_of("tls", _MYSQL_TLS_MODES),
        "ssl_mode": _one_of("tls", _MYSQL_TLS_MODES),
        "ssl": _one_of("tls", {"true": "require", "false": "disable"}),
        **_TLS_FILES,
        "ssl_ca": _authority,
        "ssl_cert": _names_file("certificate"),
        "ssl_key": _names_file("key"),
        "unix_socket": _socket("socket"),
        "socket": _socket("socket"),
        "charset": _UTF8,
        "connect_timeout": _ignored,
        "read_timeout": _ignored,
        "write_timeout": _ignored,
        "use_unicode": _only("1", "true", because="Glimpse always uses Unicode"),
        "binary_prefix": _ignored,
        "local_infile": _only("0", "false", because="Glimpse loads no files"),
        "autocommit": _ignored,
        "collation": _refused("Glimpse compares texts by their bytes"),
        "init_command": _refused(_SESSION),
        "sql_mode": _refused(_SESSION),
        "read_default_file": _refused("write host, user and database into the URL"),
        "user": _refused(_USER),
        "password": _refused(_USER),
    },
}


def read_parameters(dialect: DialectName, given: Mapping[str, str]) -> dict[str, Any]:
    """The options that the parameters set; raises InvalidUrlError, which names the parameter."""
    options = dict[str, Any]()
    for name, value in given.items():
        read = PARAMETERS[dialect].get(name)
        if read is None:
            raise InvalidUrlError(_unknown(dialect, name))
        try:
            found = read(value)
        except InvalidUrlError as bad:
            raise InvalidUrlError(f"has a parameter that cannot be used: `{name}` {bad}") from bad
        if options.keys() & found.keys():
            raise InvalidUrlError(f"must not set the same twice: `{name}` repeats another parameter")
        options |= found
    return options


def _unknown(dialect: DialectName, name: str) -> str:
    known = PARAMETERS["mariadb" if dialect == "postgresql" else "postgresql"]
    if name in known:
        other = "MariaDB" if dialect == "postgresql" else "PostgreSQL"
        return f"must not have the parameter `{name}`, which is for {other}"
    # Anything else may be part of a password.
    shown = f" `{name}`" if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,39}", name) else ""
    return f"must not have the parameter{shown}: docs/databases.md lists all that Glimpse knows"
