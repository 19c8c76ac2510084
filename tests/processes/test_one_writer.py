"""Who may write an SQLite file: one process, under whatever name, and nobody without the right."""

import json
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from db.sqlite.file import is_safe_for_two_writers
from tests.support.databases.builders import image
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import answer, serving
from tests.support.processes.commands import run, without_override
from tests.support.processes.process import SERVE, served

pytestmark = pytest.mark.processes

CREATE = "mutation { createImage(input: {}) { image { id } } }"
READ_ONLY_SENTENCE = "This user must not write {} or its folder: Glimpse serves it read-only."


def asked(port: int, query: str) -> Any:
    body = json.dumps({"query": query}).encode()
    request = Request(f"http://127.0.0.1:{port}/graphql", body, {"content-type": "application/json"})
    with urlopen(request, timeout=60) as response:
        return json.load(response)


def ready(port: int) -> int:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60) as response:
            return int(response.status)
    except HTTPError as refused:
        with refused:
            return refused.code


@pytest.mark.skipif(is_safe_for_two_writers(sqlite3.sqlite_version_info), reason="this SQLite lets two write")
def test_a_second_server_is_refused_under_every_name_of_the_file(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    link, hard = tmp_path / "link.db", tmp_path / "other" / "hard.db"
    link.symlink_to(database.path)
    os.link(database.path, hard)
    with served(database.url) as server:
        for path in (database.path, link, hard):
            code, said, sentence = run(SqliteDatabase(path).url, "serve")
            assert (code, said) == (2, "")
            assert sentence.startswith(f"Another process writes {path}, and with this SQLite (")
        assert "errors" not in asked(server.port, CREATE)
    # The lock ends with the process, and leaves nothing behind.
    with served(SqliteDatabase(hard).url) as server:
        assert "errors" not in asked(server.port, CREATE)


def test_a_file_that_is_replaced_is_not_written_and_the_new_one_can_be_served(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    new = Path(shutil.copyfile(database.path, tmp_path / "new.db"))
    with served(database.url) as server:
        assert "errors" not in asked(server.port, CREATE)
        new.replace(database.path)
        (error,) = asked(server.port, CREATE)["errors"]
        assert error["extensions"]["code"] == "UNAVAILABLE"
        server.wait_for("the database file was deleted or replaced")
        assert ready(server.port) == 503
    for side in ("-wal", "-shm"):
        Path(f"{database.path}{side}").unlink(missing_ok=True)
    with served(database.url) as server:
        assert "errors" not in asked(server.port, CREATE)
        assert len(asked(server.port, "{ images { id } }")["data"]["images"]) == 1


@pytest.mark.parametrize("protect", ["file", "folder"])
def test_a_file_that_cannot_be_written_is_served_read_only(
    database: SqliteDatabase, tmp_path: Path, protect: str
) -> None:
    prefix = without_override()
    database.insert(made := image(name="a"))
    (folder := tmp_path / "copies").mkdir()
    # Without a log: SQLite would have to write beside it.
    copy = SqliteDatabase(folder / "glimpse.db")
    assert run(database.url, "backup", str(copy.path))[0] == 0
    target, mode = (copy.path, 0o400) if protect == "file" else (folder, 0o500)
    before, private = copy.path.read_bytes(), target.stat().st_mode
    target.chmod(mode)
    try:
        with served(copy.url, (*prefix, *SERVE)) as server:
            server.wait_for(f"WARNING glimpse {READ_ONLY_SENTENCE.format(copy.path)}")
            found = asked(server.port, "{ registry { readOnly } images { id } }")
            assert found == {"data": {"registry": {"readOnly": True}, "images": [{"id": made.id}]}}
            (error,) = asked(server.port, CREATE)["errors"]
            assert error["extensions"]["code"] == "READ_ONLY"
            assert error["message"] == "The database is read-only."
            assert ready(server.port) == 200
            assert "Traceback" not in server.log
        code, said, sentence = run(copy.url, "import", "--from", database.url, prefix=prefix)
        assert (code, said) == (2, "")
        assert sentence == f"This user must not write the database {copy.path} or its folder."
    finally:
        target.chmod(private)
    assert copy.path.read_bytes() == before


def test_a_file_that_can_be_written_says_so(
    database: SqliteDatabase, glance_database: SqliteDatabase
) -> None:
    for each, expected in ((database, False), (glance_database, True)):
        with serving(each) as client:
            assert answer(client, "{ registry { readOnly } }")["data"]["registry"]["readOnly"] is expected
