"""Parses the URL of a server's database, and the options that drivers need in other forms."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from db.dialect.variants import DialectName

# Schemes that users and SQLAlchemy write: the database, and SQLAlchemy's driver.
_SCHEMES: dict[str, tuple[DialectName, str]] = {
    "sqlite+aiosqlite": ("sqlite", "sqlite+aiosqlite"),
    "postgresql": ("postgresql", "postgresql+asyncpg"),
    "postgres": ("postgresql", "postgresql+asyncpg"),
    "postgresql+asyncpg": ("postgresql", "postgresql+asyncpg"),
    "mariadb": ("mariadb", "mariadb+asyncmy"),
    "mysql": ("mariadb", "mariadb+asyncmy"),
    "mariadb+asyncmy": ("mariadb", "mariadb+asyncmy"),
    "mysql+asyncmy": ("mariadb", "mariadb+asyncmy"),
}
_TLS = ("disable", "require", "verify-full")


class InvalidUrlError(ValueError):
    """The URL is invalid; the message completes a sentence that begins with the URL's name."""


@dataclass(frozen=True)
class ServerAddress:
    """A server's database. `name` is for messages: it holds no password."""

    dialect: DialectName
    url: URL
    tls: str = "disable"
    authority: Path | None = None
    is_pgbouncer: bool = False

    @property
    def name(self) -> str:
        return f"{self.url.database} at {self.url.host or 'localhost'}"

    def tls_context(self) -> ssl.SSLContext | None:
        """None without TLS. `require` encrypts without checking the certificate."""
        if self.tls == "disable":
            return None
        context = ssl.create_default_context(cafile=self.authority)
        if self.tls == "require":
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def parse_server_url(text: str) -> ServerAddress:
    """Raises InvalidUrlError. Options: `sslmode`, `sslrootcert` and, for PostgreSQL, `pgbouncer`."""
    try:
        url = make_url(text)
        database, driver = _SCHEMES[url.drivername]
    except (ArgumentError, KeyError, ValueError) as error:
        raise InvalidUrlError("must be a URL of SQLite, PostgreSQL or MariaDB") from error
    if database == "sqlite":
        raise InvalidUrlError("must be the URL of a server: postgresql:// or mariadb://")
    if not url.database:
        raise InvalidUrlError("must name a database, after the host and a slash")
    query: dict[str, Any] = dict(url.query)
    tls = query.pop("sslmode", "disable")
    if tls not in _TLS:
        raise InvalidUrlError(f"must have the `sslmode` {', '.join(_TLS[:-1])} or {_TLS[-1]}")
    authority = query.pop("sslrootcert", None)
    pooled = query.pop("pgbouncer", "false")
    if pooled not in ("true", "false") or (pooled == "true" and database != "postgresql"):
        raise InvalidUrlError("may have the option pgbouncer=true for PostgreSQL only")
    if query:
        raise InvalidUrlError(f"must not have the options {', '.join(sorted(query))}")
    if authority is not None and not Path(authority).is_file():
        raise InvalidUrlError("must name an existing file as `sslrootcert`")
    return ServerAddress(
        database,
        url.set(drivername=driver, query={}),
        tls,
        None if authority is None else Path(authority),
        pooled == "true",
    )
