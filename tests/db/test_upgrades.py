"""Databases of each earlier version, with rows: brought up to date, and back, without losing any."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from db.connect import DatabaseTarget
from db.demo.fill import fill
from db.dialect.variants import DIALECT_NAMES
from db.schema_version import alembic_config
from db.server.engine import Timeouts, create_engine
from db.server.migrate import migrate_server
from db.sqlite.migrate import _transaction, migrate
from tests.support.databases.builders import Row, image, tag_of
from tests.support.databases.protocol import TABLES
from tests.support.databases.servers import ServerDatabase, require
from tests.support.databases.sqlite_file import SqliteDatabase
from transfer import check_database

REVISIONS = sorted(
    script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()
)
HEAD = REVISIONS[-1]


class Upgraded:
    """A database to migrate up and down, on a server or in a file."""

    def __init__(self, place: ServerDatabase | Path) -> None:
        self.place = place

    def migrate(self, revision: str, to: Callable[..., None] = command.upgrade) -> None:
        def work(connection: Connection) -> None:
            to(alembic_config(connection), revision)

        if isinstance(self.place, Path):
            with _transaction(self.place) as connection:
                work(connection)
            return
        server = self.place

        async def run() -> None:
            connections = create_engine(server.address, Timeouts(5, 60), None)
            async with connections.begin() as connection:
                await connection.run_sync(work)
            await connections.dispose()

        asyncio.run(run())

    def fill(self, filled: Path) -> None:
        """With what a database of any version can hold."""
        if isinstance(self.place, ServerDatabase):
            rows = [Row(table.name, row) for table in TABLES for row in rows_in(filled, table.name)]
            self.place.insert(*rows)
            return
        with _transaction(self.place) as connection:
            for table in TABLES:
                for row in rows_in(filled, table.name):
                    names = ", ".join(row)
                    places = ", ".join(f":{name}" for name in row)
                    connection.execute(text(f"INSERT INTO {table.name} ({names}) VALUES ({places})"), row)

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        if isinstance(self.place, Path):
            return {table.name: rows_in(self.place, table.name) for table in TABLES}
        found = {}
        for table in TABLES:
            names = [column.name for column in table.c]
            rows = self.place.rows(f"SELECT {', '.join(names)} FROM {table.name} ORDER BY id")
            found[table.name] = [dict(zip(names, row, strict=True)) for row in rows]
        return found


def rows_in(path: Path, table: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY id")]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "glimpse.db"
    migrate(path)
    fill(path, 40, 1, lambda _count: None)
    return path


@pytest.fixture(params=DIALECT_NAMES)
def upgraded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Upgraded]:
    if request.param == "sqlite":
        yield Upgraded(tmp_path / "old.db")
        return
    require(request.param)
    made = ServerDatabase(request.param, migrated=False)
    yield Upgraded(made)
    made.drop()


@pytest.mark.without_coverage
@pytest.mark.parametrize("revision", REVISIONS)
def test_a_filled_database_of_a_version_keeps_its_rows_up_and_down(
    upgraded: Upgraded, filled: Path, revision: str
) -> None:
    upgraded.migrate(revision)
    upgraded.fill(filled)
    before = upgraded.rows()
    assert before == {table.name: rows_in(filled, table.name) for table in TABLES}
    upgraded.migrate("head")
    assert upgraded.rows() == before
    upgraded.migrate(revision, command.downgrade)
    assert upgraded.rows() == before
    # And as it is done: by the command.
    if isinstance(upgraded.place, Path):
        migrate(upgraded.place)
    else:
        assert migrate_server(upgraded.place.address) is (revision != HEAD)
    assert upgraded.rows() == before


def test_ids_in_upper_case_are_folded_with_all_that_refers_to_them(
    upgraded: Upgraded, filled: Path, tmp_path: Path
) -> None:
    upper = SqliteDatabase.copied(filled, tmp_path / "upper.db")
    expected = {table.name: rows_in(upper.path, table.name) for table in TABLES}
    twin = image(id=str(expected["images"][1]["id"]).upper(), name="twin")
    tag = tag_of(twin, "of the twin")
    with upper.connect() as connection:
        connection.execute("UPDATE images SET id = upper(id) WHERE id <> ?", (twin.id.lower(),))
        for table in TABLES[1:]:
            change = f"UPDATE {table.name} SET image_id = upper(image_id) WHERE image_id <> ?"
            connection.execute(change, (twin.id.lower(),))
    upper.insert(twin, tag)
    upgraded.migrate("0004")
    upgraded.fill(upper.path)
    upgraded.migrate("head")
    rows = upgraded.rows()
    twins = [row for row in rows["images"] if row["id"] == twin.id]
    assert [row["name"] for row in twins] == ["twin"]
    assert [row["value"] for row in rows["image_tags"] if row["image_id"] == twin.id] == ["of the twin"]
    without_twin = {
        name: [row for row in of_table if twin.id not in (row["id"], row.get("image_id"))]
        for name, of_table in rows.items()
    }
    assert without_twin == expected
    target = DatabaseTarget(upgraded.place) if isinstance(upgraded.place, Path) else upgraded.place.target
    assert check_database(target) == [f"Images whose ids differ only in their case, by id: {twin.id}"]
