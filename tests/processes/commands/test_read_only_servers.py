"""Servers that accept no changes: commands that only read work there, and the others say why they cannot."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.databases.servers import ServerDatabase, require
from tests.support.paths import GLANCE_DUMPS
from tests.support.private_servers.mariadb import mariadb
from tests.support.private_servers.postgres import Postgres, postgres, require_program
from tests.support.processes.asking import probe
from tests.support.processes.commands import run
from tests.support.processes.process import served

pytestmark = [pytest.mark.processes, pytest.mark.servers]

CONFIGURED = (
    "the server is configured to accept no changes; "
    "set `default_transaction_read_only` to off there, or name another server"
)


@contextmanager
def databases(dialect: str, server: str | None = None) -> Iterator[dict[str, ServerDatabase]]:
    """One of Glimpse, one of Glance and one without tables."""
    require(dialect)  # type: ignore[arg-type]
    made = {
        kind: ServerDatabase(dialect, server, migrated=kind == "own")  # type: ignore[arg-type]
        for kind in ("own", "glance", "empty")
    }
    made["glance"].load(GLANCE_DUMPS / f"glance-33.{dialect}.sql")
    yield made


def require_readable(urls: dict[str, str], folder: Path, refusal: str, pending: str, ready: int) -> None:
    """Raises AssertionError unless each command works or says why; `ready` is the answer of /readyz."""
    for kind in ("own", "glance"):
        assert run(urls[kind], "check")[::2] == (0, "")
        assert run(urls[kind], "migrate")[::2] == (0, "")
        file = folder / f"{kind}.jsonl"
        assert run(urls[kind], "export", str(file)) == (0, "", "")
        with served(urls[kind]) as server:
            expected = 200 if kind == "glance" else ready
            assert probe(server)[0] == expected
    code, out, said = run(urls["own"], "import", "--file", str(folder / "glance.jsonl"))
    assert (code, out) == (2, "")
    assert said.endswith(f": {refusal}.")
    code, out, said = run(urls["own"], "import", "--dry-run", "--file", str(folder / "glance.jsonl"))
    assert (code, said) == (0, "")
    assert out.startswith("120 images would be created, 0 updated; 0 are unchanged.")
    purge = ("purge", "--deleted-before", "90d")
    code, out, said = run(urls["own"], *purge, "--dry-run")
    assert (code, said) == (0, "")
    assert out.startswith("0 images would be purged, with ")
    target = f"sqlite+aiosqlite:///{folder / 'target.db'}"
    assert run(target, "migrate")[0] == 0
    code, out, said = run(target, "import", "--from", urls["glance"])
    assert (code, out.splitlines()[0]) == (0, "120 images were created, 0 updated; 0 are unchanged.")
    code, out, said = run(urls["empty"], "migrate")
    assert (code, out) == (2, "")
    assert said.endswith(f": {pending}.")


def test_a_database_of_postgresql_whose_transactions_are_read_only(tmp_path: Path) -> None:
    with databases("postgresql") as made:
        try:
            for each in made.values():
                each.execute_on_server(f"ALTER DATABASE {each.name} SET default_transaction_read_only = on")
            urls = {kind: each.url for kind, each in made.items()}
            require_readable(
                urls, tmp_path, CONFIGURED, "the server accepts no changes (25006); name one that does", 503
            )
        finally:
            for each in made.values():
                each.drop()


class Standby(Postgres):
    """A copy of a server that follows it."""

    def __init__(self, folder: Path, primary: Postgres) -> None:
        self.primary = primary
        super().__init__(folder)

    def run(self, program: Path, *arguments: str) -> None:
        if program.name == "initdb":
            address = ("-h", "127.0.0.1", "-p", str(self.primary.port), "-U", "postgres")
            super().run(program.with_name("pg_basebackup"), *address, "-c", "fast", "-R", "-D", self._data)
        elif program.name != "createdb":
            super().run(program, *arguments)


def test_a_standby_of_postgresql(tmp_path: Path) -> None:
    with postgres() as primary, databases("postgresql", primary.url) as made:
        (folder := primary.folder / "standby").mkdir()
        standby = Standby(folder, primary)
        try:
            urls = {
                kind: each.url.replace(f":{primary.port}/", f":{standby.port}/")
                for kind, each in made.items()
            }
            refusal = "the server accepts no changes (25006); name one that does"
            require_readable(urls, tmp_path, refusal, refusal, 503)
        finally:
            standby.kill()


def test_a_replica_of_mariadb_for_a_user_without_its_rights(tmp_path: Path) -> None:
    require_program(shutil.which("mariadb-install-db"), "MariaDB's server")
    with mariadb() as server, databases("mariadb", server.url) as made:
        made["own"].execute_on_server(
            "CREATE USER reader@'%'",
            "GRANT ALL ON *.* TO reader@'%'",
            "REVOKE SUPER, READ_ONLY ADMIN ON *.* FROM reader@'%'",
            "SET GLOBAL read_only = 1",
        )
        urls = {kind: each.url.replace("root@", "reader@") for kind, each in made.items()}
        refusal = "the server accepts no changes (1290); name one that does"
        require_readable(urls, tmp_path, refusal, refusal, 503)
