"""The command and the application on a server, and which servers are taken."""

from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from app import create_app
from cli import main
from db.server.requirements import check_version
from db.store import DatabaseNotServableError
from settings import Settings
from tests.support.databases.servers import ServerDatabase


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
    assert main(["demo", "--images", "1"]) == 0
    assert main(["demo", "--images", "1"]) == 2
    told = capsys.readouterr()
    assert told.out == (
        f"Migrated the database {bare.name} at 127.0.0.1.\n"
        f"The database {bare.name} at 127.0.0.1 needs no migration.\n"
    )
    assert f"The database {bare.name} at 127.0.0.1 already has images." in told.err
    app = create_app(Settings.from_environment({"GLIMPSE_DATABASE_URL": bare.url}))
    with TestClient(app, client=("127.0.0.1", 1), base_url="http://127.0.0.1") as client:
        assert client.get("/readyz").status_code == 200
        asked = client.post("/graphql", json={"query": "{ imagesConnection(scope: VISIBLE) { totalCount } }"})
        assert asked.json() == {"data": {"imagesConnection": {"totalCount": 1}}}
        bare.execute("UPDATE glimpse_alembic_version SET version_num = '0001'")
        assert client.get("/readyz").status_code == 503
