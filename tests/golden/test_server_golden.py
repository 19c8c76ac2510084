"""Golden statements of each server, and the answers of SQLite's golden files.

Written anew as those of test_golden.py are.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from db.demo.fill import fill
from db.server.store import ServerStore
from db.sqlite.migrate import migrate
from tests.support.databases.servers import ServerDatabase
from tests.support.databases.statement_recorder import RecordingStore
from tests.support.golden import compare, sql_text
from tests.support.golden_native import GOLDEN, QUERIES, caller_of
from tests.support.http.in_process_client import AskingAs, asking_store
from tests.support.paths import GOLDEN_FILES

SQL = GOLDEN_FILES / "native"


@pytest.fixture(scope="module")
def asking(
    server: ServerDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, AskingAs]]:
    path = tmp_path_factory.mktemp("server_golden") / "glimpse.db"
    migrate(path)
    fill(path, 200, 1, lambda _count: None)
    server.copy_of(path)
    with asking_store(ServerStore.open(server.address)) as asking:
        yield server.dialect, asking


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_becomes_this_sql_and_sqlites_answer(asking: tuple[str, AskingAs], name: str) -> None:
    database, asked = asking
    recording = RecordingStore(asked.store)
    caller, _ = caller_of(name)
    query = (GOLDEN / f"{name}.graphql").read_text("utf-8")
    answered = replace(asked, store=recording).written(caller, query)
    compare(SQL / f"{name}.{database}.sql", sql_text(recording.asked))
    compare(GOLDEN / f"{name}.bytes", answered.decode())
