"""The address of a server's database, with the options that drivers need in other forms."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sqlalchemy import URL

from db.dialect.variants import DialectName

TlsMode = Literal["disable", "prefer", "require", "verify-ca", "verify-full"]


class InvalidUrlError(ValueError):
    """The URL is invalid; the message completes a sentence that begins with the URL's name.

    It repeats no value of the URL: a password may have ended up in any part of it.
    """


@dataclass(frozen=True)
class ServerAddress:
    """A server's database. `name` is for messages: it holds no user name and no password."""

    dialect: DialectName
    url: URL = field(repr=False)
    tls: TlsMode = "disable"
    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    application_name: str = "glimpse"
    is_pgbouncer: bool = False

    @property
    def name(self) -> str:
        return f"{self.url.database} at {self.url.host or self.url.query.get('unix_socket', 'localhost')}"

    def tls_context(self) -> ssl.SSLContext | Literal["prefer"] | None:
        """None without TLS; raises OSError if a certificate cannot be used.

        `require` and `prefer` encrypt without checking the certificate; asyncpg itself knows `prefer`.
        """
        if self.tls == "disable":
            return None
        if self.tls == "prefer":
            return "prefer"
        context = ssl.create_default_context(cafile=self.authority)
        context.check_hostname = self.tls == "verify-full"
        if self.tls == "require":
            context.verify_mode = ssl.CERT_NONE
        if self.certificate is not None:
            # Without a password, OpenSSL would ask for one at the terminal.
            context.load_cert_chain(self.certificate, self.key, password="")
        return context
