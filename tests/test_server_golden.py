"""Golden statements of each server, and the answers of SQLite's golden files.

Written anew as those of test_golden.py are.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db.demo import fill
from db.migrate import migrate
from db.server import ServerStore
from tests.asking_as import AskingAs, asking_store
from tests.databases import ServerDatabase
from tests.recording import RecordingStore
from tests.test_golden import compare, sql_text
from tests.test_golden_own import GOLDEN, QUERIES, caller_of

SQL = Path(__file__).parent / "golden_servers"


@pytest.fixture(scope="module")
def asking(
    server: ServerDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, AskingAs]]:
    path = tmp_path_factory.mktemp("server_golden") / "glimpse.db"
    migrate(path)
    fill(path, 200, 1, lambda _count: None)
    server.copy_of(path)
    with asking_store(ServerStore.open(server.address)) as asking:
        yield server.database, asking


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_becomes_this_sql_and_sqlites_answer(asking: tuple[str, AskingAs], name: str) -> None:
    database, asked = asking
    recording = RecordingStore(asked.store)
    caller, _ = caller_of(name)
    query = (GOLDEN / f"{name}.graphql").read_text("utf-8")
    answered = replace(asked, store=recording).written(caller, query)
    compare(SQL / f"{name}.{database}.sql", sql_text(recording.asked))
    compare(GOLDEN / f"{name}.bytes", answered.decode())
