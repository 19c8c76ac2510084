"""Ctrl+C while `glimpse demo` fills a database: it ends quietly, and nothing is stored."""

import signal
from pathlib import Path
from typing import IO, Any

import pytest

from tests.support.databases.servers import ServerDatabase
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.processes.commands import ended, started

pytestmark = pytest.mark.processes


def interrupted(url: str) -> tuple[int, str, str]:
    process = started(url, "demo", "--images", "100000")
    assert process.stderr is not None
    _read_until(process.stderr, b"2000/100000")
    process.send_signal(signal.SIGINT)
    return ended(process)


def _read_until(stream: IO[Any], words: bytes) -> None:
    """Progress has no line breaks."""
    said = b""
    while words not in said:
        piece = stream.read(1)
        assert piece, said
        said += piece


def test_a_server_stays_empty(server: ServerDatabase) -> None:
    server.clear()
    # On MariaDB the moment decides whether a statement or a pause is interrupted.
    for _ in range(3):
        code, _, said = interrupted(server.url)
        assert (code, "Traceback" in said, "stopped answering" in said) == (130, False, False)
    assert server.rows("SELECT count(*) FROM images") == [(0,)]


def test_a_file_stays_empty(template: Path, tmp_path: Path) -> None:
    database = SqliteDatabase.copied(template, tmp_path / "glimpse.db")
    code, _, said = interrupted(database.url)
    assert (code, "Traceback" in said) == (130, False)
    assert database.rows("SELECT count(*) FROM images") == [(0,)]
