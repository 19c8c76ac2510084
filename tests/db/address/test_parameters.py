"""The parameters of a server's URL: taken, ignored or refused with the reason, as the documents say."""

import re
import ssl
import subprocess
from pathlib import Path

import pytest

from db.address.parameters import PARAMETERS
from db.address.server_address import InvalidUrlError, ServerAddress
from db.address.url import parse_server_url
from db.dialect.variants import DialectName
from tests.support.pages.markdown import Page

BASES: dict[DialectName, str] = {
    "postgresql": "postgresql://me:s3cret@host/images",
    "mariadb": "mysql+pymysql://me:s3cret@host/images",
}


def postgresql(query: str) -> ServerAddress:
    return parse_server_url(f"{BASES['postgresql']}?{query}")


def mariadb(query: str) -> ServerAddress:
    return parse_server_url(f"{BASES['mariadb']}?{query}")


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate, its key, and the key with a password."""
    folder = tmp_path_factory.mktemp("pem")
    key, locked = str(folder / "key.pem"), str(folder / "locked.pem")
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=me", "-keyout", key]
    subprocess.run([*make, "-out", str(folder / "certificate.pem")], check=True, capture_output=True)
    lock = ["openssl", "pkey", "-in", key, "-aes256", "-passout", "pass:secret", "-out", locked]
    subprocess.run(lock, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize(
    ("address", "tls"),
    [
        (postgresql(""), "disable"),
        (postgresql("sslmode=disable"), "disable"),
        (postgresql("sslmode=prefer"), "prefer"),
        (postgresql("sslmode=allow"), "prefer"),
        (postgresql("sslmode=require&channel_binding=prefer"), "require"),
        (postgresql("ssl=REQUIRE"), "require"),
        (postgresql("ssl=true"), "require"),
        (postgresql("sslmode=verify-ca"), "verify-ca"),
        (postgresql("sslmode=verify-full&sslrootcert=system"), "verify-full"),
        (postgresql("sslmode=require&sslrootcert=system"), "verify-ca"),
        (postgresql("sslrootcert=system"), "verify-full"),
        (mariadb("charset=utf8mb4&connect_timeout=5"), "disable"),
        (mariadb("ssl=true"), "require"),
        (mariadb("ssl=false"), "disable"),
        (mariadb("sslmode=verify-full"), "verify-full"),
        (mariadb("ssl-mode=VERIFY_IDENTITY"), "verify-full"),
        (mariadb("ssl_mode=VERIFY_CA"), "verify-ca"),
    ],
    ids=str,
)
def test_tls_is_as_the_url_says(address: ServerAddress, tls: str) -> None:
    assert address.tls == tls
    context = address.tls_context()
    if isinstance(context, ssl.SSLContext):
        assert context.check_hostname == (tls == "verify-full")
        assert context.verify_mode == (ssl.CERT_NONE if tls == "require" else ssl.CERT_REQUIRED)
    else:
        assert context == (None if tls == "disable" else "prefer")


def test_certificates_are_files_that_fit(pem: Path) -> None:
    files = f"sslrootcert={pem}/certificate.pem&sslcert={pem}/certificate.pem&sslkey={pem}/key.pem"
    assert postgresql(files).tls == "verify-full"
    assert postgresql(f"{files}&sslmode=require").tls == "verify-ca"
    names = {"sslrootcert": "ssl_ca", "sslcert": "ssl_cert", "sslkey": "ssl_key"}
    for libpq, mysql in names.items():
        files = files.replace(f"{libpq}=", f"{mysql}=")
    address = mariadb(files)
    assert (address.tls, address.certificate, address.key) == (
        "verify-full",
        pem / "certificate.pem",
        pem / "key.pem",
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("sslmode=require&sslrootcert=/no/such.pem", "must name an existing file as `sslrootcert`"),
        ("sslmode=require&sslcert=/no/such.pem", "must name an existing file as `sslcert`"),
        ("sslmode=require&sslkey=PEM/key.pem", "must have `sslcert` with `sslkey`"),
        ("sslcert=PEM/certificate.pem", "must have the `sslmode` require, verify-ca or verify-full for"),
        ("sslmode=prefer&sslrootcert=PEM/certificate.pem", "must have the `sslmode` require, verify-ca or"),
        ("sslmode=require&sslcert=PEM/certificate.pem", "must name PEM files that fit"),
        ("sslrootcert=PEM/key.pem", "must name PEM files that fit"),
        (
            "sslmode=require&sslcert=PEM/certificate.pem&sslkey=PEM/locked.pem",
            "must name PEM files that fit",
        ),
    ],
)
def test_certificates_that_cannot_be_used_are_refused(pem: Path, query: str, words: str) -> None:
    with pytest.raises(InvalidUrlError, match=re.escape(words)):
        postgresql(query.replace("PEM", str(pem)))


@pytest.mark.parametrize(
    ("dialect", "query", "sentence"),
    [
        (
            "postgresql",
            "sslmode=sometimes",
            "has a parameter that cannot be used: `sslmode` must be disable, require, verify-ca, "
            "verify-full, prefer or allow",
        ),
        (
            "mariadb",
            "sslmode=prefer",
            "has a parameter that cannot be used: `sslmode` must be disable, require, verify-ca or "
            "verify-full",
        ),
        (
            "postgresql",
            "channel_binding=require",
            "has a parameter that cannot be used: `channel_binding` must be prefer or disable, or absent; "
            "the driver cannot bind channels; `sslmode=verify-full` protects too",
        ),
        (
            "postgresql",
            "password=s3cret",
            "has a parameter that cannot be used: `password` must be absent; write the user name and the "
            "password before the host, as in `user:password@host`",
        ),
        ("mariadb", "charset=latin1", None),
        ("mariadb", "unix_socket=mysqld.sock", None),
        ("mariadb", "pgbouncer=true", "must not have the parameter `pgbouncer`, which is for PostgreSQL"),
        ("postgresql", "unix_socket=/a", "must not have the parameter `unix_socket`, which is for MariaDB"),
        ("postgresql", "pgbouncer=yes", None),
        ("postgresql", "port=0", None),
        ("postgresql", "port=x", None),
        (
            "postgresql",
            "color=blue",
            "must not have the parameter `color`: docs/databases.md lists all that Glimpse knows",
        ),
        (
            "postgresql",
            "s3-cret:x=blue",
            "must not have the parameter: docs/databases.md lists all that Glimpse knows",
        ),
        ("postgresql", "sslmode=require&sslmode=disable", "must not have a parameter twice"),
        (
            "postgresql",
            "sslmode=require&ssl=true",
            "must not set the same twice: `ssl` repeats another parameter",
        ),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named_with_the_reason(
    dialect: DialectName, query: str, sentence: str | None
) -> None:
    with pytest.raises(InvalidUrlError) as refused:
        parse_server_url(f"{BASES[dialect]}?{query}")
    assert "s3" not in str(refused.value)
    if sentence is not None:
        assert str(refused.value) == sentence
    else:
        assert f"`{query.split('=')[0]}` must be " in str(refused.value)


def test_what_a_parameter_sets_is_set() -> None:
    address = postgresql("application_name=images&pgbouncer=true&connect_timeout=10&keepalives=1")
    assert (address.application_name, address.is_pgbouncer) == ("images", True)
    socket = parse_server_url("postgresql://me@/images?host=/run/pg&port=5433&sslmode=require")
    assert (socket.url.host, socket.url.port, socket.tls) == ("/run/pg", 5433, "disable")
    assert socket.name == "images at /run/pg"
    assert parse_server_url("postgresql://%2Frun%2Fpg/images").url.host == "/run/pg"
    for text in ("mariadb:///images?unix_socket=/run/m.sock", "mysql://%2Frun%2Fm.sock/images"):
        address = parse_server_url(text)
        assert (address.url.host, address.url.query) == (None, {"unix_socket": "/run/m.sock"})
        assert address.name == "images at /run/m.sock"


ROW = re.compile(r"^\| (`[^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def test_the_documents_list_every_parameter() -> None:
    listed: dict[str, set[str]] = {"PostgreSQL": set(), "MariaDB": set()}
    text = Page.read("docs/databases.md").text.split("## The URL of a database")[1]
    for names, databases, _ in ROW.findall(text):
        for database in listed if databases == "both" else [databases]:
            listed[database] |= set(re.findall(r"`([\w-]+)`", names))
    assert listed["PostgreSQL"] == PARAMETERS["postgresql"].keys()
    assert listed["MariaDB"] == PARAMETERS["mariadb"].keys()
