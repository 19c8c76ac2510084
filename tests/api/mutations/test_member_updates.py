"""Who sets what a member thinks of an image and whether it may share it (rules §7)."""

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import Row, image, member_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.in_process_client import AskingAs, P
from tests.support.membership import (
    STRANGER,
    UNTOUCHED,
    UPDATE,
    VERSION,
    M,
    N,
    membership,
    moved,
    nothing_changed,
    payload,
)

pytestmark = pytest.mark.all_databases

STATUSES = ("PENDING", "ACCEPTED", "REJECTED")


@pytest.fixture
def shared(database: TestDatabase) -> Row:
    """An image of `p` that is shared with `m`, who is pending and may not share."""
    database.insert(made := image(), member_of(made, "m"))
    return made


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("before", ["pending", "accepted", "rejected"])
def test_the_member_itself_and_administrators_set_its_status(
    asking: AskingAs, database: TestDatabase, before: str, status: str
) -> None:
    for caller in (M, ADMINISTRATOR):
        database.insert(made := image(), member_of(made, "m", status=before))
        answered = asking.ask(caller, UPDATE, id=made.id, member="m", status=status)
        changes = status != before.upper()
        version = moved(answered) if changes else VERSION
        assert answered == payload(membership("m", VERSION, version, status=status), version, "m")


@pytest.mark.parametrize("status", STATUSES)
def test_nobody_else_sets_a_members_status(
    asking: AskingAs, shared: Row, database: TestDatabase, status: str
) -> None:
    database.insert(member_of(shared, "n", status="accepted", can_share=True))
    given = {"id": shared.id, "member": "m", "status": status}
    assert asking.refused(P, UPDATE, **given) == ("FORBIDDEN", ["status"])
    assert asking.refused(P, UPDATE, **given, canShare=True) == ("FORBIDDEN", ["status"])
    assert asking.refused(N, UPDATE, **given) == ("FORBIDDEN", ["member"])
    assert asking.refused(STRANGER, UPDATE, **given) == ("NOT_FOUND", ["imageId"])
    other = membership("n", VERSION, VERSION, status="ACCEPTED", canShare=True)
    assert nothing_changed(asking, shared, UNTOUCHED, other)


@pytest.mark.parametrize("caller", [P, ADMINISTRATOR], ids=["owner", "administrator"])
def test_owner_and_administrator_set_whether_a_member_may_share(
    asking: AskingAs, shared: Row, caller: Caller
) -> None:
    for can_share in (True, False):
        changed = asking.ask(caller, UPDATE, id=shared.id, member="m", canShare=can_share)
        version = moved(changed)
        assert changed == payload(membership("m", VERSION, version, canShare=can_share), version, "m")


def test_a_member_does_not_let_itself_or_another_share(asking: AskingAs, database: TestDatabase) -> None:
    rights = {"status": "accepted", "can_share": True}
    database.insert(made := image(), member_of(made, "m"), member_of(made, "n", **rights))
    for caller, member, place in ((M, "m", "canShare"), (N, "n", "canShare"), (N, "m", "member")):
        for given in ({"canShare": True}, {"canShare": False}, {"canShare": True, "status": "ACCEPTED"}):
            refused = asking.refused(caller, UPDATE, id=made.id, member=member, **given)
            assert refused == ("FORBIDDEN", [place])
    other = membership("n", VERSION, VERSION, status="ACCEPTED", canShare=True)
    assert nothing_changed(asking, made, UNTOUCHED, other)


def test_null_is_no_status_and_no_right(asking: AskingAs, shared: Row) -> None:
    for caller in (P, M, ADMINISTRATOR):
        for field in ("status", "canShare"):
            refused = asking.refused(caller, UPDATE, id=shared.id, member="m", **{field: None})
            assert refused == ("BAD_USER_INPUT", [field])
    assert nothing_changed(asking, shared, UNTOUCHED)


def test_what_changes_nothing_leaves_the_version(asking: AskingAs, shared: Row) -> None:
    cases: list[tuple[Caller, dict[str, object]]] = [
        (P, {}),
        (M, {}),
        (ADMINISTRATOR, {}),
        (P, {"canShare": False}),
        (M, {"status": "PENDING"}),
        (ADMINISTRATOR, {"status": "PENDING", "canShare": False}),
    ]
    for caller, given in cases:
        answered = asking.ask(caller, UPDATE, id=shared.id, member="m", **given)
        assert answered == payload(UNTOUCHED, VERSION, "m")
