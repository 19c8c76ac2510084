"""Golden statements of subscriptions, on each database, and what they tell of a history.

Written anew as those of test_golden.py are.
"""

from dataclasses import replace
from typing import Any

import pytest

from resolvers.caller import ADMINISTRATOR
from tests.support.databases.statement_recorder import RecordingStore
from tests.support.event_documents import ADD, CREATE, UPDATE
from tests.support.golden import compare, json_text, sql_text
from tests.support.http.in_process_client import AskingAs, P
from tests.support.paths import GOLDEN_FILES

pytestmark = pytest.mark.all_databases

GOLDEN = GOLDEN_FILES / "events"
QUERIES = sorted(path.stem for path in GOLDEN.glob("*.graphql"))
CHOSEN = "01234567-89ab-4cde-8f01-23456789abcd"


@pytest.mark.parametrize("name", QUERIES)
def test_a_subscription_becomes_this_sql_and_tells_this(asking: AskingAs, name: str) -> None:
    given = {"id": CHOSEN, "name": "a", "tags": ["lts"], "properties": [{"name": "os", "value": "x"}]}
    asking.ask(P, CREATE, input=given)
    asking.ask(P, ADD, id=CHOSEN, member="m")
    asking.ask(P, UPDATE, id=CHOSEN, input={"minDisk": 1})
    recording = RecordingStore(asking.store)
    following = replace(asking, store=recording).following(
        P if name.startswith("project_") else ADMINISTRATOR, (GOLDEN / f"{name}.graphql").read_text("utf-8")
    )
    told: Any = following.next(3)
    following.leave()
    for event in told:
        event.pop("occurredAt", None)
    # The engine's own: the feed asks the store that it was made with.
    compare(GOLDEN / f"{name}.{asking.store.dialect}.sql", sql_text(recording.asked))
    compare(GOLDEN / f"{name}.json", json_text(told))
