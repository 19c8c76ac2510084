"""An operator learns that a database is Glance's, and of its odd rows, when it is served and checked."""

import asyncio
import logging
from pathlib import Path

import pytest

from db.dialect.odd_rows import ALL_ODD_ROWS
from db.glance_findings import glance_findings
from db.sqlite.file import startup_findings
from db.sqlite.store import SqliteStore
from tests.conftest import GLANCE
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.processes.process import SERVE, served
from transfer import check_database

NAME = "/var/lib/glance.db"
READ_ONLY = f"The database {NAME} belongs to Glance (schema 2024_1_contract01): it is served read-only."
IMAGE = "SELECT min(id) FROM images WHERE deleted = 0"


@pytest.fixture
def glance_copy(tmp_path: Path) -> SqliteDatabase:
    return SqliteDatabase.copied(GLANCE, tmp_path / "glance.db")


def found(database: SqliteDatabase) -> list[tuple[int, str]]:
    async def open_and_look() -> list[tuple[int, str]]:
        store = await SqliteStore.open(database.path)
        try:
            return await glance_findings(store, NAME)
        finally:
            await store.close()

    return asyncio.run(open_and_look())


def execute(database: SqliteDatabase, *statements: str) -> None:
    with database.connect() as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_database_of_glimpse_is_nothing_to_speak_of(database: SqliteDatabase) -> None:
    assert found(database) == []


def test_a_sound_glance_database_is_named_with_its_schema(glance_copy: SqliteDatabase) -> None:
    assert found(glance_copy) == [(logging.INFO, READ_ONLY)]
    assert "may write" not in startup_findings(glance_copy.path)[0][1]


def test_a_table_of_versions_that_cannot_be_read_is_left_out(glance_copy: SqliteDatabase) -> None:
    execute(glance_copy, "DROP TABLE alembic_version")
    assert found(glance_copy) == [(logging.INFO, READ_ONLY.replace(" (schema 2024_1_contract01)", ""))]


def test_tables_with_odd_rows_are_named_with_their_cost(glance_copy: SqliteDatabase) -> None:
    execute(
        glance_copy,
        f"UPDATE images SET min_ram = -1 WHERE id = ({IMAGE})",
        "UPDATE image_tags SET created_at = 'never'",
    )
    _, warning = found(glance_copy)
    assert warning == (
        logging.WARNING,
        "Glance does not write some rows of image_tags, images: the rule of docs/importing.md reads them, "
        "and lists use no index on times and names. `glimpse check` names them.",
    )


def test_a_search_that_failed_is_named(glance_copy: SqliteDatabase) -> None:
    async def look() -> list[tuple[int, str]]:
        store = await SqliteStore.open(glance_copy.path)
        store.odd_rows = ALL_ODD_ROWS
        try:
            return await glance_findings(store, NAME)
        finally:
            await store.close()

    _, (_, sentence) = asyncio.run(look())
    assert sentence.startswith("The search for odd rows failed. All tables are read as if they had some: ")


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("owner = ''", "images.owner has 0 characters instead of 1 to 255, in 1 row, by image id: {id}"),
        (
            "min_ram = -1",
            "images.min_ram is not a whole number from 0 to 2147483647, in 1 row, by image id: {id}",
        ),
        ("updated_at = 'never'", "images.updated_at is not a time, in 1 row, by image id: {id}"),
    ],
)
def test_a_check_names_odd_rows_as_an_import_does(
    glance_copy: SqliteDatabase, change: str, finding: str
) -> None:
    ((id_,),) = glance_copy.rows(IMAGE)
    execute(glance_copy, f"UPDATE images SET {change} WHERE id = '{id_}'")
    assert check_database(glance_copy.target) == [finding.format(id=id_)]


@pytest.mark.processes
@pytest.mark.without_coverage
def test_it_is_said_once_when_serving_begins(glance_copy: SqliteDatabase) -> None:
    execute(glance_copy, f"UPDATE images SET min_ram = -1 WHERE id = ({IMAGE})")
    with served(glance_copy.url, SERVE) as server:
        assert server.log.count(f"The database {glance_copy.path} belongs to Glance (schema ") == 1
        assert server.log.count("WARNING glimpse Glance does not write some rows of images: ") == 1
