"""Who adds and removes members, when, and what it answers (rules §7)."""

from uuid import uuid4

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import MADE, Row, image, member_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.in_process_client import NOBODY, SETTINGS, AskingAs, P
from tests.support.membership import (
    ADD,
    CHANGES,
    MEMBERS,
    REMOVE,
    STRANGER,
    UNTOUCHED,
    UPDATE,
    M,
    N,
    membership,
    moved,
    nothing_changed,
    payload,
    shown,
)

pytestmark = pytest.mark.all_databases

NOT_SHARED = ("private", "public", "community")


@pytest.fixture
def shared(database: TestDatabase) -> Row:
    """An image of `p` that is shared with `m`, who is pending and may not share."""
    database.insert(made := image(), member_of(made, "m"))
    return made


@pytest.mark.parametrize("caller", [P, ADMINISTRATOR], ids=["owner", "administrator"])
@pytest.mark.parametrize("can_share", [False, True])
def test_owner_and_administrator_add_a_pending_member(
    asking: AskingAs, shared: Row, caller: Caller, can_share: bool
) -> None:
    made = asking.ask(caller, ADD, id=shared.id, member="n", canShare=can_share)
    version = moved(made)
    assert made == payload(membership("n", version, version, canShare=can_share), version, "m", "n")


def test_a_member_that_accepted_and_may_share_adds_another_but_lets_it_not_share_further(
    asking: AskingAs, database: TestDatabase
) -> None:
    database.insert(made := image(), member_of(made, "m", status="accepted", can_share=True))
    assert asking.refused(M, ADD, id=made.id, member="n", canShare=True) == ("FORBIDDEN", ["canShare"])
    added = asking.ask(M, ADD, id=made.id, member="n")
    version = moved(added)
    assert added == payload(membership("n", version, version), version, "m")


@pytest.mark.parametrize(
    ("status", "can_share"),
    [("pending", False), ("pending", True), ("rejected", False), ("rejected", True), ("accepted", False)],
)
def test_no_other_member_adds_one(
    asking: AskingAs, database: TestDatabase, status: str, can_share: bool
) -> None:
    database.insert(made := image(), member_of(made, "m", status=status, can_share=can_share))
    assert asking.refused(M, ADD, id=made.id, member="n") == ("FORBIDDEN", ["imageId"])


def test_a_member_that_was_removed_shares_no_longer(asking: AskingAs, database: TestDatabase) -> None:
    rights = {"status": "accepted", "can_share": True}
    database.insert(made := image(), member_of(made, "m", **rights, deleted_at=MADE))
    assert asking.refused(M, ADD, id=made.id, member="n") == ("NOT_FOUND", ["imageId"])


@pytest.mark.parametrize("visibility", NOT_SHARED)
def test_only_a_shared_image_takes_members_and_their_changes(
    asking: AskingAs, database: TestDatabase, visibility: str
) -> None:
    database.insert(made := image(visibility=visibility), member_of(made, "m"))
    for caller in (P, ADMINISTRATOR):
        refused = [asking.refused(caller, ADD, id=made.id, member=member) for member in ("m", "n", "")]
        refused.append(asking.refused(caller, UPDATE, id=made.id, member="m", canShare=True))
        assert refused == [("FORBIDDEN", ["imageId"])] * 4
    assert nothing_changed(asking, made, UNTOUCHED)


@pytest.mark.parametrize("member", ["", "x" * 256, "a\0", "\ud800", "p"], ids=repr)
def test_what_is_no_name_or_the_owners_is_refused(asking: AskingAs, shared: Row, member: str) -> None:
    for caller in (P, ADMINISTRATOR):
        assert asking.refused(caller, ADD, id=shared.id, member=member) == ("BAD_USER_INPUT", ["member"])
    assert nothing_changed(asking, shared, UNTOUCHED)


def test_any_other_name_is_a_project_and_case_matters(asking: AskingAs, shared: Row) -> None:
    names = ["M", "P", " ", "é", "x" * 255, "😀" * 255]
    for name in names:
        assert asking.ask(P, ADD, id=shared.id, member=name)["it"]["member"]["member"] == name
    seen = asking.ask(P, MEMBERS, id=shared.id)["image"]["members"]
    assert [each["member"] for each in seen] == sorted(["m", *names])


def test_a_project_is_a_member_once(asking: AskingAs, shared: Row) -> None:
    assert asking.refused(P, ADD, id=shared.id, member="m", canShare=True) == ("CONFLICT", ["member"])
    assert nothing_changed(asking, shared, UNTOUCHED)


def test_of_those_who_add_a_project_at_once_one_succeeds(asking: AskingAs, database: TestDatabase) -> None:
    database.insert(made := image())
    answers = asking.answers([P, ADMINISTRATOR] * 10, ADD, id=made.id, member="m")
    refused = [each["errors"][0]["extensions"] for each in answers if "errors" in each]
    assert refused == [{"code": "CONFLICT", "path": ["member"]}] * 19
    (done,) = [each["data"] for each in answers if "errors" not in each]
    version = moved(done)
    assert done == payload(membership("m", version, version), version, "m")


def test_a_member_removed_and_added_again_starts_anew_in_its_one_row(
    asking: AskingAs, database: TestDatabase
) -> None:
    database.insert(made := image(), member_of(made, "m", status="accepted", can_share=True))
    removed = asking.ask(P, REMOVE, id=made.id, member="m")
    assert removed == {"it": shown(moved(removed))}
    added = asking.ask(P, ADD, id=made.id, member="m")
    version = moved(added)
    assert version > moved(removed)
    assert added == payload(membership("m", version, version), version, "m")
    rows = database.rows("SELECT member, status, can_share, deleted, deleted_at FROM image_members")
    assert rows == [("m", "pending", 0, 0, None)]


def test_an_image_has_at_most_so_many_members(asking: AskingAs, database: TestDatabase) -> None:
    most = SETTINGS.limits.max_members_per_image
    assert most == 128
    gone = {"deleted_at": MADE}
    members = [f"m{number}" for number in range(most - 1)]
    database.insert(made := image(), member_of(made, "gone", **gone), member_of(made, "left", **gone))
    database.insert(*(member_of(made, member) for member in members))
    asking.ask(P, ADD, id=made.id, member="gone")
    for member in ("new", "left"):
        assert asking.refused(P, ADD, id=made.id, member=member) == ("LIMIT_EXCEEDED", ["member"])
    # One that is there is no more than there are.
    assert asking.refused(P, ADD, id=made.id, member="m0") == ("CONFLICT", ["member"])
    asking.ask(P, REMOVE, id=made.id, member="m0")
    seen = asking.ask(P, ADD, id=made.id, member="left")["it"]["image"]["members"]
    assert [each["member"] for each in seen] == sorted(["gone", "left", *members[1:]])


@pytest.mark.parametrize("change", [UPDATE, REMOVE])
def test_a_member_that_never_was_or_was_removed_is_not_found(
    asking: AskingAs, shared: Row, database: TestDatabase, change: str
) -> None:
    database.insert(member_of(shared, "gone", deleted_at=MADE))
    for caller in (P, ADMINISTRATOR):
        for member in ("gone", "never", "M", "p", "", "x" * 256):
            refused = asking.refused(caller, change, id=shared.id, member=member)
            assert refused == ("NOT_FOUND", ["member"])
        refused = asking.refused(caller, change, id=shared.id, member="a\0")
        assert refused == ("BAD_USER_INPUT", ["member"])
    assert nothing_changed(asking, shared, UNTOUCHED)


@pytest.mark.parametrize("visibility", ["shared", *NOT_SHARED])
@pytest.mark.parametrize("caller", [P, ADMINISTRATOR], ids=["owner", "administrator"])
def test_owner_and_administrator_remove_a_member_whatever_the_visibility(
    asking: AskingAs, database: TestDatabase, caller: Caller, visibility: str
) -> None:
    database.insert(made := image(visibility=visibility), member_of(made, "m"), member_of(made, "n"))
    removed = asking.ask(caller, REMOVE, id=made.id, member="m")
    assert removed == {"it": shown(moved(removed), "n")}


def test_no_member_removes_itself_or_another(asking: AskingAs, database: TestDatabase) -> None:
    rights = {"status": "accepted", "can_share": True}
    database.insert(made := image(), member_of(made, "m"), member_of(made, "n", **rights))
    for caller in (M, N):
        for member in ("m", "n", "never"):
            refused = asking.refused(caller, REMOVE, id=made.id, member=member)
            assert refused == ("FORBIDDEN", ["imageId"])


@pytest.mark.parametrize("change", CHANGES)
def test_an_image_that_is_not_seen_or_is_deleted_is_not_found(
    asking: AskingAs, database: TestDatabase, change: str
) -> None:
    private, shared = image(owner="q", visibility="private"), image(owner="q")
    deleted, orphan = image(deleted_at=MADE), image(owner=None)
    database.insert(private, shared, deleted, orphan)
    database.insert(*(member_of(each, "p", status="accepted", can_share=True) for each in (private, orphan)))
    database.insert(member_of(deleted, "m"), member_of(shared, "p", deleted_at=MADE))
    identities = [each.id for each in (private, shared, deleted, orphan)]
    identities += [str(uuid4()), "malformed", "", private.id.upper(), "\0"]
    answers = [asking.answer(P, change, id=identity, member="p") for identity in identities]
    assert answers == answers[:1] * len(identities)
    assert answers[0]["data"] == {"it": None}
    assert answers[0]["errors"][0]["extensions"] == {"code": "NOT_FOUND", "path": ["imageId"]}
    assert asking.answer(ADMINISTRATOR, change, id=deleted.id, member="m") == answers[0]


@pytest.mark.parametrize("change", CHANGES)
def test_without_a_project_no_membership_is_changed(
    asking: AskingAs, database: TestDatabase, change: str
) -> None:
    public, shared = image(visibility="public"), image()
    database.insert(public, shared, member_of(public, "m"), member_of(shared, "m"))
    assert asking.refused(NOBODY, change, id=public.id, member="m") == ("UNAUTHENTICATED", ["imageId"])
    assert asking.refused(NOBODY, change, id=shared.id, member="m") == ("NOT_FOUND", ["imageId"])


@pytest.mark.parametrize("visibility", ["public", "community"])
def test_a_stranger_changes_no_membership_of_what_it_sees(
    asking: AskingAs, database: TestDatabase, visibility: str
) -> None:
    database.insert(made := image(visibility=visibility), member_of(made, "m"))
    refused = [asking.refused(STRANGER, change, id=made.id, member="m") for change in CHANGES]
    assert refused == [("FORBIDDEN", ["imageId"]), ("FORBIDDEN", ["member"]), ("FORBIDDEN", ["imageId"])]
