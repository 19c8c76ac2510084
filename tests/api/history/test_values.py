"""What the history of images says of each change, and its pages."""

from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import update

from db.events.changes import MAX_CHANGES_BYTES
from db.tables import image_events
from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import image, location_of
from tests.support.databases.protocol import TestDatabase
from tests.support.event_documents import (
    ACCEPT,
    ADD,
    DELETE,
    EVENTS,
    HISTORY,
    REMOVE,
    UPDATE,
    changed,
    created,
    events,
    values,
)
from tests.support.http.client import serving
from tests.support.http.in_process_client import AskingAs, P

pytestmark = pytest.mark.all_databases

M = Caller(project="m")
CREATED, UPDATED, DELETED = "CREATED", "UPDATED", "DELETED"


def test_each_change_is_there_at_once_with_its_old_and_new_values(asking: AskingAs) -> None:
    id_ = created(asking, name="a", tags=["x"], properties=[{"name": "os", "value": "1"}])["id"]
    assert values(events(asking)[0]) == []
    properties = {"merge": {"set": [{"name": "os", "value": "2"}, {"name": "a", "value": ""}]}}
    given: dict[str, Any] = {
        "status": "IMPORTING",
        "diskFormat": "raw",
        "containerFormat": "bare",
        "size": 2**53 + 1,
    }
    changed(asking, UPDATE, id=id_, input={**given, "properties": properties, "tags": {"replace": ["y"]}})
    assert values(events(asking)[0]) == [
        ("status", None, "QUEUED", "IMPORTING"),
        ("diskFormat", None, None, "raw"),
        ("containerFormat", None, None, "bare"),
        ("size", None, None, 2**53 + 1),
        ("properties", "a", None, ""),
        ("properties", "os", "1", "2"),
        ("tags", "x", "x", None),
        ("tags", "y", None, "y"),
    ]
    changed(asking, UPDATE, id=id_, input={"status": "QUEUED", "properties": {"replace": []}, "hidden": True})
    assert values(events(asking)[0]) == [
        ("status", None, "IMPORTING", "QUEUED"),
        ("size", None, 2**53 + 1, None),
        ("hidden", None, False, True),
        ("properties", "a", "", None),
        ("properties", "os", "2", None),
    ]
    # A property and a tag that were there before had no value meanwhile.
    again = {"properties": {"merge": {"set": [{"name": "os", "value": "3"}]}}, "tags": {"replace": ["x"]}}
    changed(asking, UPDATE, id=id_, input=again)
    assert values(events(asking)[0]) == [
        ("properties", "os", None, "3"),
        ("tags", "x", None, "x"),
        ("tags", "y", "y", None),
    ]
    changed(asking, DELETE, id=id_)
    (image_,) = asking.ask(P, HISTORY, id=id_, first=1).values()
    (last,) = image_["history"]
    assert (last["type"], values(last)) == (DELETED, [("status", None, "QUEUED", "DELETED")])


def test_a_membership_has_its_status_and_its_right_to_share(asking: AskingAs) -> None:
    id_ = created(asking, name="a")["id"]
    changed(asking, ADD, id=id_, member="m")
    changed(asking, ACCEPT, M, id=id_, member="m")
    share = """mutation ($id: ID!) {
        updateImageMember(imageId: $id, member: "m", canShare: true) { image { id } } }"""
    asking.ask(P, share, id=id_)
    changed(asking, REMOVE, id=id_, member="m")
    changed(asking, ADD, id=id_, member="m")
    pending, accepted, sharing = (
        {"status": status, "canShare": can_share}
        for status, can_share in (("PENDING", False), ("ACCEPTED", False), ("ACCEPTED", True))
    )
    states = [None, pending, accepted, sharing, None, pending]
    assert [values(event) for event in reversed(events(asking))] == [
        [],
        *([("members", "m", *pair)] for pair in pairwise(states)),
    ]


def test_a_member_that_becomes_the_owner_is_no_member_any_more(asking: AskingAs) -> None:
    id_ = created(asking, name="a")["id"]
    changed(asking, ADD, id=id_, member="m")
    changed(asking, UPDATE, ADMINISTRATOR, id=id_, input={"owner": "m"})
    changed(asking, UPDATE, ADMINISTRATOR, id=id_, input={"owner": "q"})
    assert [values(event) for event in events(asking, first=2)] == [
        [("owner", None, "m", "q")],
        [
            ("owner", None, "p", "m"),
            ("members", "m", {"status": "PENDING", "canShare": False}, None),
        ],
    ]


def test_locations_are_whole_lists_of_what_the_field_shows(asking: AskingAs, database: TestDatabase) -> None:
    deep: Any = {}
    for _ in range(150):
        deep = {"a": deep}
    stored = image()
    database.insert(stored, location_of(stored, "http://a", meta_data='{ "b" : "\\u001F" }'))
    locations = [
        {"url": "http://b", "metadata": {"é": [deep, '"', "\u001f", 1.5]}, "status": "PENDING_DELETE"}
    ]
    change = {"locations": locations}
    asking.ask(ADMINISTRATOR, UPDATE, id=stored.id, input=change)
    (event,) = events(asking)
    before = [{"url": "http://a", "metadata": {"b": "\u001f"}, "status": "ACTIVE"}]
    assert values(event) == [("locations", None, before, locations)]


def test_values_that_are_too_long_are_left_out_and_their_field_is_named(asking: AskingAs) -> None:
    long = {"name": "long", "value": "é" * 30_000}
    id_ = created(asking, name="a", properties=[long])["id"]
    changed(asking, UPDATE, id=id_, input={"properties": {"replace": [{**long, "value": "😀" * 16_000}]}})
    assert values(events(asking)[0]) == [("properties", "long", long["value"], "😀" * 16_000)]
    many = [{"name": f"p{at}", "value": "\u0001" * 65_535} for at in range(127)]
    change = {"name": "b", "properties": {"merge": {"set": many}}, "tags": {"merge": {"add": ["t"]}}}
    changed(asking, UPDATE, id=id_, input=change)
    (event, *_) = events(asking)
    assert event["changedFields"] == ["name", "properties", "tags"]
    assert values(event) == [("name", None, "a", "b"), ("tags", "t", None, "t")]
    changed(asking, UPDATE, id=id_, input={"properties": {"replace": []}, "locations": UNCHANGED})
    assert values(events(asking)[0]) == []


UNCHANGED: list[object] = []


def test_of_several_long_fields_the_longest_are_left_out(asking: AskingAs) -> None:
    id_ = created(asking, name="a")["id"]
    texts = [f"{at:03}" + "x" * 252 for at in range(128)]
    locations = [{"url": "http://" + "y" * 60_000}] * 5
    change = {"minDisk": 1, "tags": {"replace": texts}, "locations": locations}
    asking.ask(ADMINISTRATOR, UPDATE, id=id_, input=change)
    (event, *_) = events(asking)
    assert event["changedFields"] == ["minDisk", "tags", "locations"]
    assert {each["field"] for each in event["changes"]} == {"minDisk", "tags"}
    assert len(str(locations)) > MAX_CHANGES_BYTES > len(str(event["changes"]))


def test_bulk_changes_and_dry_runs(asking: AskingAs) -> None:
    ids = [created(asking, name=name)["id"] for name in "ab"]
    update = """mutation ($input: [ImageUpdate!]!, $dry: Boolean!) {
        updateImages(input: $input, dryRun: $dry) { images { id } } }"""
    delete = """mutation ($input: [ImageDeletion!]!, $dry: Boolean!) {
        deleteImages(input: $input, dryRun: $dry) { images { id } } }"""
    renamed = [{"id": id_, "input": {"name": f"new {at}"}} for at, id_ in enumerate(ids)]
    for is_dry in (True, False):
        asking.ask(P, update, input=renamed, dry=is_dry)
        asking.ask(P, delete, input=[{"id": ids[1]}], dry=is_dry)
    assert [(event["type"], event["imageId"], values(event)) for event in events(asking)] == [
        (DELETED, ids[1], [("status", None, "QUEUED", "DELETED")]),
        (UPDATED, ids[1], [("name", None, "b", "new 1")]),
        (UPDATED, ids[0], [("name", None, "a", "new 0")]),
        (CREATED, ids[1], []),
        (CREATED, ids[0], []),
    ]


def test_an_event_of_an_older_version_has_no_values(asking: AskingAs) -> None:
    async def as_before() -> None:
        async with asking.store.begin() as tx:
            values = {"changes": None, "actor_user": None, "actor_project": None}
            await tx.change(update(image_events), values)

    id_ = created(asking, name="a")["id"]
    asking.loop.run(as_before())
    (event,) = events(asking, P, ids=[id_])
    assert (event["changes"], event["actor"]) == ([], {"user": None, "project": None})


def test_an_event_names_its_request_and_its_author(database: TestDatabase) -> None:
    secret = "0123456789abcdef"
    headers = {
        "X-Proxy-Secret": secret,
        "X-Identity-Status": "Confirmed",
        "X-Project-Id": "p",
        "X-User-Id": "anna",
    }
    with serving(database, AUTH="headers", PROXY_SECRET=secret) as client:
        for given in ({}, {"X-Request-Id": "mine.1"}):
            query = "mutation { createImage(input: {}) { image { id } } }"
            answered = client.post("/graphql", json={"query": query}, headers={**headers, **given})
            assert "errors" not in answered.json()
        nodes = client.post("/graphql", json={"query": EVENTS}, headers=headers).json()["data"]["imageEvents"]
        of_given, of_other = nodes["nodes"]
    assert of_given["actor"] == of_other["actor"] == {"user": "anna", "project": "p"}
    assert of_given["requestId"] == "mine.1"
    assert len(of_other["requestId"]) == 32
