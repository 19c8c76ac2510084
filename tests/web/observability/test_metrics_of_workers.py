"""Several processes count together: whichever is asked tells the sum."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep

import httpx2
import prometheus_client.values
import pytest
from prometheus_client.values import MultiProcessValue

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import ask, serving
from tests.support.paths import ROOT
from tests.support.prometheus import Samples, scrape, value
from web.observability.metrics import multiprocess_metrics

QUERY = {"query": "{ images(limit: 1) { id } }"}


@contextmanager
def worker(database: SqliteDatabase) -> Iterator[tuple[subprocess.Popen[str], httpx2.Client]]:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    url = database.url
    environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "GLIMPSE_DATABASE_URL": url}
    command = [sys.executable, "-m", "cli", "serve"]
    root = ROOT
    with (
        subprocess.Popen(command, cwd=root, env=environment, stderr=subprocess.PIPE, text=True) as process,
        httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        assert process.stderr is not None
        assert any("Listening at http" in line for line in process.stderr)
        try:
            yield process, client
        finally:
            process.kill()


def scrape_when_counted(client: httpx2.Client, requests: int) -> Samples:
    """A request is counted when it has ended, which may be after its answer has come."""
    until = monotonic() + 30
    told = scrape(client)
    while value(told, "glimpse_requests_total", operation="query", outcome="ok") < requests:
        assert monotonic() < until, told
        sleep(0.01)
        told = scrape(client)
    assert value(told, "glimpse_requests_total", operation="query", outcome="ok") == requests
    return told


@pytest.mark.processes
def test_either_of_two_processes_tells_the_sum_also_when_the_other_was_killed(
    glance_database: SqliteDatabase, tmp_path: Path
) -> None:
    folder = tmp_path / "metrics"
    folder.mkdir()
    with (
        multiprocess_metrics(folder),
        worker(glance_database) as (one, client),
        worker(glance_database) as (other, other_client),
    ):
        for _ in range(2):
            client.post("/graphql", json=QUERY)
        for _ in range(3):
            other_client.post("/graphql", json=QUERY)
        for asked in (client, other_client):
            told = scrape_when_counted(asked, 5)
            assert value(told, "glimpse_request_duration_seconds_count", operation="query") == 5
            assert value(told, "glimpse_statements_total", purpose="read") == 5
            assert value(told, "glimpse_rows_read_total") == 5
            assert value(told, "glimpse_cache_lookups_total", cache="documents", result="miss") == 2
            assert value(told, "glimpse_cache_lookups_total", cache="documents", result="hit") == 3
            assert value(told, "glimpse_requests_in_flight") == 0
        assert {_pid(file) for file in folder.glob("gauge_livesum_*.db")} == {one.pid, other.pid}
        other.kill()
        other.wait(30)
        told = scrape(client)
        assert value(told, "glimpse_requests_total", operation="query", outcome="ok") == 5
        assert {_pid(file) for file in folder.glob("gauge_livesum_*.db")} == {one.pid}
    assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ


def _pid(file: Path) -> int:
    return int(file.stem.rpartition("_")[2])


def test_what_a_process_counted_before_it_died_is_told_but_not_what_it_was_doing(
    glance_database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "metrics"
    folder.mkdir()
    with multiprocess_metrics(folder):
        # As importing the library in a process of its own would choose.
        values = MultiProcessValue()
        monkeypatch.setattr(prometheus_client.values, "ValueClass", values)
        with serving(glance_database) as client:
            ask(client, QUERY["query"])
            for file in folder.glob("*.db"):
                # Another, which has died, counted the same, and was in the middle of a request.
                (folder / file.name.replace(str(os.getpid()), "99999999")).write_bytes(file.read_bytes())
            told = scrape(client)
        values.close_all_files()
        assert list(folder.glob("gauge_*_99999999.db")) == []
    assert value(told, "glimpse_requests_total", operation="query", outcome="ok") == 2
    assert value(told, "glimpse_requests_in_flight") == 0
    assert not any(name.startswith("process_") for name, _ in told)
