"""Whether it can serve: as long as the database answers, and is not older than the program."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from db.schema_version import HEADS
from db.store import StoreUnavailableError, StoreUnreachableError
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import ask, services, serving
from tests.support.log_capture import logged
from web.observability.health import ReadinessCheck, UnreadyReason

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
        "DELETE FROM glimpse_alembic_version",
        "INSERT INTO glimpse_alembic_version VALUES ('9999')",
    ],
    ids=["behind", "nowhere", "on two ways"],
)
def test_it_is_not_ready_while_the_database_is_older(
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


def test_it_stays_ready_while_a_newer_version_replaces_it(
    client: TestClient, database: SqliteDatabase
) -> None:
    with changed(database, "UPDATE glimpse_alembic_version SET version_num = '9999'"):
        assert readiness(client) == READY
        assert ask(client, "mutation { createImage(input: {}) { image { version } } }")


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


ANY_REQUEST = Request({"type": "http"})


def test_probes_share_a_check_that_does_not_end_and_are_answered_in_time() -> None:
    async def test() -> None:
        begun, answered = list[Request](), asyncio.Event()

        async def check(request: Request) -> None:
            begun.append(request)
            await answered.wait()

        readiness = ReadinessCheck(check, timeout=0.01)
        for _ in range(2):
            assert await readiness.unready_reason(ANY_REQUEST) == "database"
        answered.set()
        assert await readiness.unready_reason(ANY_REQUEST) is None
        assert len(begun) == 1

    with logged() as log:
        asyncio.run(test())
    assert log.getvalue().count("Not ready: database (it did not answer within 0.01 seconds)\n") == 1
    assert log.getvalue().count("Ready again") == 1


@pytest.mark.parametrize(
    ("result", "line", "has_traceback"),
    [
        ("migrations", "WARNING glimpse.web Not ready: migrations\n", False),
        ("read-only", "WARNING glimpse.web Not ready: read-only\n", False),
        ("stopping", "INFO glimpse.web Not ready: stopping\n", False),
        (StoreUnavailableError("frozen"), "WARNING glimpse.web Not ready: database (frozen)\n", False),
        (StoreUnreachableError("logged before"), "WARNING glimpse.web Not ready: database\n", False),
        (KeyError("ours"), "WARNING glimpse.web Not ready: database\n", True),
    ],
    ids=str,
)
def test_a_reason_is_logged_once_until_it_changes(
    result: UnreadyReason | Exception, line: str, has_traceback: bool
) -> None:
    async def test() -> None:
        async def check(_request: Request) -> UnreadyReason:
            if isinstance(result, Exception):
                raise result
            return result

        readiness = ReadinessCheck(check)
        expected = "database" if isinstance(result, Exception) else result
        assert [await readiness.unready_reason(ANY_REQUEST) for _ in range(2)] == [expected] * 2

    with logged() as log:
        asyncio.run(test())
    assert log.getvalue().count(line) == 1
    assert ("Traceback" in log.getvalue()) == has_traceback
    assert log.getvalue().count("Not ready") == 1
