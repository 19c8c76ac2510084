"""A server that is told to stop: what it has begun is answered, and nothing is lost."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from http.client import HTTPConnection
from time import monotonic
from uuid import uuid4

import pytest

from tests.support.databases.builders import image
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.raw_http import Answer, Connection, post
from tests.support.processes.load import CREATE, READ, Load, ids_in, is_refusal
from tests.support.processes.process import PATIENCE, Served, served

pytestmark = pytest.mark.processes


@pytest.mark.parametrize("enough", [20, 60, 180])
def test_a_stop_under_load_loses_no_accepted_request(database: SqliteDatabase, enough: int) -> None:
    database.insert(known := image())
    with served(database.url) as server:
        load = Load(server, known.id, enough)
        asyncio.run(load.run())
        assert server.end() == 0
        assert ids_in(database) == load.created | {known.id}
        assert load.read
        assert "Application shutdown complete." in server.log
        assert "timeout graceful shutdown exceeded" not in server.log
        assert "Traceback" not in server.log


@asynccontextmanager
async def connected(server: Served) -> AsyncIterator[Connection]:
    connection = await Connection.to(server.port)
    try:
        yield connection
    finally:
        connection.close()


def test_a_change_that_waits_for_the_database_is_answered_after_the_stop(database: SqliteDatabase) -> None:
    chosen = str(uuid4())

    async def ask(server: Served) -> Answer | None:
        async with connected(server) as changing:
            with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                changing.write(await changing.accepted(CREATE, id=chosen))
                server.stop()
                await asyncio.to_thread(server.wait_for, "Shutting down")
            return await changing.answer()

    with served(database.url, GLIMPSE_BUSY_TIMEOUT="60") as server:
        answer = asyncio.run(ask(server))
        assert answer is not None
        assert (answer.status, answer.is_last) == (200, True)
        assert answer.json == {"data": {"createImage": {"image": {"id": chosen}}}}
        assert server.end() == 0
    assert ids_in(database) == {chosen}


def test_connections_without_a_whole_head_are_closed_at_once_and_no_new_one_is_taken(
    database: SqliteDatabase,
) -> None:
    async def ask(server: Served) -> list[Answer | None]:
        async with connected(server) as busy, connected(server) as idle, connected(server) as half:
            body = await busy.accepted(READ, id=str(uuid4()))
            head, _ = post(READ)
            half.write(head[:-1])
            assert await idle.ask("{ __typename }")
            server.stop()
            refused = [await half.answer(), await idle.answer()]
            with pytest.raises(ConnectionRefusedError):
                await Connection.to(server.port)
            busy.write(body)
            return [*refused, await busy.answer()]

    with served(database.url) as server:
        half, idle, busy = asyncio.run(ask(server))
        assert (half, idle) == (None, None)
        assert busy is not None
        assert (busy.status, busy.json) == (200, {"data": {"image": None}})
        assert server.end() == 0


def test_what_outlasts_the_bound_is_refused_and_the_change_under_way_still_ends(
    database: SqliteDatabase,
) -> None:
    chosen = str(uuid4())

    async def ask(server: Served) -> list[Answer | None]:
        async with connected(server) as changing, connected(server) as sending:
            with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                changing.write(await changing.accepted(CREATE, id=chosen))
                await sending.accepted(READ, id=chosen)
                server.stop()
                return [await changing.answer(), await sending.answer()]

    with served(database.url, GLIMPSE_SHUTDOWN_TIMEOUT="1", GLIMPSE_BUSY_TIMEOUT="60") as server:
        answers = asyncio.run(ask(server))
        assert None not in answers
        assert [is_refusal(answer) for answer in answers] == [True, True]
        # Whoever has the database locked has let it go.
        assert server.end() == 0
        assert "Traceback" not in server.log
    assert ids_in(database) == {chosen}


def test_a_database_that_stays_locked_does_not_keep_the_process(database: SqliteDatabase) -> None:
    async def ask(server: Served) -> Answer | None:
        async with connected(server) as changing:
            changing.write(await changing.accepted(CREATE, id=str(uuid4())))
            server.stop()
            return await changing.answer()

    with (
        served(database.url, GLIMPSE_SHUTDOWN_TIMEOUT="1", GLIMPSE_BUSY_TIMEOUT="2") as server,
        closing(sqlite3.connect(database.path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        answer = asyncio.run(ask(server))
        assert answer is not None
        assert b"UNAVAILABLE" in answer.body
        assert server.end() == 0
    assert ids_in(database) == set()


def get(server: Served, path: str) -> tuple[int, object]:
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


@pytest.mark.parametrize("workers", ["1", "2"])
def test_during_the_delay_new_connections_are_served_and_readiness_is_refused(
    glance_database: SqliteDatabase, workers: str
) -> None:
    with served(glance_database.url, WEB_CONCURRENCY=workers, GLIMPSE_SHUTDOWN_DELAY="3") as server:
        server.wait_for("Application startup complete.", times=int(workers))
        assert get(server, "/readyz") == (200, {"status": "ok"})
        begun = monotonic()
        server.stop()
        server.wait_for("Stopping in 3 seconds", times=int(workers))
        for _ in range(5):
            assert get(server, "/readyz") == (503, {"status": "unavailable", "reason": "stopping"})
            assert get(server, "/graphql?query={__typename}") == (200, {"data": {"__typename": "Query"}})
        assert server.end() == 0
        assert monotonic() - begun >= 3
        assert "Traceback" not in server.log


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_second_signal_ends_the_delay(glance_database: SqliteDatabase, workers: str) -> None:
    with served(glance_database.url, WEB_CONCURRENCY=workers, GLIMPSE_SHUTDOWN_DELAY="3600") as server:
        server.wait_for("Application startup complete.", times=int(workers))
        server.stop()
        server.wait_for("Stopping in 3600 seconds", times=int(workers))
        server.stop()
        assert server.end() == 0
        assert "Traceback" not in server.log
