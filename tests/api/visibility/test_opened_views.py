"""Filters that open what a list of scope LISTED does not show, as Glance's do (rules §4)."""

from typing import Any

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import MADE, image, member_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.in_process_client import NOBODY, AskingAs, P

pytestmark = pytest.mark.all_databases

ASKED = """query ($where: ImageWhere, $scope: ImageScope! = LISTED, $includeDeleted: Boolean! = false) {
    images(where: $where, scope: $scope, includeDeleted: $includeDeleted, orderBy: [{ field: NAME }]) { name }
    imagesConnection(where: $where, scope: $scope, includeDeleted: $includeDeleted, last: 9,
        orderBy: [{ field: NAME }]) { totalCount nodes { name } aggregate { byVisibility { count } } }
    imagesAggregate(where: $where, scope: $scope, includeDeleted: $includeDeleted) {
        count byVisibility { count } } }"""

COMMUNITY: dict[str, Any] = {"visibility": {"eq": "COMMUNITY"}}
HIDDEN: dict[str, Any] = {"hidden": True}
PROJECT_Q = Caller(project="q")


def shared_with(member: str, *statuses: str) -> dict[str, Any]:
    return {"sharedWith": {"member": member, **({"status": list(statuses)} if statuses else {})}}


@pytest.fixture
def catalogue(database: TestDatabase) -> None:
    """Images of `q`, of which `p` sees some, and of `p`; each named for what it is."""
    rows = [
        image(name=f"{visibility}{' hidden' if hidden else ''} of {owner}",
              visibility=visibility, os_hidden=hidden, owner=owner)
        for visibility in ("public", "community", "private")
        for hidden in (False, True)
        for owner in ("p", "q")
    ]  # fmt: skip
    for status in ("pending", "accepted", "rejected"):
        for hidden in (False, True):
            made = image(name=f"{status}{' hidden' if hidden else ''}", owner="q", os_hidden=hidden)
            rows += [made, member_of(made, "p", status=status)]
    gone = image(name="pending gone", owner="q", deleted_at=MADE)
    private = image(name="private pending", owner="q", visibility="private")
    orphan = image(name="orphan", owner=None)
    rows += [gone, member_of(gone, "p", deleted_at=MADE), private, member_of(private, "p")]
    database.insert(*rows, orphan, member_of(orphan, "p"))


def found(asking: AskingAs, caller: Caller, where: dict[str, Any] | None, **asked: object) -> list[str]:
    """The names, which every root field must agree on."""
    answered = asking.ask(caller, ASKED, where=where, **asked)
    connection, aggregate = answered["imagesConnection"], answered["imagesAggregate"]
    assert answered["images"] == connection["nodes"]
    assert connection["totalCount"] == aggregate["count"] == len(answered["images"])
    assert connection["aggregate"]["byVisibility"] == aggregate["byVisibility"]
    assert sum(bucket["count"] for bucket in aggregate["byVisibility"]) == aggregate["count"]
    return [each["name"] for each in answered["images"]]


OPENED: list[tuple[dict[str, Any], list[str]]] = [
    (HIDDEN, ["accepted hidden", "community hidden of p", "private hidden of p", "public hidden of p",
              "public hidden of q"]),
    (COMMUNITY, ["community of p", "community of q"]),
    ({"visibility": {"in": ["COMMUNITY"]}}, ["community of p", "community of q"]),
    ({"visibility": {"in": ["COMMUNITY", "COMMUNITY"]}}, ["community of p", "community of q"]),
    ({"visibility": {"in": ["COMMUNITY"], "neq": "PUBLIC"}}, ["community of p", "community of q"]),
    ({"visibility": {"eq": "COMMUNITY"}, "name": {"endsWith": "q"}}, ["community of q"]),
    ({**COMMUNITY, **HIDDEN}, ["community hidden of p", "community hidden of q"]),
    (shared_with("p"), ["accepted"]),
    (shared_with("p", "PENDING"), ["pending"]),
    (shared_with("p", "PENDING", "REJECTED"), ["pending", "rejected"]),
    (shared_with("p", "ACCEPTED", "PENDING", "REJECTED"), ["accepted", "pending", "rejected"]),
    ({"sharedWith": {"member": "p", "status": []}}, []),
    ({**shared_with("p", "PENDING"), **HIDDEN}, ["pending hidden"]),
    ({**shared_with("p", "PENDING"), "visibility": {"eq": "SHARED"}}, ["pending"]),
    ({**shared_with("p", "PENDING"), **COMMUNITY}, []),
    # What opens nothing filters what is listed.
    ({"hidden": False, "name": {"startsWith": "public"}}, ["public of p", "public of q"]),
    ({"visibility": {"in": ["COMMUNITY", "PRIVATE"]}}, ["community of p", "private of p"]),
    ({"visibility": {"notIn": ["PUBLIC", "PRIVATE", "SHARED"]}}, ["community of p"]),
    ({"visibility": {"in": []}}, []),
    (shared_with("q", "PENDING"), []),
    # Within `and`, `or` and `not` too.
    ({"and": [HIDDEN]}, []),
    ({"or": [HIDDEN]}, []),
    ({"not": {"hidden": False}}, []),
    ({"and": [COMMUNITY]}, ["community of p"]),
    ({"or": [COMMUNITY, shared_with("p", "PENDING")]}, ["community of p"]),
    ({"not": {"not": COMMUNITY}}, ["community of p"]),
    ({"and": [shared_with("p", "PENDING")]}, []),
]  # fmt: skip


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("where", "names"), OPENED, ids=str)
def test_a_condition_at_the_top_of_a_filter_opens_its_own_view(
    asking: AskingAs, where: dict[str, Any], names: list[str]
) -> None:
    assert found(asking, P, where) == names


@pytest.mark.usefixtures("catalogue")
def test_a_caller_without_project_opens_what_a_stranger_does(asking: AskingAs) -> None:
    for where, names in (
        (COMMUNITY, ["community of p", "community of q"]),
        (HIDDEN, ["public hidden of p", "public hidden of q"]),
        (shared_with("p", "PENDING"), []),
        ({**COMMUNITY, **HIDDEN}, ["community hidden of p", "community hidden of q"]),
    ):
        for caller in (NOBODY, Caller(project="stranger")):
            assert found(asking, caller, where) == names


@pytest.mark.usefixtures("catalogue")
def test_an_administrator_lists_all_but_what_is_hidden_and_opens_that(asking: AskingAs) -> None:
    for caller in (ADMINISTRATOR, Caller(project="p", roles=frozenset({"admin"}))):
        assert found(asking, caller, COMMUNITY) == ["community of p", "community of q"]
        assert found(asking, caller, shared_with("p", "PENDING")) == ["orphan", "pending"]
        assert all("hidden" in name for name in found(asking, caller, HIDDEN))
        assert len(found(asking, caller, HIDDEN)) == 9


@pytest.mark.usefixtures("catalogue")
def test_scope_visible_has_all_of_it_already(asking: AskingAs) -> None:
    hidden = found(asking, P, HIDDEN, scope="VISIBLE")
    assert {*hidden} > {*found(asking, P, HIDDEN)}
    assert "community hidden of q" in hidden
    assert "pending hidden" in hidden
    nested = {"and": [COMMUNITY]}
    assert found(asking, P, nested, scope="VISIBLE") == [
        "community hidden of p",
        "community hidden of q",
        "community of p",
        "community of q",
    ]


@pytest.mark.usefixtures("catalogue")
def test_deleted_images_are_opened_as_they_were(asking: AskingAs) -> None:
    where = shared_with("p", "PENDING")
    assert found(asking, P, where, includeDeleted=True) == ["pending", "pending gone"]


def test_an_image_of_ones_own_counts_among_what_is_shared_with_one(
    asking: AskingAs, database: TestDatabase
) -> None:
    """An import can bring it: owners are no members of their images here."""
    database.insert(made := image(name="own", owner="p"), member_of(made, "p"))
    assert found(asking, P, shared_with("p", "PENDING")) == ["own"]
    assert found(asking, P, shared_with("p", "ACCEPTED")) == []
    assert found(asking, P, shared_with("p")) == ["own"]


@pytest.mark.parametrize("visibility", ["private", "public", "community"])
@pytest.mark.parametrize("caller", [ADMINISTRATOR, P, PROJECT_Q], ids=["administrator", "owner", "member"])
def test_a_membership_counts_while_the_image_is_shared_whoever_asks(
    asking: AskingAs, database: TestDatabase, visibility: str, caller: Caller
) -> None:
    database.insert(made := image(visibility=visibility), member_of(made, "q", status="accepted"))
    for scope in ("LISTED", "VISIBLE"):
        assert found(asking, caller, shared_with("q"), scope=scope) == []


CHANGED = "subscription ($where: ImageWhere) { imageChanged(where: $where) { image { name } } }"
RENAME = """mutation ($id: ID!, $name: String!) { updateImage(id: $id, input: { name: $name }) {
    changedFields } }"""


def test_a_subscriber_sees_all_that_is_visible_and_a_filter_is_judged_on_the_image(
    asking: AskingAs, database: TestDatabase
) -> None:
    """It has no scope: hidden, community and offered images are seen with and without such a filter."""
    hidden = image(visibility="public", owner="q", os_hidden=True)
    community, offered = image(visibility="community", owner="q"), image(owner="q")
    database.insert(hidden, community, offered, member_of(offered, "p"))
    conditions = [None, HIDDEN, COMMUNITY, shared_with("p", "PENDING"), {"and": [COMMUNITY]}]
    for where, expected in zip(conditions, ("hco", "h", "c", "o", "c"), strict=True):
        # One at a time, in a process that lets few follow.
        following = asking.following(P, CHANGED, where=where)
        for made, name in ((hidden, "h"), (community, "c"), (offered, "o")):
            asking.ask(PROJECT_Q, RENAME, id=made.id, name=f"{name} {where}")
        events = following.next(len(expected))
        assert [event["image"]["name"][0] for event in events] == list(expected)
        following.leave()
