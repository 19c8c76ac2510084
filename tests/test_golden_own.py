"""Golden triples over a catalogue of our own, which has indexes that a Glance database does not have.

Written anew as those of test_golden.py are.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db.demo import fill
from db.migrate import migrate
from resolvers.caller import ADMINISTRATOR, Caller
from tests.asking_as import AskingAs, asking_as
from tests.recording import RecordingStore
from tests.reference import Reference
from tests.reference_sight import Viewer
from tests.test_golden import compare, json_text, sql_text

GOLDEN = Path(__file__).parent / "golden_own"
QUERIES = sorted(path.stem for path in GOLDEN.glob("*.graphql"))
# Owns some of the images, and is a member of others.
PROJECT = "2de50472433d4e44bed8b6b8357e44cd"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("golden_own") / "glimpse.db"
    migrate(path)
    fill(path, 200, 1, lambda _count: None)
    return path


@pytest.fixture(scope="module")
def asking(database: Path) -> Iterator[AskingAs]:
    with asking_as(database) as asking:
        yield asking


def caller_of(name: str) -> tuple[Caller, Viewer]:
    """Of a project if the query's name says so."""
    if name.startswith("project_"):
        return Caller(project=PROJECT), Viewer(PROJECT)
    return ADMINISTRATOR, Viewer(administrator=True)


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_becomes_this_sql_and_this_answer(asking: AskingAs, database: Path, name: str) -> None:
    caller, viewer = caller_of(name)
    query = (GOLDEN / f"{name}.graphql").read_text("utf-8")
    recording = RecordingStore(asking.store)
    data = replace(asking, store=recording).ask(caller, query)
    compare(GOLDEN / f"{name}.sql", sql_text(recording.asked))
    compare(GOLDEN / f"{name}.json", json_text(data))
    compare(GOLDEN / f"{name}.bytes", asking.written(caller, query).decode())
    assert json_text(data) == json_text(Reference(database, viewer).ask(query, {}))


def test_every_golden_file_belongs_to_a_query() -> None:
    assert {path.name.split(".")[0] for path in GOLDEN.iterdir()} == set(QUERIES)
