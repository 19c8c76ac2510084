"""How a server is named, to the application and to the command, and which servers are taken."""

from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from app import create_app
from cli import main
from db.connect import DatabaseTarget
from db.server.migrate import check_version
from db.server.url import InvalidUrlError, parse_server_url
from db.store import DatabaseNotServableError
from settings import Settings
from tests.support.databases.servers import ServerDatabase


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://host", "must name a database"),
        ("oracle://host/images", "must be a URL of SQLite, PostgreSQL or MariaDB"),
        ("sqlite+aiosqlite:///a.db", "must be the URL of a server"),
        ("postgresql://host:port/images", "must be a URL of"),
        (
            "postgresql://host/images?sslmode=prefer",
            "must have the `sslmode` disable, require or verify-full",
        ),
        ("mariadb://host/images?pgbouncer=true", "may have the option pgbouncer=true for PostgreSQL only"),
        ("postgresql://host/images?pgbouncer=yes", "may have the option pgbouncer=true for PostgreSQL only"),
        ("postgresql://host/images?color=blue", "must not have the options color"),
        (
            "postgresql://host/images?sslmode=require&sslrootcert=/no/such.pem",
            "must name an existing file as `sslrootcert`",
        ),
    ],
)
def test_a_url_that_says_what_cannot_be_is_refused(url: str, words: str) -> None:
    with pytest.raises(InvalidUrlError, match=words):
        parse_server_url(url)


def test_urls_of_the_two_databases_must_be_of_one_kind() -> None:
    with pytest.raises(
        DatabaseNotServableError, match=r"^`GLIMPSE_READ_DATABASE_URL` must be of the same kind"
    ):
        DatabaseTarget.on_server("postgresql://host/images", "mariadb://host/images")
    with pytest.raises(
        DatabaseNotServableError, match=r"^`GLIMPSE_DATABASE_URL` must not have the options color\.$"
    ):
        DatabaseTarget.on_server("postgresql://host/images?color=blue", None)


def test_tls_and_pgbouncer_are_said_by_the_url() -> None:
    plain = parse_server_url("postgresql://me:secret@host/images")
    assert plain.tls_context() is None
    assert plain.name == "images at host"
    encrypted = parse_server_url("mariadb://host/images?sslmode=require").tls_context()
    assert encrypted is not None
    assert not encrypted.check_hostname
    verified = parse_server_url("postgresql://host/images?sslmode=verify-full").tls_context()
    assert verified is not None
    assert verified.check_hostname
    assert parse_server_url("postgresql://host/images?pgbouncer=true").is_pgbouncer


@pytest.mark.parametrize(
    ("mariadb", "version", "words"),
    [(False, (8, 4, 2), "is MySQL"), (True, (10, 5, 8), r"is MariaDB 10\.5\.8"), (True, (10, 6, 0), None)],
)
def test_of_mysqls_kin_only_a_new_mariadb_is_taken(
    server: ServerDatabase, mariadb: bool, version: tuple[int, ...], words: str | None
) -> None:
    class Connection:
        dialect = SimpleNamespace(name="mysql", is_mariadb=mariadb, server_version_info=version)

    if words is None:
        check_version(Connection())  # type: ignore[arg-type]
    else:
        with pytest.raises(DatabaseNotServableError, match=words):
            check_version(Connection())  # type: ignore[arg-type]


def test_the_application_and_the_command_are_told_a_server_by_its_url(
    bare: ServerDatabase, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", bare.url)
    assert main(["migrate"]) == 0
    assert main(["migrate"]) == 0
    assert main(["demo", "--images", "1"]) == 2
    told = capsys.readouterr()
    assert told.out == (
        f"Migrated the database {bare.name} at 127.0.0.1.\n"
        f"The database {bare.name} at 127.0.0.1 needs no migration.\n"
    )
    assert told.err.startswith("`glimpse demo` fills SQLite files only")
    app = create_app(Settings.from_environment({"GLIMPSE_DATABASE_URL": bare.url}))
    with TestClient(app, client=("127.0.0.1", 1), base_url="http://127.0.0.1") as client:
        assert client.get("/readyz").status_code == 200
        asked = client.post("/graphql", json={"query": "{ images { id } }"})
        assert asked.json() == {"data": {"images": []}}
        bare.execute("UPDATE glimpse_alembic_version SET version_num = '0001'")
        assert client.get("/readyz").status_code == 503


def test_a_url_that_cannot_be_is_a_sentence_without_its_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", "postgresql://me:secret@127.0.0.1:1/images?color=blue")
    assert main(["migrate"]) == 2
    assert capsys.readouterr().err == "`GLIMPSE_DATABASE_URL` must not have the options color.\n"
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", "postgresql://me:secret@127.0.0.1:1/images")
    assert main(["migrate"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("The database cannot be used: ")
    assert "secret" not in told
