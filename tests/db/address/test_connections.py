"""Connections by the URLs of other tools to real servers, and a log that never names the user."""

import asyncio
import os
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from app import create_app
from db.address.url import parse_server_url
from db.server.store import ServerStore
from db.store import Statement
from settings import Settings
from tests.support.databases.servers import ServerDatabase
from tests.support.http.client import neighbour
from tests.support.log_capture import logged

OTHER_SCHEMES = {
    "postgresql": ("postgres", "postgresql+asyncpg", "postgresql+psycopg2"),
    "mariadb": ("mysql", "mysql+pymysql", "mysql+asyncmy"),
}
SOCKET = {
    "postgresql": "SELECT split_part(current_setting('unix_socket_directories'), ',', 1)",
    "mariadb": "SELECT @@socket",
}


def answer(url: str, sql: str) -> object:
    async def ask() -> object:
        store = await ServerStore.open(parse_server_url(url))
        try:
            ((answer,),) = await store.read(Statement(sql, ()), {})
            return answer
        finally:
            await store.close()

    return asyncio.run(ask())


def test_a_server_answers_by_the_schemes_of_other_tools(server: ServerDatabase) -> None:
    for scheme in OTHER_SCHEMES[server.dialect]:
        url = server.url.replace(f"{server.dialect}://", f"{scheme}://", 1) + "?connect_timeout=5\n"
        assert answer(url, "SELECT 1") == 1


def test_a_server_answers_through_its_unix_socket(server: ServerDatabase) -> None:
    ((socket,),) = server.rows(SOCKET[server.dialect])
    if not os.path.exists(socket):
        pytest.skip("the server is on another machine")
    if server.dialect == "postgresql":
        port = server.address.url.port or 5432
        url = f"postgresql:///{server.name}?host={socket}&port={port}"
        asked = "SELECT inet_client_addr() IS NULL"
    else:
        url = f"mysql+pymysql:///{server.name}?unix_socket={quote(socket)}&charset=utf8"
        processes = "SELECT COUNT(*) FROM information_schema.processlist"
        asked = f"{processes} WHERE ID = CONNECTION_ID() AND HOST = 'localhost'"
    user = server.address.url.username
    assert answer(url.replace(":///", f"://{user}@/"), asked) == 1


def test_the_server_sees_the_name_of_the_application(server: ServerDatabase) -> None:
    if server.dialect == "postgresql":
        asked = "SELECT current_setting('application_name')"
        assert answer(f"{server.url}?application_name=images", asked) == "images"
        assert answer(server.url, asked) == "glimpse"


NAME, PASSWORD = "qz7user", "qz7password"


@pytest.fixture
def user(server: ServerDatabase) -> Iterator[str]:
    """The URL of the database with a user of its own, who is renamed at the end."""
    made = {
        "postgresql": [
            f"CREATE ROLE {NAME} LOGIN PASSWORD '{PASSWORD}'",
            f"GRANT ALL ON DATABASE {server.name} TO {NAME}",
        ],
        "mariadb": [
            f"CREATE USER {NAME}@'%' IDENTIFIED BY '{PASSWORD}'",
            f"GRANT ALL ON {server.name}.* TO {NAME}@'%'",
        ],
    }
    granted = [f"GRANT ALL ON ALL {kind} IN SCHEMA public TO {NAME}" for kind in ("TABLES", "SEQUENCES")]
    server.execute_on_server(*made[server.dialect])
    if server.dialect == "postgresql":
        server.execute(*granted)
    url = server.address.url.set(drivername=server.dialect, username=NAME, password=PASSWORD)
    yield url.render_as_string(hide_password=False)
    if server.dialect == "postgresql":
        server.execute(f"DROP OWNED BY {NAME}")
    server.execute_on_server(f"DROP {'ROLE' if server.dialect == 'postgresql' else 'USER'} {NAME}")


def test_the_log_of_a_refused_login_names_no_user(server: ServerDatabase, user: str) -> None:
    sessions = f"FROM pg_stat_activity WHERE usename = '{NAME}'"
    locking = {
        "postgresql": (f"ALTER ROLE {NAME} NOLOGIN", f"SELECT pg_terminate_backend(pid) {sessions}"),
        "mariadb": (f"ALTER USER {NAME}@'%' ACCOUNT LOCK", f"KILL USER {NAME}@'%'"),
    }
    app = create_app(Settings.from_environment({"GLIMPSE_DATABASE_URL": user}))
    with neighbour(app) as client, logged(level="debug") as log:
        assert client.get("/readyz").status_code == 200
        server.execute_on_server(*locking[server.dialect])
        assert client.get("/readyz").json() == {"status": "unavailable", "reason": "database"}
        assert client.post("/graphql", json={"query": "{ images { id } }"}).json()["errors"]
    assert "Not ready: database" in log.getvalue()
    assert "qz7" not in log.getvalue()
