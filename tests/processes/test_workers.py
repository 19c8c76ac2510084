"""Several processes that serve: which of them answers does not matter."""

import asyncio
import gc
import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from importlib.util import find_spec
from threading import Thread
from time import monotonic, sleep

import pytest
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import SIGNALS

import cli
from app import create_app
from db.sqlite.file import is_safe_for_two_writers
from server import app_of_environment, serve
from settings import Settings
from tests.support.databases.builders import image
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import ask as asked
from tests.support.http.client import neighbour
from tests.support.http.raw_http import Connection
from tests.support.interpreter import NEWER_SQLITE
from tests.support.log_capture import log_as_before
from tests.support.processes.freezing import freeze, thaw
from tests.support.processes.load import CREATE, Load, ids_in
from tests.support.processes.process import PATIENCE, Served, free_port, served
from web.observability.logging import log_config

pytestmark = pytest.mark.processes


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with log_as_before():
        yield


@contextmanager
def two_workers(database: SqliteDatabase, **environ: str) -> Iterator[tuple[Served, list[int]]]:
    """A server and its workers."""
    with served(database.url, WEB_CONCURRENCY="2", **environ) as server:
        server.wait_for("Application startup complete.", times=2)
        yield server, [int(pid) for pid in re.findall(r"Started server process \[(\d+)\]", server.log)]


@contextmanager
def asleep(pid: int) -> Iterator[None]:
    """A parent, too, must sleep when a worker does: it would replace it."""
    freeze(pid)
    try:
        yield
    finally:
        thaw(pid)


async def ask(server: Served, query: str, **variables: object) -> object:
    connection = await Connection.to(server.port)
    try:
        answer = await connection.ask(query, **variables)
        assert answer is not None
        return answer.json
    finally:
        connection.close()


def test_two_workers_serve_a_glance_database(glance_database: SqliteDatabase) -> None:
    with two_workers(glance_database) as (server, pids):
        answers = []
        for pid in pids:
            with asleep(server.process.pid), asleep(pid):
                answers.append(asyncio.run(ask(server, "{ images(limit: 1) { __typename } }")))
        server.stop()
        assert server.end() == 0
        assert answers == [{"data": {"images": [{"__typename": "Image"}]}}] * 2
        assert server.log.count("Application shutdown complete.") == 2
        assert "Traceback" not in server.log


def test_a_worker_that_dies_is_replaced(glance_database: SqliteDatabase) -> None:
    with two_workers(glance_database) as (server, pids):
        os.kill(pids[0], signal.SIGKILL)
        server.wait_for("Application startup complete.", times=3)
        server.stop()
        assert server.end() == 0
        assert server.log.count("Application shutdown complete.") == 2


@pytest.mark.skipif(find_spec("pysqlite3") is None, reason="there is no pysqlite3 for this machine")
def test_with_a_newer_sqlite_two_workers_write_and_a_stop_under_load_loses_nothing(
    database: SqliteDatabase,
) -> None:
    database.insert(known := image())
    with two_workers(database, PYTHONPATH=NEWER_SQLITE) as (server, pids):
        made = [image().id for _ in pids]
        for pid, chosen in zip(pids, made, strict=True):
            with asleep(server.process.pid), asleep(pid):
                answer = asyncio.run(ask(server, CREATE, id=chosen))
            assert answer == {"data": {"createImage": {"image": {"id": chosen}}}}
        load = Load(server, known.id, 100)
        asyncio.run(load.run())
        assert server.end() == 0
        assert ids_in(database) == {known.id, *made, *load.created}
        assert "timeout graceful shutdown exceeded" not in server.log
        assert "Traceback" not in server.log


@pytest.mark.skipif(
    is_safe_for_two_writers(sqlite3.sqlite_version_info), reason="this Python's SQLite survives two writers"
)
def test_over_an_old_sqlite_two_workers_are_refused_in_a_sentence(
    database: SqliteDatabase, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", database.url)
    monkeypatch.setenv("WEB_CONCURRENCY", "2")
    assert cli.main(["serve"]) == 2
    out, error = capsys.readouterr()
    assert (out, error.count("\n")) == ("", 1)
    assert error.startswith("Several processes must not write ")


def test_a_worker_serves_what_the_environment_says(
    glance_database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", glance_database.url)
    with neighbour(app_of_environment()) as client:
        assert asked(client, "{ images(limit: 1) { __typename } }") == {"images": [{"__typename": "Image"}]}
    monkeypatch.setenv("GLIMPSE_DATABASE", "glimpse.db")
    with pytest.raises(SystemExit) as end:
        app_of_environment()
    assert end.value.code == STARTUP_FAILURE
    assert capsys.readouterr() == ("", "`GLIMPSE_DATABASE` is not a setting of Glimpse.\n")


def test_a_process_that_serves_looks_for_garbage_rarely_and_not_at_what_stays(
    glance_database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", glance_database.url)
    before = gc.get_threshold()
    gc.set_threshold(700)
    gc.unfreeze()
    try:
        app_of_environment()
        assert gc.get_threshold()[0] == 10_000
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.set_threshold(*before)


def test_a_worker_that_cannot_start_ends_all(
    glance_database: SqliteDatabase, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {
        "GLIMPSE_DATABASE_URL": glance_database.url,
        "WEB_CONCURRENCY": "2",
        "PORT": str(free_port()),
    }
    settings = Settings.from_environment(environ)
    # What the parent never saw.
    monkeypatch.setenv("GLIMPSE_DATABASE", "glimpse.db")
    before = {number: signal.getsignal(number) for number in SIGNALS}
    try:
        assert serve(create_app(settings), settings, log_config("text", "info")) == STARTUP_FAILURE
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    error = capfd.readouterr().err
    assert "`GLIMPSE_DATABASE` is not a setting of Glimpse." in error
    assert "Traceback" not in error


def test_two_workers_delay_their_shutdown_until_a_second_signal(
    glance_database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", glance_database.url)
    monkeypatch.setenv("GLIMPSE_SHUTDOWN_DELAY", "3600")
    monkeypatch.setenv("WEB_CONCURRENCY", "2")
    monkeypatch.setenv("PORT", str(port))
    settings = Settings.from_environment()
    answers = list[int]()

    def status() -> int:
        with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
            connection.request("GET", "/readyz")
            return connection.getresponse().status

    def stop_twice() -> None:
        end = monotonic() + PATIENCE
        while not answers and monotonic() < end:
            # Nobody listens at first.
            with suppress(ConnectionRefusedError):
                answers.append(status())
        os.kill(os.getpid(), signal.SIGTERM)
        while (last := status()) == 200 and monotonic() < end:
            sleep(0.05)
        answers.append(last)
        os.kill(os.getpid(), signal.SIGTERM)

    stopping = Thread(target=stop_twice)
    before = {number: signal.getsignal(number) for number in SIGNALS}
    stopping.start()
    try:
        assert serve(create_app(settings), settings, log_config("text", "info")) == 0
    finally:
        stopping.join()
        for number, handler in before.items():
            signal.signal(number, handler)
    assert answers == [200, 503]
