"""A database that cannot be reached: one sentence says why, for commands and once in the log."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

from cli import main
from tests.support.databases.servers import ServerDatabase
from tests.support.paths import ROOT
from tests.support.private_servers.certificates import self_signed
from tests.support.private_servers.mariadb import MariaDB
from tests.support.private_servers.postgres import BINARIES, Postgres, require_program
from tests.support.private_servers.refusing_server import refusing_server
from tests.support.processes.asking import LIST, READY, asked, code, probe, unready, wait_until
from tests.support.processes.process import SERVE, served

pytestmark = pytest.mark.processes

USER, PASSWORD = "somebody", "a-secret"


@dataclass(frozen=True)
class Private:
    """A server with TLS, whose user has a password; the URL names both."""

    server: Postgres | MariaDB
    database: ServerDatabase
    url: URL
    certificate: Path

    def with_options(self, **options: str) -> str:
        return self.url.update_query_dict(options).render_as_string(hide_password=False)


def _start(dialect: str, folder: Path, key: Path, certificate: Path) -> Postgres | MariaDB:
    if dialect == "postgresql":
        require_program(list(BINARIES.glob("*/bin/initdb")), "PostgreSQL's server")
        server = Postgres(folder, ["ssl=on", f"ssl_cert_file={certificate}", f"ssl_key_file={key}"])
        rules = folder / "data" / "pg_hba.conf"
        rules.write_text(f"host all {USER} 127.0.0.1/32 scram-sha-256\n" + rules.read_text())
        return server
    return MariaDB(folder, [f"--ssl-cert={certificate}", f"--ssl-key={key}"])


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def private(request: pytest.FixtureRequest) -> Iterator[Private]:
    folder = Path(tempfile.mkdtemp(prefix="glimpse-"))
    key, certificate = self_signed(folder, {"postgresql": "postgres", "mariadb": "mysql"}[request.param])
    server = _start(request.param, folder, key, certificate)
    try:
        database = ServerDatabase(request.param, server.url)
        database.execute_on_server(
            *{
                "postgresql": (
                    f"CREATE ROLE {USER} LOGIN SUPERUSER PASSWORD '{PASSWORD}'",
                    "SELECT pg_reload_conf()",
                ),
                "mariadb": (
                    f"CREATE USER {USER}@'%' IDENTIFIED BY '{PASSWORD}'",
                    f"GRANT ALL ON *.* TO {USER}@'%'",
                ),
            }[request.param]
        )
        url = database.address.url.set(drivername=request.param, username=USER, password=PASSWORD)
        yield Private(server, database, url, certificate)
    finally:
        server.kill()
        shutil.rmtree(folder)


def refusal(url: str, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Any) -> str:
    """The only line that the command prints."""
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", url)
    assert main(command) == 2
    told = capsys.readouterr()
    assert told.out == ""
    (line,) = told.err.splitlines()
    assert USER not in line
    assert PASSWORD not in line
    return str(line).removeprefix("The database cannot be used: ")


COMMANDS = [["migrate"], ["check"], ["export"], ["import", "--file", "-"]]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each[0])
def test_each_fault_has_a_sentence(
    private: Private, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    database = private.url.database

    def told(url: str) -> str:
        return refusal(url, command, monkeypatch, capsys)

    def of(**changes: Any) -> str:
        return private.url.set(**changes).render_as_string(hide_password=False)

    assert told(private.with_options(sslmode="verify-full")) == (
        f"{database} at 127.0.0.1: the server's certificate cannot be verified (self-signed certificate): "
        "name the authority with `sslrootcert`."
    )
    named = private.with_options(sslmode="verify-full", sslrootcert=str(private.certificate))
    assert told(named.replace("127.0.0.1", "localhost")) == (
        f"{database} at localhost: the server's certificate is not for the name localhost: "
        "use the name that it is for."
    )
    assert told(of(password="a-secret-no-more")) == (
        f"{database} at 127.0.0.1: it refuses the user or the password of the URL."
    )
    assert told(of(database="nowhere")) == (
        "nowhere at 127.0.0.1: it has no database of that name: create it, or correct the URL."
    )
    assert told(of(host="no-such-host.invalid")) == (
        f"{database} at no-such-host.invalid: the host no-such-host.invalid is unknown."
    )
    assert told(of(port=1)) == f"{database} at 127.0.0.1: nothing listens at port 1 of 127.0.0.1."


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_a_server_without_tls_has_a_sentence(
    server: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    made = ServerDatabase(server, migrated=False)  # type: ignore[arg-type]
    try:
        assert refusal(f"{made.url}?sslmode=require", ["migrate"], monkeypatch, capsys) == (
            f"{made.name} at 127.0.0.1: it does not speak TLS: enable TLS there, "
            "or remove `sslmode` from the URL."
        )
    finally:
        made.drop()


def test_pgbouncer_without_its_option_has_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    with refusing_server("08P01", "unsupported startup parameter: lock_timeout") as port:
        url = f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{port}/glimpse"
        assert refusal(url, ["migrate"], monkeypatch, capsys) == (
            "glimpse at 127.0.0.1: it is PgBouncer: add `?pgbouncer=true` to the URL."
        )


def test_serve_ends_with_the_sentence(private: Private) -> None:
    url = private.url.set(password="a-secret-no-more").render_as_string(hide_password=False)
    environ = {"PATH": os.environ["PATH"], "GLIMPSE_DATABASE_URL": url}
    done = subprocess.run(SERVE, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"The database cannot be used: {private.url.database} at 127.0.0.1: "
        "it refuses the user or the password of the URL.\n"
    )


def test_a_server_that_stops_is_named_once_and_then_that_it_is_back(private: Private) -> None:
    url = private.url.render_as_string(hide_password=False)
    with served(url, GLIMPSE_BUSY_TIMEOUT="2") as glimpse:
        assert probe(glimpse) == READY
        assert code(asked(glimpse, LIST)) is None
        private.server.kill()
        assert {code(asked(glimpse, LIST)) for _ in range(5)} == {"UNAVAILABLE"}
        assert [probe(glimpse) for _ in range(3)] == [unready("database")] * 3
        private.server.start()
        wait_until(glimpse, READY)
        assert code(asked(glimpse, LIST)) is None
        name = f"The database {private.url.database} at 127.0.0.1"
        assert (
            glimpse.log.count(
                f"{name} cannot be used: nothing listens at port {private.url.port} of 127.0.0.1."
            )
            == 1
        )
        assert glimpse.log.count(f"{name} can be reached again.") == 1
        assert "Traceback" not in glimpse.log
        assert PASSWORD not in glimpse.log
        assert USER not in glimpse.log
