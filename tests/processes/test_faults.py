"""What goes wrong beneath a server: a clear error, reads where they can be, and no restart."""

import asyncio
import json
import logging
import os
import resource
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.request import Request, urlopen

import pytest
from starlette.testclient import TestClient
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from db.sqlite.file import startup_findings
from tests.support.databases.builders import image, property_of
from tests.support.databases.damage import damage
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import answer, ask, serving
from tests.support.paths import ROOT
from tests.support.processes.process import PATIENCE, SERVE, Served, served

pytestmark = pytest.mark.processes

CREATE = "mutation ($input: CreateImageInput! = {}) { createImage(input: $input) { image { id version } } }"
UPDATE = "mutation ($id: ID!) { updateImage(id: $id, input: { minDisk: 7 }) { image { version } } }"
LIST = "{ images(limit: 1000) { id } }"
UNAVAILABLE = "UNAVAILABLE"


def asked(server: Served, query: str, **variables: object) -> Any:
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = Request(f"{server.address}/graphql", body, {"content-type": "application/json"})
    with urlopen(request, timeout=60) as response:
        return json.load(response)


def code(answered: Any) -> str | None:
    return answered["errors"][0]["extensions"]["code"] if "errors" in answered else None


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"No file system can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_refuses_changes_until_there_is_room(small: Path, database: SqliteDatabase) -> None:
    copy = SqliteDatabase.copied(database.path, small / "glimpse.db")
    long = {"properties": [{"name": f"{at}", "value": "x" * 60_000} for at in range(8)]}
    with served(copy.url) as server:
        done = []
        while code(answered := asked(server, CREATE, input=long)) is None:
            done.append(answered["data"]["createImage"]["image"]["id"])
        assert code(answered) == UNAVAILABLE
        # As long as it is full: reads go on, and nothing that was acknowledged is lost.
        assert code(asked(server, CREATE, input=long)) == UNAVAILABLE
        listed = asked(server, LIST)["data"]["images"]
        assert {each["id"] for each in listed} == set(done)
        subprocess.run(["mount", "-o", "remount,size=64m", str(small)], check=True)
        done.append(asked(server, CREATE, input=long)["data"]["createImage"]["image"]["id"])
        assert {each["id"] for each in asked(server, LIST)["data"]["images"]} == set(done)
        assert "Traceback" not in server.log


def test_what_cannot_be_written_is_not_served(small: Path, database: SqliteDatabase) -> None:
    copy = SqliteDatabase.copied(database.path, small / "glimpse.db")
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    environ = {"PATH": os.environ["PATH"], "GLIMPSE_DATABASE_URL": copy.url}
    done = subprocess.run(SERVE, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"SQLite must write beside the database {copy.path} to read it, and this user must not: make the "
        "folder writable, or use a copy of `glimpse backup`, which needs no log.\n"
    )


@pytest.mark.parametrize(("seconds", "expected"), [(1.0, None), (4.0, UNAVAILABLE)])
def test_a_change_waits_for_another_that_locks_and_not_for_ever(
    database: SqliteDatabase, seconds: float, expected: str | None
) -> None:
    with served(database.url, GLIMPSE_BUSY_TIMEOUT="2") as server:
        with closing(sqlite3.connect(database.path, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")

            async def change() -> Any:
                changing = asyncio.ensure_future(asyncio.to_thread(asked, server, CREATE))
                reading = await asyncio.to_thread(asked, server, LIST)
                assert reading == {"data": {"images": []}}
                await asyncio.wait([changing], timeout=seconds)
                other.execute("ROLLBACK")
                return await changing

            assert code(asyncio.run(change())) == expected
        assert code(asked(server, CREATE)) is None


def test_a_damaged_file_is_unavailable_and_the_server_not_ready(database: SqliteDatabase) -> None:
    made = [image(name=f"{at}") for at in range(300)]
    database.insert(*made, *(property_of(each, "p", "x" * 500) for each in made))
    damage(database.path)
    with serving(database) as client:
        assert client.get("/readyz").status_code == 200
        answered = answer(client, "{ images(limit: 1000) { id name propertyMap } }")
        assert code(answered) == UNAVAILABLE
        assert client.get("/readyz").json() == {"status": "unavailable", "reason": "database"}
        # Whatever can be read is.
        assert "errors" not in answer(client, "{ registry { version } }")


def test_a_clock_that_is_set_back_moves_no_version_back(client: TestClient, database: SqliteDatabase) -> None:
    database.insert(ahead := image(created_at="2199-01-02 03:04:05.000006"))
    versions = [ask(client, UPDATE, id=ahead.id)["updateImage"]["image"]["version"]]
    change = (
        "mutation ($id: ID!, $n: Int!) { updateImage(id: $id, input: { minRam: $n }) { image { version } } }"
    )
    for number in range(1, 4):
        versions.append(ask(client, change, id=ahead.id, n=number)["updateImage"]["image"]["version"])
    assert versions[0] > "2199-01-02T03:04:05.000006"
    assert sorted(set(versions)) == versions
    places = database.rows("SELECT position, occurred_at FROM image_events ORDER BY position")
    assert [time.replace(" ", "T") for _, time in places] == versions


@contextmanager
def many_files() -> Iterator[None]:
    """This process may open as many files as it ever may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def idle(server: Served, count: int, stack: ExitStack, sent: bytes = b"") -> None:
    for _ in range(count):
        connection = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=60))
        connection.sendall(sent)


def test_thousands_of_idle_connections_keep_nobody_waiting(database: SqliteDatabase) -> None:
    command = ("bash", "-c", f"ulimit -n $(ulimit -Hn); exec {sys.executable} -m cli serve")
    with many_files(), served(database.url, command) as server, ExitStack() as stack:
        idle(server, 5000, stack)
        began = monotonic()
        assert code(asked(server, CREATE)) is None
        assert monotonic() - began < 5
        assert len(asked(server, LIST)["data"]["images"]) == 1
        assert "Traceback" not in server.log


def test_too_few_file_descriptors_end_when_connections_do(database: SqliteDatabase) -> None:
    command = ("bash", "-c", f"ulimit -n 40; exec {sys.executable} -m cli serve")
    with served(database.url, command) as server:
        assert code(asked(server, CREATE)) is None
        with ExitStack() as stack:
            idle(server, 60, stack)
        # The server sees one after the other that they are gone, and resets who comes until then.
        end, answered = monotonic() + PATIENCE, None
        while answered is None:
            assert monotonic() < end
            with suppress(OSError):
                answered = asked(server, CREATE)
        assert code(answered) is None
        # The process is there with all that it held.
        assert code(asked(server, CREATE)) is None
        assert len(asked(server, LIST)["data"]["images"]) >= 3


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /graphql HTT",
        b"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\n",
        b"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        b"content-length: 100\r\n\r\n{",
    ],
    ids=["line", "head", "body"],
)
def test_requests_that_never_come_to_an_end_take_no_place(database: SqliteDatabase, sent: bytes) -> None:
    with served(database.url, GLIMPSE_MAX_REQUESTS_IN_FLIGHT="2") as server, ExitStack() as stack:
        idle(server, 50, stack, sent)
        for _ in range(5):
            assert code(asked(server, CREATE)) is None


def test_sockets_that_hang_up_in_the_middle_of_a_change_leave_no_lock(database: SqliteDatabase) -> None:
    async def hang_up(port: int, at: int) -> None:
        url = f"ws://127.0.0.1:{port}/graphql"
        connection = await connect(url, subprotocols=[Subprotocol("graphql-transport-ws")])
        await connection.send('{"type": "connection_init"}')
        payload = {"query": CREATE, "variables": {"input": {"name": f"{at}"}}}
        await connection.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        await asyncio.sleep(at / 10_000)
        connection.transport.abort()

    async def all_of_them(port: int) -> None:
        await asyncio.gather(*(hang_up(port, at) for at in range(60)))

    with served(database.url, GLIMPSE_BUSY_TIMEOUT="2") as server:
        asyncio.run(asyncio.wait_for(all_of_them(server.port), 60))
        assert code(asked(server, CREATE)) is None
        images = asked(server, LIST)["data"]["images"]
        # Each that is there is there with its event.
        assert database.rows("SELECT count(*) FROM image_events") == [(len(images),)]
        assert "Traceback" not in server.log


def test_what_there_is_to_know_of_a_file_is_said(database: SqliteDatabase) -> None:
    path = database.path
    os.chmod(path, 0o600)
    (level, version), (_, free) = startup_findings(path, (3, 40, 1))
    assert (level, version) == (logging.INFO, f"SQLite is 3.40.1: one process may write {path}.")
    assert free.endswith(f" MiB are free on the disk of {path}.")
    os.chmod(database.path, 0o644)
    assert (logging.INFO, f"Everyone on this machine may read {path}.") in startup_findings(database.path)
    os.chmod(database.path, 0o666)
    said = startup_findings(database.path, (3, 53, 0))
    assert (logging.WARNING, f"Everyone on this machine may write {path}.") in said
    assert said[0][1] == f"SQLite is 3.53.0: several processes may write {path}."


def test_that_a_disk_is_nearly_full_is_a_warning(small: Path, database: SqliteDatabase) -> None:
    copy = SqliteDatabase.copied(database.path, small / "glimpse.db")
    levels = [level for level, sentence in startup_findings(copy.path) if "MiB are free" in sentence]
    assert levels == [logging.WARNING]


def test_they_are_said_when_serving_begins(database: SqliteDatabase) -> None:
    with served(database.url, SERVE) as server:
        server.wait_for(f"MiB are free on the disk of {database.path}.")
        assert f"may write {database.path}." in server.log
