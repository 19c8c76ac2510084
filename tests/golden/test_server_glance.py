"""Glance's own databases on servers: answered as the same rows in SQLite are, and never written."""

from collections.abc import Iterator

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.protocol import TABLES
from tests.support.databases.servers import ServerDatabase, require
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.golden import QUERIES, query_of
from tests.support.http.in_process_client import NOBODY, AskingAs, asking_as
from tests.support.paths import GLANCE_DUMPS


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def dumped(request: pytest.FixtureRequest) -> Iterator[ServerDatabase]:
    require(request.param)
    made = ServerDatabase(request.param, migrated=False)
    made.load(GLANCE_DUMPS / f"glance-33.{request.param}.sql")
    yield made
    made.drop()


@pytest.fixture(scope="module")
def mirror(
    dumped: ServerDatabase, glance_database: SqliteDatabase, tmp_path_factory: pytest.TempPathFactory
) -> SqliteDatabase:
    """The server's rows in Glance's tables as SQLite has them."""
    folder = tmp_path_factory.mktemp("mirror")
    database = SqliteDatabase.copied(glance_database.path, folder / "glance.db")
    database.clear()
    with database.connect() as connection:
        for table in TABLES:
            names = [column.name for column in table.c]
            rows = dumped.rows(f"SELECT {', '.join(names)} FROM {table.name}")
            places = ", ".join("?" * len(names))
            connection.executemany(f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})", rows)
    return database


@pytest.fixture(scope="module")
def both(dumped: ServerDatabase, mirror: SqliteDatabase) -> Iterator[tuple[AskingAs, AskingAs]]:
    with asking_as(dumped) as server, asking_as(mirror) as file:
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
    assert not dumped.target.migrate()
    with asking_as(dumped) as asking:
        assert asking.refused(ADMINISTRATOR, "mutation { createImage(input: {}) { image { id } } }") == (
            "READ_ONLY",
            None,
        )
    assert [dumped.rows(f"SELECT * FROM {table.name} ORDER BY id") for table in TABLES] == before
