"""What a membership lets its project see, and who knows of it (rules §4 and §7)."""

from pathlib import Path

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import MADE, Row, image, member_of
from tests.support.databases.protocol import TestDatabase
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.in_process_client import NOBODY, AskingAs, P, asking_as
from tests.support.membership import ADD, REMOVE, STRANGER, UPDATE, M, N

pytestmark = pytest.mark.all_databases

SEEN = """query ($id: ID!) {
    image(id: $id) { members { member } }
    listed: images { id members { member } }
    visible: images(scope: VISIBLE) { members { member } } }"""
SHARED_WITH = """query ($where: ImageWhere!) {
    listed: images(where: $where) { id } visible: images(where: $where, scope: VISIBLE) { id }
    others: images(where: { not: $where }, scope: VISIBLE) { id } }"""
VISIBILITY = """mutation ($id: ID!, $to: ImageVisibility!) {
    updateImage(id: $id, input: { visibility: $to }) { changedFields } }"""


@pytest.fixture
def shared(database: TestDatabase) -> Row:
    """An image of `p` that `m` accepted and `n` did not."""
    database.insert(made := image(), member_of(made, "m", status="accepted"), member_of(made, "n"))
    return made


def seen(asking: AskingAs, caller: Caller, made: Row) -> list[list[str] | None]:
    """The members that the caller sees by id, in LISTED and in VISIBLE; None where it sees no image."""
    found = asking.ask(caller, SEEN, id=made.id)
    images = [found["image"], *((found[scope] or [None])[0] for scope in ("listed", "visible"))]
    return [each and [member["member"] for member in each["members"]] for each in images]


def test_owner_and_administrators_see_all_members_and_a_member_itself(asking: AskingAs, shared: Row) -> None:
    table: list[tuple[Caller, list[list[str] | None]]] = [
        (ADMINISTRATOR, [["m", "n"]] * 3),
        (P, [["m", "n"]] * 3),
        (M, [["m"], ["m"], ["m"]]),
        (N, [["n"], None, ["n"]]),
        (STRANGER, [None, None, None]),
        (NOBODY, [None, None, None]),
    ]
    assert [(caller, seen(asking, caller, shared)) for caller, _ in table] == table


def test_shared_with_tells_no_more_than_the_members_seen(asking: AskingAs, shared: Row) -> None:
    # Whether the image is found by being shared with `m`, by `m` having accepted, with `n`, by `n` rejecting.
    asked: list[dict[str, object]] = [
        {"member": "m"},
        {"member": "m", "status": ["ACCEPTED"]},
        {"member": "n"},
        {"member": "n", "status": ["REJECTED"]},
    ]
    table = [
        (ADMINISTRATOR, "found found found other"),
        (P, "found found found other"),
        (M, "found found other other"),
        (N, "other other found other"),
        (STRANGER, "unseen unseen unseen unseen"),
        (NOBODY, "unseen unseen unseen unseen"),
    ]

    def answered(caller: Caller, condition: dict[str, object]) -> str:
        found = asking.ask(caller, SHARED_WITH, where={"sharedWith": condition})
        it = [{"id": shared.id}]
        # `n`, who is pending, has it in VISIBLE only.
        listed = it if found["visible"] and caller is not N else []
        words = {"found": (listed, it, []), "other": ([], [], it), "unseen": ([], [], [])}
        (word,) = [
            word
            for word, (in_listed, in_visible, in_others) in words.items()
            if found == {"listed": in_listed, "visible": in_visible, "others": in_others}
        ]
        return word

    assert [(caller, " ".join(answered(caller, each) for each in asked)) for caller, _ in table] == table


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        ("private", [None, None, None]),
        ("public", [[], [], []]),
        ("community", [[], None, []]),
    ],
)
def test_a_member_of_an_image_that_is_not_shared_has_nothing_of_it(
    asking: AskingAs, database: TestDatabase, visibility: str, expected: list[list[str] | None]
) -> None:
    rights = {"status": "accepted", "can_share": True}
    database.insert(made := image(visibility=visibility), member_of(made, "m", **rights))
    assert seen(asking, M, made) == seen(asking, STRANGER, made) == seen(asking, NOBODY, made) == expected
    refused = [asking.refused(M, change, id=made.id, member="m") for change in (ADD, UPDATE, REMOVE)]
    nothing = [("NOT_FOUND", ["imageId"])] * 3
    assert refused == (nothing if visibility == "private" else [("FORBIDDEN", ["imageId"])] * 3)
    found = asking.ask(M, SHARED_WITH, where={"sharedWith": {"member": "m"}})
    assert (found["listed"], found["visible"]) == ([], [])


def test_a_membership_counts_again_when_the_image_is_shared_again(asking: AskingAs, shared: Row) -> None:
    for to, expected in (("PRIVATE", [None] * 3), ("SHARED", [["m"]] * 3), ("COMMUNITY", [[], None, []])):
        asking.ask(P, VISIBILITY, id=shared.id, to=to)
        assert seen(asking, M, shared) == expected


def test_a_member_added_sees_at_once_and_one_removed_no_longer(
    asking: AskingAs, database: TestDatabase
) -> None:
    database.insert(made := image())
    steps: list[tuple[Caller, str, dict[str, object], list[list[str] | None]]] = [
        (P, ADD, {}, [["m"], None, ["m"]]),
        (M, UPDATE, {"status": "ACCEPTED"}, [["m"], ["m"], ["m"]]),
        (M, UPDATE, {"status": "REJECTED"}, [["m"], None, ["m"]]),
        (P, REMOVE, {}, [None, None, None]),
        (P, ADD, {}, [["m"], None, ["m"]]),
    ]
    for caller, change, given, expected in steps:
        asking.ask(caller, change, id=made.id, member="m", **given)
        assert seen(asking, M, made) == expected


def test_an_image_without_owner_is_shared_with_nobody(asking: AskingAs, database: TestDatabase) -> None:
    database.insert(made := image(owner=None))
    asking.ask(ADMINISTRATOR, ADD, id=made.id, member="m")
    asking.ask(ADMINISTRATOR, UPDATE, id=made.id, member="m", status="ACCEPTED")
    assert seen(asking, M, made) == [None, None, None]
    assert asking.refused(M, UPDATE, id=made.id, member="m") == ("NOT_FOUND", ["imageId"])


def test_a_deleted_image_is_seen_by_those_who_were_members_then(
    asking: AskingAs, database: TestDatabase
) -> None:
    query = "query ($id: ID!) { image(id: $id, includeDeleted: true) { members { member } } }"
    gone = {"deleted_at": "2026-01-02 03:04:09.000000"}
    database.insert(made := image(**gone), member_of(made, "m", **gone))
    database.insert(member_of(made, "n", deleted_at=MADE))
    table = [(P, ["m"]), (M, ["m"]), (N, None), (STRANGER, None), (NOBODY, None)]
    for caller, members in table:
        shown = members and {"members": [{"member": member} for member in members]}
        assert asking.ask(caller, query, id=made.id) == {"image": shown}


@pytest.mark.parametrize("more", [False, True])
def test_a_membership_and_its_image_are_answered_under_any_names(
    asking: AskingAs, shared: Row, more: bool
) -> None:
    query = """mutation ($id: ID!, $more: Boolean!) { it: updateImageMember(imageId: $id, member: "m") {
        __typename a: member { __typename createdAt } image { __typename createdAt }
        b: member { s: status createdAt t: status } member @include(if: $more) { member } } }"""
    time = "2026-01-02T03:04:05.000006Z"
    answered = {
        "__typename": "ImageMemberPayload",
        "a": {"__typename": "ImageMember", "createdAt": time},
        "image": {"__typename": "Image", "createdAt": time},
        "b": {"s": "ACCEPTED", "createdAt": time, "t": "ACCEPTED"},
    }
    included = {"member": {"member": "m"}} if more else {}
    assert asking.ask(M, query, id=shared.id, more=more) == {"it": answered | included}


def test_of_two_memberships_that_went_with_a_glance_image_the_last_counts(
    glance_database: SqliteDatabase, tmp_path: Path
) -> None:
    database = SqliteDatabase.copied(glance_database.path, tmp_path / "glance.db")
    database.clear()
    deleted = "2026-01-02 03:04:09.000000"
    made = image(owner="q", deleted_at=deleted)
    database.insert(
        made,
        member_of(made, "p", status="accepted", deleted_at="2026-01-02 03:04:08.500000"),
        member_of(made, "p", status="pending", deleted_at=deleted),
    )
    query = """{ listed: images(includeDeleted: true) { id }
        visible: images(includeDeleted: true, scope: VISIBLE) { members { member status } }
        accepted: images(includeDeleted: true, scope: VISIBLE,
            where: { sharedWith: { member: "p", status: [ACCEPTED] } }) { id } }"""
    with asking_as(database) as asking:
        assert asking.ask(P, query) == {
            "listed": [],
            "visible": [{"members": [{"member": "p", "status": "PENDING"}]}],
            "accepted": [],
        }
