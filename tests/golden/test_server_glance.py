"""Glance's own databases on servers: answered as the same rows in SQLite are, and never written."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from db.connect import DatabaseTarget
from db.server.store import ServerStore
from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.servers import TABLES, ServerDatabase, require, stored_value
from tests.support.golden import QUERIES, query_of
from tests.support.http.in_process_client import NOBODY, AskingAs, asking_as, asking_store
from tests.support.paths import GLANCE_DUMPS


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def dumped(request: pytest.FixtureRequest) -> Iterator[ServerDatabase]:
    require(request.param)
    made = ServerDatabase(request.param, migrated=False)
    made.load(GLANCE_DUMPS / f"glance-33.{request.param}.sql")
    yield made
    made.drop()


@pytest.fixture(scope="module")
def mirror(dumped: ServerDatabase, glance_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's rows in Glance's tables as SQLite has them."""
    path = Path(shutil.copyfile(glance_database, tmp_path_factory.mktemp("mirror") / "glance.db"))
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in reversed(TABLES):
            connection.execute(f"DELETE FROM {table.name}")
        for table in TABLES:
            names = [column.name for column in table.c]
            rows = dumped.rows(f"SELECT {', '.join(names)} FROM {table.name}")
            places = ", ".join("?" * len(names))
            connection.executemany(
                f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})",
                [[stored_value(value) for value in row] for row in rows],
            )
    return path


@pytest.fixture(scope="module")
def both(dumped: ServerDatabase, mirror: Path) -> Iterator[tuple[AskingAs, AskingAs]]:
    with asking_store(ServerStore.open(dumped.address)) as server, asking_as(mirror) as file:
        yield server, file


@pytest.fixture(scope="module")
def callers(dumped: ServerDatabase) -> list[Caller]:
    """An administrator, nobody, and the projects that own or share most."""
    owners = "SELECT owner FROM images GROUP BY owner ORDER BY count(*) DESC, owner LIMIT 2"
    members = "SELECT member FROM image_members GROUP BY member ORDER BY count(*) DESC, member LIMIT 1"
    projects = {name for (name,) in dumped.rows(owners) + dumped.rows(members)}
    return [ADMINISTRATOR, NOBODY, *(Caller(project=name) for name in sorted(projects))]


@pytest.mark.parametrize("name", QUERIES)
def test_it_is_answered_as_the_same_rows_in_a_file(
    both: tuple[AskingAs, AskingAs], callers: list[Caller], name: str
) -> None:
    server, file = both
    query, variables = query_of(name)
    for caller in callers:
        answered = server.answer(caller, query, **variables)
        assert answered == file.answer(caller, query, **variables), caller


def test_it_is_neither_migrated_nor_written(dumped: ServerDatabase) -> None:
    before = [dumped.rows(f"SELECT * FROM {table.name} ORDER BY id") for table in TABLES]
    assert not DatabaseTarget.on_server(dumped.url, None).migrate()
    with asking_store(ServerStore.open(dumped.address)) as asking:
        assert asking.refused(ADMINISTRATOR, "mutation { createImage(input: {}) { image { id } } }") == (
            "READ_ONLY",
            None,
        )
    assert [dumped.rows(f"SELECT * FROM {table.name} ORDER BY id") for table in TABLES] == before
