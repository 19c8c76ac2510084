"""Following changes: what an event says, and who is told of it."""

import asyncio
from typing import Any

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import image, member_of
from tests.support.event_documents import ACCEPT, ADD, DELETE, FOLLOW, REMOVE, UPDATE, changed, created
from tests.support.http.in_process_client import MOST, NOBODY, AskingAs, P

pytestmark = pytest.mark.all_databases


M, N = Caller(project="m"), Caller(project="n")


def told(event: Any) -> tuple[str, str | None, list[str]]:
    """Its type, the image's name (None without an image), and what was changed."""
    return event["type"], event["image"] and event["image"]["name"], event["changedFields"]


def test_each_change_is_an_event_with_the_image_as_it_is_now(asking: AskingAs) -> None:
    following = asking.following(P, FOLLOW)
    made = created(asking, name="a")
    assert following.next() == [
        {
            "type": "CREATED",
            "imageId": made["id"],
            "image": {"name": "a"},
            "changedFields": [],
            "occurredAt": made["updatedAt"],
            "cursor": "e1",
        }
    ]
    updated = changed(asking, UPDATE, id=made["id"], input={"name": "b", "tags": {"replace": ["t"]}})
    changed(asking, ADD, id=made["id"], member="m")
    changed(asking, ACCEPT, M, id=made["id"], member="m")
    changed(asking, REMOVE, id=made["id"], member="m")
    deleted = changed(asking, DELETE, id=made["id"])
    events = following.next(5)
    assert [told(event) for event in events] == [
        ("UPDATED", "b", ["name", "tags"]),
        ("UPDATED", "b", ["members"]),
        ("UPDATED", "b", ["members"]),
        ("UPDATED", "b", ["members"]),
        ("DELETED", "b", []),
    ]
    assert events[0]["occurredAt"] == updated["updatedAt"]
    assert events[-1]["occurredAt"] == deleted["updatedAt"]
    following.leave()


def test_what_changes_nothing_or_is_refused_is_no_event(asking: AskingAs) -> None:
    following = asking.following(P, FOLLOW)
    made = created(asking, name="a")
    changed(asking, UPDATE, id=made["id"], input={"name": "a"})
    assert "errors" in asking.answer(P, UPDATE, id=made["id"], input={"name": "b", "minDisk": -1})
    both = "mutation ($input: [CreateImageInput!]!) { createImages(input: $input) { images { id } } }"
    assert "errors" in asking.answer(P, both, input=[{"name": "x"}, {"id": "malformed"}])
    asking.ask(P, both, input=[{"name": "y"}, {"name": "z"}])
    assert [event["image"]["name"] for event in following.next(3)] == ["a", "y", "z"]
    following.leave()


def test_each_is_told_of_the_images_that_it_sees(asking: AskingAs) -> None:
    callers = {"admin": ADMINISTRATOR, "p": P, "nobody": NOBODY}
    following = {name: asking.following(caller, FOLLOW) for name, caller in callers.items()}
    for visibility in ("PRIVATE", "SHARED", "COMMUNITY", "PUBLIC"):
        created(asking, ADMINISTRATOR, name=visibility, visibility=visibility, owner="m")
    created(asking, name="p's")
    created(asking, ADMINISTRATOR, name="last", visibility="PUBLIC", owner="m")
    seen = {
        "admin": ["PRIVATE", "SHARED", "COMMUNITY", "PUBLIC", "p's", "last"],
        "p": ["COMMUNITY", "PUBLIC", "p's", "last"],
        "nobody": ["COMMUNITY", "PUBLIC", "last"],
    }
    for name, names in seen.items():
        assert [event["image"]["name"] for event in following[name].next(len(names))] == names


LOST: tuple[str, None, list[str]] = ("UPDATED", None, [])


@pytest.mark.parametrize(
    ("mutation", "given"),
    [
        (UPDATE, {"input": {"visibility": "PRIVATE", "name": "secret"}}),
        (UPDATE, {"input": {"owner": "n"}}),
        (REMOVE, {"member": "m"}),
    ],
    ids=["private", "given away", "removed"],
)
def test_who_loses_sight_of_an_image_is_told_so_and_nothing_else(
    asking: AskingAs, mutation: str, given: dict[str, object]
) -> None:
    # Of a public image the owner's change alone takes nobody's sight.
    loser = P if mutation == UPDATE and "owner" in given["input"] else M  # type: ignore[operator]
    made = created(asking, name="a")
    changed(asking, ADD, id=made["id"], member="m")
    following = asking.following(loser, FOLLOW, where={"name": {"eq": "a"}})
    others = asking.following(NOBODY, FOLLOW)
    changed(asking, mutation, ADMINISTRATOR, id=made["id"], **given)
    # What comes after is told to none of them, but this.
    changed(asking, UPDATE, ADMINISTRATOR, id=made["id"], input={"minDisk": 7})
    created(asking, ADMINISTRATOR, name="a", visibility="PUBLIC")
    events = following.next(2)
    assert [told(event) for event in events] == [LOST, ("CREATED", "a", [])]
    assert events[0]["imageId"] == made["id"]
    assert [told(event) for event in others.next()] == [("CREATED", "a", [])]
    following.leave()


def test_who_gains_sight_of_an_image_is_told_from_then_on(asking: AskingAs) -> None:
    following = asking.following(M, FOLLOW)
    made = created(asking, name="a")
    changed(asking, UPDATE, id=made["id"], input={"minDisk": 1})
    changed(asking, ADD, id=made["id"], member="m")
    changed(asking, UPDATE, id=made["id"], input={"minRam": 1})
    changed(asking, DELETE, id=made["id"])
    # Also read later, when all is seen: what was before is no event of this caller's.
    cursor = "e0"
    for each in (following, asking.following(M, FOLLOW, after=cursor)):
        assert [told(event) for event in each.next(3)] == [
            ("UPDATED", "a", ["members"]),
            ("UPDATED", "a", ["minRam"]),
            ("DELETED", "a", []),
        ]
        each.leave()


def test_what_was_changed_while_an_image_was_out_of_sight_is_not_told_later(asking: AskingAs) -> None:
    made = created(asking, ADMINISTRATOR, name="a", visibility="PUBLIC", owner="m")
    for given in ({"visibility": "PRIVATE"}, {"minDisk": 1}, {"visibility": "PUBLIC", "minRam": 1}):
        changed(asking, UPDATE, ADMINISTRATOR, id=made["id"], input=given)
    following = asking.following(P, FOLLOW, after="e0")
    assert [told(event) for event in following.next(3)] == [
        ("CREATED", "a", []),
        # It left: the caller did not see what came of it.
        ("UPDATED", "a", []),
        ("UPDATED", "a", ["visibility", "minRam"]),
    ]
    following.leave()


def test_a_project_is_not_taken_for_a_part_of_another(asking: AskingAs) -> None:
    names = ["m", "m m", '"m"', "m,m", "é", "m\\"]
    made = created(asking, name="a")
    for name in names[1:]:
        changed(asking, ADD, id=made["id"], member=name)
    created(asking, ADMINISTRATOR, name="b", visibility="PUBLIC")
    assert asking.following(Caller(project="m"), FOLLOW, after="e0").next()[0]["image"] == {"name": "b"}
    for count, name in enumerate(names[1:]):
        following = asking.following(Caller(project=name), FOLLOW, after="e0")
        # From its own addition on.
        fields = [told(event)[2] for event in following.next(len(names) - 1 - count)]
        assert fields == [["members"]] * (len(names) - 1 - count)
        following.leave()


def test_the_filter_is_judged_on_the_image_as_it_is_now(asking: AskingAs) -> None:
    where = {"tags": {"any": ["t"]}, "properties": [{"name": "os", "value": {"eq": "linux"}}]}
    following = asking.following(P, FOLLOW, where=where)
    made = created(asking, name="a", tags=["t"])
    created(asking, name="b", tags=["t"], properties=[{"name": "os", "value": "bsd"}])
    linux = {"name": "os", "value": "linux"}
    created(asking, name="c", tags=["t"], properties=[linux])
    assert [told(event) for event in following.next()] == [("CREATED", "c", [])]
    changed(asking, UPDATE, id=made["id"], input={"properties": {"merge": {"set": [linux]}}})
    assert [told(event) for event in following.next()] == [("UPDATED", "a", ["properties"])]
    # Its creation was passed over, for it did not match then; read again it does.
    again = asking.following(P, FOLLOW, where=where, after="e0")
    assert [told(event)[:2] for event in again.next(3)] == [
        ("CREATED", "a"),
        ("CREATED", "c"),
        ("UPDATED", "a"),
    ]
    following.leave()
    again.leave()


def test_only_the_named_images_and_types_are_told(asking: AskingAs) -> None:
    one, other = created(asking, name="one"), created(asking, name="other")
    for each in (one, other):
        changed(asking, UPDATE, id=each["id"], input={"minDisk": 1})
        changed(asking, DELETE, id=each["id"])
    of_one = asking.following(P, FOLLOW, ids=[one["id"], "malformed", one["id"]], after="e0")
    assert [told(event)[:2] for event in of_one.next(3)] == [
        ("CREATED", "one"),
        ("UPDATED", "one"),
        ("DELETED", "one"),
    ]
    deletions = asking.following(P, FOLLOW, types=["DELETED"], after="e0")
    assert [told(event)[:2] for event in deletions.next(2)] == [("DELETED", "one"), ("DELETED", "other")]
    both = asking.following(P, FOLLOW, types=["CREATED", "UPDATED"], ids=[other["id"]], after="e0")
    assert [told(event)[0] for event in both.next(2)] == ["CREATED", "UPDATED"]


def test_the_selection_may_be_as_deep_as_of_any_image(asking: AskingAs, database: Any) -> None:
    database.insert(made := image(name="a"), member_of(made, "m"))
    following = asking.following(
        P,
        """subscription ($n: [String!]!) { imageChanged { __typename kind: type
             image { ...I members { member status } property(name: "os") } } }
           fragment I on Image { __typename name properties(names: $n) { name value } propertyMap tags }""",
        n=["os"],
    )
    merge = {"merge": {"set": [{"name": "os", "value": "ü"}, {"name": "x", "value": "y"}]}}
    changed(asking, UPDATE, id=made.id, input={"properties": merge})
    assert following.next() == [
        {
            "__typename": "ImageEvent",
            "kind": "UPDATED",
            "image": {
                "__typename": "Image",
                "name": "a",
                "properties": [{"name": "os", "value": "ü"}],
                "propertyMap": {"os": "ü", "x": "y"},
                "tags": [],
                "members": [{"member": "m", "status": "PENDING"}],
                "property": "ü",
            },
        }
    ]
    following.leave()


def test_more_events_than_one_statement_reads_come_in_order(asking: AskingAs) -> None:
    made = created(asking, name="a")
    many = "mutation ($input: [ImageUpdate!]!) { updateImages(input: $input) { images { id } } }"
    others = [created(asking, name="b") for _ in range(22)]
    for at in range(5):
        asking.ask(
            P, many, input=[{"id": each["id"], "input": {"minDisk": at + 1}} for each in [made, *others]]
        )
    following = asking.following(P, FOLLOW, after="e1")
    events = following.next(22 + 5 * 23)
    assert [event["cursor"] for event in events] == [f"e{at}" for at in range(2, 139)]
    again = asking.following(P, FOLLOW, after=events[59]["cursor"])
    assert again.next(len(events) - 60) == events[60:]
    following.leave()
    again.leave()


def test_those_who_ask_the_same_are_answered_by_one_statement(asking: AskingAs) -> None:
    """The store counts reads: one looks for the newest event, one reads the batch for all three."""
    following = [asking.following(P, FOLLOW) for _ in range(MOST)]
    for each in following:
        each.next(0)
    created(asking, name="a")
    keys: list[object] = []
    shared = asking.feed.read_shared

    async def counted(key: Any, read: Any) -> Any:
        keys.append(key)
        return await shared(key, read)

    asking.feed.read_shared = counted  # type: ignore[method-assign]

    async def all_at_once() -> list[bytes]:
        return await asyncio.gather(*(anext(each.responses) for each in following))

    answers = asking.loop.run(all_at_once())
    assert len(set(answers)) == 1
    assert len(keys) == MOST
    assert len(set(keys)) == 1
