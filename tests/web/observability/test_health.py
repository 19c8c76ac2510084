"""Whether it can serve: as long as the database answers, and is of the program's own age."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from starlette.testclient import TestClient

from db.schema_version import HEADS
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import services, serving
from tests.support.log_capture import logged

READY = (200, {"status": "ok"})


def readiness(client: TestClient) -> tuple[int, object]:
    response = client.get("/readyz")
    assert response.headers["cache-control"] == "no-store"
    return response.status_code, response.json()


def unready(reason: str) -> tuple[int, object]:
    return 503, {"status": "unavailable", "reason": reason}


@contextmanager
def changed(database: SqliteDatabase, *statements: str) -> Iterator[None]:
    """As another process changes it."""
    with closing(sqlite3.connect(database.path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
        yield


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE glimpse_alembic_version SET version_num = '0001'",
        "UPDATE glimpse_alembic_version SET version_num = '9999'",
        "DELETE FROM glimpse_alembic_version",
        "INSERT INTO glimpse_alembic_version VALUES ('9999')",
    ],
    ids=["behind", "ahead", "nowhere", "on two ways"],
)
def test_it_is_not_ready_while_the_database_is_of_another_age(
    client: TestClient, database: SqliteDatabase, change: str
) -> None:
    assert readiness(client) == READY
    with changed(database, change):
        assert readiness(client) == unready("migrations")
    (head,) = HEADS
    with changed(
        database,
        "DELETE FROM glimpse_alembic_version",
        f"INSERT INTO glimpse_alembic_version VALUES ('{head}')",
    ):
        assert readiness(client) == READY


@pytest.mark.parametrize("table", ["glimpse_alembic_version", "images"])
def test_it_is_not_ready_without_its_tables_and_says_why_in_the_log_alone(
    client: TestClient, database: SqliteDatabase, table: str
) -> None:
    with changed(database, "PRAGMA foreign_keys = OFF", f"DROP TABLE {table}"), logged() as log:
        assert readiness(client) == unready("database")
    assert f"no such table: {table}" in log.getvalue()


def test_a_glance_database_needs_no_migration(glance: TestClient) -> None:
    assert readiness(glance) == READY


def test_probes_are_not_counted_as_reads_of_images(database: SqliteDatabase) -> None:
    with serving(database) as client:
        readiness(client)
        assert services(client).store.totals.read_count == 0
