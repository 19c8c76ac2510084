"""Random histories: the values of each event are what differs between the image before and after it."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolvers.caller import ADMINISTRATOR, Caller
from tests.reference.executor import Reference
from tests.reference.visibility import Viewer
from tests.support.databases.protocol import TestDatabase
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.event_documents import ACCEPT, ADD, DELETE, EVENTS, REMOVE, UPDATE, created, events, values
from tests.support.http.in_process_client import NOBODY, AskingAs
from tests.support.hypothesis_profile import drawn

pytestmark = [pytest.mark.all_databases, pytest.mark.slow, pytest.mark.without_coverage]

FIELDS = (
    "name status visibility diskFormat containerFormat size virtualSize checksum hashAlgorithm hashValue "
    "minDisk minRam owner protected hidden"
)
STATE = f"""query ($id: ID!) {{ image(id: $id, includeDeleted: true) {{
    {FIELDS} properties {{ name value }} tags
    locations {{ url metadata status }} members {{ member status canShare }} }} }}"""

MEMBERS = ("m", "n", "q")
Change = tuple[str, str | None, object, object]
Operation = tuple[str, Mapping[str, Any]]

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4)
NAME = st.sampled_from(["os", "a", "É", '"\\', "\u001f"])
SIZE = st.none() | st.integers(0, 2**63 - 1)
INPUT = st.fixed_dictionaries(
    {},
    optional={
        "name": st.none() | TEXT,
        "status": st.sampled_from(["QUEUED", "ACTIVE", "DEACTIVATED"]),
        "visibility": st.sampled_from(["PUBLIC", "SHARED", "SHARED", "PRIVATE"]),
        "diskFormat": st.sampled_from([None, "raw", "iso"]),
        "containerFormat": st.sampled_from([None, "bare"]),
        "size": SIZE,
        "virtualSize": SIZE,
        "minRam": st.integers(0, 2**31 - 1),
        "owner": st.sampled_from([None, "p", *MEMBERS]),
        "protected": st.booleans(),
        "hidden": st.booleans(),
        "properties": st.one_of(
            st.fixed_dictionaries(
                {"replace": st.dictionaries(NAME, TEXT, max_size=3).map(lambda given: listed(given))}
            ),
            st.fixed_dictionaries(
                {"merge": st.dictionaries(NAME, TEXT, max_size=2).map(lambda given: {"set": listed(given)})}
            ),
        ),
        "tags": st.fixed_dictionaries({"replace": st.lists(NAME, max_size=3)}),
        "locations": st.lists(
            st.fixed_dictionaries(
                {"url": st.sampled_from(["http://a", "http://b"])},
                optional={"metadata": st.dictionaries(NAME, st.none() | SIZE | TEXT, max_size=2)},
            ),
            max_size=2,
        ),
    },
)
MEMBER = st.fixed_dictionaries({"member": st.sampled_from(MEMBERS)})
OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just(UPDATE), st.fixed_dictionaries({"input": INPUT})),
        st.tuples(st.sampled_from([ADD, ADD, ACCEPT, REMOVE]), MEMBER),
        st.tuples(st.just(DELETE), st.just({})),
    ),
    min_size=2,
    max_size=10,
)


def listed(given: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in given.items()]


def difference(before: Any, after: Any) -> Iterator[Change]:
    """What an event says, as the rule states it: one entry a field, property, tag and member."""
    if before["status"] != "DELETED" == after["status"]:
        yield "status", None, before["status"], "DELETED"
        return
    for field in FIELDS.split():
        if before[field] != after[field]:
            yield field, None, before[field], after[field]
    named = [
        {
            "properties": {each["name"]: each["value"] for each in state["properties"]},
            "tags": {tag: tag for tag in state["tags"]},
            "members": {
                each["member"]: {"status": each["status"], "canShare": each["canShare"]}
                for each in state["members"]
            },
        }
        for state in (before, after)
    ]
    for field in ("properties", "tags", "locations", "members"):
        if field == "locations":
            if before[field] != after[field]:
                yield field, None, before[field], after[field]
            continue
        old, new = (each[field] for each in named)
        for name in sorted({*old, *new}):
            if old.get(name) != new.get(name):
                yield field, name, old.get(name), new.get(name)


def states(asking: AskingAs, id_: str, operations: list[Operation]) -> Iterator[Any]:
    """The image at first, and after each operation; some are refused."""
    yield asking.ask(ADMINISTRATOR, STATE, id=id_)["image"]
    for query, variables in operations:
        asking.answer(ADMINISTRATOR, query, id=id_, **variables)
        yield asking.ask(ADMINISTRATOR, STATE, id=id_)["image"]


def test_each_event_says_what_differs_from_the_image_before(asking: AskingAs) -> None:
    counts = {"events": 0, "values": 0}

    @settings(drawn(25, soaked=200), suppress_health_check=list(HealthCheck))
    @given(OPERATIONS)
    def compare(operations: list[Operation]) -> None:
        id_ = created(asking, name="a", tags=["a"], properties=[{"name": "os", "value": "1"}])["id"]
        differences = [list(difference(*pair)) for pair in pairwise(states(asking, id_, operations))]
        expected = [each for each in differences if each]
        found = [values(event) for event in reversed(events(asking, ids=[id_]))]
        assert found == [[], *expected]
        counts["events"] += len(expected)
        counts["values"] += sum(map(len, expected))

    compare()
    assert counts["values"] > counts["events"] > 25, counts


VIEWERS = {
    ADMINISTRATOR: Viewer(administrator=True),
    NOBODY: Viewer(),
    **{Caller(name): Viewer(name) for name in ("p", *MEMBERS)},
}
CURSOR = st.none() | st.integers(0, 40).map(lambda place: f"e{place}")


AT = st.integers(0, 50)
# Of `imageEvents`; numbers stand for ids and times, and null for an argument that is not given.
ARGUMENTS = st.fixed_dictionaries(
    {
        "after": CURSOR,
        "before": CURSOR,
        "ids": st.none() | st.lists(AT, max_size=2),
        "types": st.none() | st.lists(st.sampled_from(["CREATED", "UPDATED", "DELETED"]), max_size=2),
        "user": st.sampled_from([None, None, "anna", "x"]),
        "project": st.sampled_from([None, None, "p", "m"]),
        "since": st.none() | AT,
        "until": st.none() | AT,
    }
)
SIZES = st.sampled_from(["first", "last", None]), st.integers(0, 8)


@pytest.mark.sqlite_only
def test_pages_of_events_are_those_of_the_reference(asking: AskingAs, database: TestDatabase) -> None:
    assert isinstance(database, SqliteDatabase)
    path, anna = database.path, Caller("p", "anna")
    ids = [created(asking, anna, name=name)["id"] for name in "abcd"]

    @settings(drawn(60, soaked=500), suppress_health_check=list(HealthCheck))
    @given(OPERATIONS, AT, st.sampled_from([anna, ADMINISTRATOR, Caller("m", "max")]), ARGUMENTS, *SIZES)
    def compare(
        operations: list[Operation], at: int, actor: Caller, asked: dict[str, Any], way: str | None, size: int
    ) -> None:
        query, variables = operations[0]
        asking.answer(actor, query, id=ids[at % len(ids)], **variables)
        times = [event["occurredAt"] for event in events(asking)]
        numbers = asked["ids"]
        asked |= {"ids": numbers and [ids[each % len(ids)] for each in numbers]}
        for name in ("since", "until"):
            asked[name] = None if asked[name] is None else times[asked[name] % len(times)]
        asked |= {way: size} if way else {}
        for caller, viewer in VIEWERS.items():
            assert asking.ask(caller, EVENTS, **asked) == Reference(path, viewer).ask(EVENTS, asked), caller

    compare()
