"""Golden triples over a catalogue of our own, which has indexes that a Glance database does not have.

Written anew as those of test_golden.py are.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from db.demo.fill import fill
from tests.reference.executor import Reference
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.databases.statement_recorder import RecordingStore
from tests.support.golden import compare, json_text, sql_text
from tests.support.golden_native import GOLDEN, QUERIES, caller_of
from tests.support.http.in_process_client import AskingAs, asking_as


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabase:
    database = SqliteDatabase.migrated(tmp_path_factory.mktemp("golden_native") / "glimpse.db")
    fill(database.path, 200, 1, lambda _count: None)
    return database


@pytest.fixture(scope="module")
def asking(database: SqliteDatabase) -> Iterator[AskingAs]:
    with asking_as(database) as asking:
        yield asking


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_becomes_this_sql_and_this_answer(
    asking: AskingAs, database: SqliteDatabase, name: str
) -> None:
    caller, viewer = caller_of(name)
    query = (GOLDEN / f"{name}.graphql").read_text("utf-8")
    recording = RecordingStore(asking.store)
    data = replace(asking, store=recording).ask(caller, query)
    compare(GOLDEN / f"{name}.sql", sql_text(recording.asked))
    compare(GOLDEN / f"{name}.json", json_text(data))
    compare(GOLDEN / f"{name}.bytes", asking.written(caller, query).decode())
    assert json_text(data) == json_text(Reference(database.path, viewer).ask(query, {}))


def test_every_golden_file_belongs_to_a_query() -> None:
    assert {path.name.split(".")[0] for path in GOLDEN.iterdir()} == set(QUERIES)
