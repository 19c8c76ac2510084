"""Golden statements of the history of images on each database, and their answers, the same to the byte.

Written anew as those of test_golden.py are.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.statement_recorder import RecordingStore
from tests.support.event_documents import ACCEPT, ADD, CREATE, DELETE, UPDATE
from tests.support.golden import compare, json_text, sql_text
from tests.support.http.in_process_client import AskingAs
from tests.support.paths import GOLDEN_FILES

pytestmark = pytest.mark.all_databases

GOLDEN = GOLDEN_FILES / "history"
QUERIES = sorted(path.stem for path in GOLDEN.glob("*.graphql"))
FIRST, SECOND = "01234567-89ab-4cde-8f01-23456789abcd", "fedcba98-7654-4210-8fed-cba987654321"
ANNA, MEMBER = Caller("p", "anna"), Caller("m", "max")


def clock() -> Callable[[], datetime]:
    """A second later each time."""
    seconds = iter(range(1, 100))
    return lambda: datetime(2026, 1, 1) + timedelta(seconds=next(seconds))


def change(asking: AskingAs) -> None:
    """Nine events of two images: one is deleted at last, the other is shared."""
    properties = [{"name": "os", "value": "é😀\u001f"}, {"name": "b", "value": '"\\'}]
    asking.ask(ANNA, CREATE, input={"id": FIRST, "name": "a", "tags": ["lts"], "properties": properties})
    asking.ask(ANNA, CREATE, input={"id": SECOND, "name": "b"})
    asking.ask(ANNA, ADD, id=SECOND, member="m")
    asking.ask(ANNA, ADD, id=SECOND, member="other")
    asking.ask(MEMBER, ACCEPT, id=SECOND, member="m")
    merged = {"merge": {"set": [{"name": "os", "value": "\n"}], "remove": ["b"]}}
    asking.ask(ANNA, UPDATE, id=FIRST, input={"size": 5_000_000_000, "properties": merged, "protected": True})
    locations = [{"url": "http://é", "metadata": {"a": [1, 2.5, {"b": '"\u001f'}]}}]
    given = {"name": None, "tags": {"replace": ["x"]}, "locations": locations, "protected": False}
    asking.ask(ADMINISTRATOR, UPDATE, id=FIRST, input=given)
    asking.ask(ADMINISTRATOR, UPDATE, id=SECOND, input={"locations": locations, "minDisk": 1})
    asking.ask(ANNA, DELETE, id=FIRST)


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_becomes_this_sql_and_this_answer(asking: AskingAs, name: str) -> None:
    change(replace(asking, now=clock()))
    asking.loop.run(asking.feed.position_events())
    caller = {"project": ANNA, "member": MEMBER}.get(name.split("_")[0], ADMINISTRATOR)
    query = (GOLDEN / f"{name}.graphql").read_text("utf-8")
    recording = RecordingStore(asking.store)
    data = replace(asking, store=recording).ask(caller, query)
    compare(GOLDEN / f"{name}.{asking.store.dialect}.sql", sql_text(recording.asked))
    compare(GOLDEN / f"{name}.json", json_text(data))
    compare(GOLDEN / f"{name}.bytes", asking.written(caller, query).decode())


def test_every_golden_file_belongs_to_a_query() -> None:
    assert {path.name.split(".")[0] for path in GOLDEN.iterdir()} == set(QUERIES)
