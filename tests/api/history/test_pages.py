"""Pages of events and the latest ones of an image, and the arguments that select them."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from resolvers.caller import ADMINISTRATOR, Caller
from resolvers.event_retention import Retention, prune_events
from tests.support.databases.builders import image, property_of
from tests.support.databases.protocol import TestDatabase
from tests.support.event_documents import DELETE, EVENTS, FOLLOW, UPDATE, changed, created, events
from tests.support.http.client import ask, refusal, services, serving
from tests.support.http.in_process_client import AskingAs, P

pytestmark = pytest.mark.all_databases


def test_pages_go_both_ways_and_each_cursor_resumes_a_subscription(asking: AskingAs) -> None:
    for name in "abcde":
        created(asking, name=name)

    def page(**given: object) -> tuple[list[str], tuple[bool, bool]]:
        found = asking.ask(P, EVENTS, **given)["imageEvents"]
        cursors, info = [node["cursor"] for node in found["nodes"]], found["pageInfo"]
        ends = (cursors[0], cursors[-1]) if cursors else (None, None)
        assert (info["startCursor"], info["endCursor"]) == ends
        return cursors, (info["hasPreviousPage"], info["hasNextPage"])

    assert page() == (["e5", "e4", "e3", "e2", "e1"], (False, False))
    assert page(first=2) == (["e5", "e4"], (False, True))
    assert page(first=2, after="e4") == (["e3", "e2"], (True, True))
    assert page(first=2, after="e2") == (["e1"], (True, False))
    assert page(last=2) == (["e2", "e1"], (True, False))
    assert page(last=2, before="e2") == (["e4", "e3"], (True, True))
    assert page(last=2, before="e4") == (["e5"], (False, True))
    assert page(after="e4", before="e1", first=1) == (["e3"], (True, True))
    assert page(after="e4", before="e1", last=1) == (["e2"], (True, True))
    assert page(first=0) == ([], (False, True))
    # A cursor is a position, whether or not its event is kept.
    assert page(after="e0") == ([], (True, False))
    assert page(after="e99") == (["e5", "e4", "e3", "e2", "e1"], (False, False))
    assert page(before="e0", last=1) == (["e1"], (True, False))
    assert page(before="e99") == ([], (False, False))
    following = asking.following(P, FOLLOW, after="e3")
    assert [event["image"]["name"] for event in following.next(2)] == ["d", "e"]
    following.leave()


def test_filters_leave_only_what_matches(asking: AskingAs) -> None:
    anna = Caller("p", "anna")
    first = created(asking, anna, name="a")
    second = created(asking, Caller("q", "ben"), name="b", visibility="COMMUNITY")
    changed(asking, DELETE, anna, id=first["id"])

    def found(**given: object) -> list[str]:
        return [event["cursor"] for event in events(asking, ADMINISTRATOR, **given)]

    assert found(ids=[first["id"].upper(), "malformed"]) == ["e3", "e1"]
    assert found(ids=[]) == found(types=[]) == found(ids=["malformed"]) == []
    assert found(types=["CREATED"]) == ["e2", "e1"]
    assert found(user="anna") == found(project="p") == ["e3", "e1"]
    assert found(user="anna", project="q") == found(user="ANNA") == found(user="") == []
    assert found(since=second["updatedAt"]) == ["e3", "e2"]
    assert found(until=second["updatedAt"]) == ["e1"]
    assert found(since=first["updatedAt"], until=second["updatedAt"], types=["CREATED"]) == ["e1"]


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"after": "malformed"}, "BAD_USER_INPUT", ["after"]),
        ({"before": "e-1"}, "BAD_USER_INPUT", ["before"]),
        ({"first": 1, "last": 1}, "BAD_USER_INPUT", ["last"]),
        ({"first": -1}, "BAD_USER_INPUT", ["first"]),
        ({"last": 1001}, "LIMIT_EXCEEDED", ["last"]),
        ({"ids": ["x"] * 1001}, "LIMIT_EXCEEDED", ["ids"]),
        ({"user": "a\0"}, "BAD_USER_INPUT", ["user"]),
        ({"project": "\ud800"}, "BAD_USER_INPUT", ["project"]),
    ],
)
def test_wrong_arguments_are_refused(asking: AskingAs, given: Any, code: str, path: list[str]) -> None:
    assert asking.refused(P, EVENTS, **given) == (code, path)


def test_a_history_has_a_bound_and_is_not_nested(asking: AskingAs) -> None:
    id_ = created(asking, name="a")["id"]
    for name in "bcd":
        changed(asking, UPDATE, id=id_, input={"name": name})
    query = """query ($first: Int! = 20) { images { history(first: $first) { cursor type } } }"""

    def cursors(**given: object) -> list[str]:
        (found,) = asking.ask(P, query, **given)["images"]
        return [event["cursor"] for event in found["history"]]

    assert cursors() == cursors(first=1000) == cursors(first=4) == ["e4", "e3", "e2", "e1"]
    assert (cursors(first=0), cursors(first=3)) == ([], ["e4", "e3", "e2"])
    for wrong, code in ((-1, "BAD_USER_INPUT"), (1001, "LIMIT_EXCEEDED")):
        answered = asking.answer(P, query, first=wrong)
        assert answered["data"] is None
        (error,) = answered["errors"]
        assert (error["extensions"]["code"], error["path"]) == (code, ["images", 0, "history"])


def test_a_history_within_a_history_is_refused(database: TestDatabase) -> None:
    with serving(database) as client:
        for query in (
            "{ images { history { image { history { type } } } } }",
            "{ images { ...F } } fragment F on Image { history { image { ... { history { type } } } } }",
        ):
            error = refusal(client, query)
            assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
        ask(
            client,
            "{ imageEvents { nodes { image { history { image { id } } } } } images { history { type } } }",
        )


def test_nothing_is_read_for_a_connection_of_which_all_is_skipped(asking: AskingAs) -> None:
    query = "query ($no: Boolean!) { imageEvents { pageInfo @include(if: $no) { hasNextPage } } }"
    assert asking.ask(P, query, no=False) == {"imageEvents": {}}
    assert asking.ask(P, "{ imageEvents { __typename pageInfo { __typename } } }") == {
        "imageEvents": {"__typename": "ImageEventConnection", "pageInfo": {"__typename": "PageInfo"}}
    }
    assert asking.ask(P, "{ imageEvents { nodes { __typename } } }") == {"imageEvents": {"nodes": []}}


def test_the_rows_of_a_request_are_counted(database: TestDatabase) -> None:
    with serving(database, MAX_ROWS="10") as client:
        error = refusal(client, "{ imageEvents(first: 6) { nodes { type } } images(limit: 5) { id } }")
        assert error["extensions"]["code"] == "LIMIT_EXCEEDED"


def test_properties_in_many_aliases_are_read_of_an_events_image(
    asking: AskingAs, database: TestDatabase
) -> None:
    given = image(owner="p")
    database.insert(given, *(property_of(given, f"p{at}", f"{at}") for at in range(40)))
    changed(asking, UPDATE, id=given.id, input={"minDisk": 7})
    fields = " ".join(f'p{at}: property(name: "p{at}")' for at in range(40))
    found = asking.ask(P, f"{{ images {{ history {{ image {{ {fields} }} }} }} }}")
    assert found["images"][0]["history"] == [{"image": {f"p{at}": f"{at}" for at in range(40)}}]


def test_an_unchanged_answer_is_not_confirmed_when_events_are_gone(client: TestClient) -> None:
    for _ in range(3):
        ask(client, "mutation { createImage(input: {}) { image { id } } }")
    assert client.portal is not None
    for count, query in ((2, "{imageEvents{nodes{type}}}"), (1, "{images{history{type}}}")):
        tag = client.get("/graphql", params={"query": query}).headers["ETag"]
        client.portal.call(prune_events, services(client).store, Retention(count))
        again = client.get("/graphql", params={"query": query}, headers={"If-None-Match": tag})
        assert (again.status_code, again.text.count("CREATED")) == (200, count)
