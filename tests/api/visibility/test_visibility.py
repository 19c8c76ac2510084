"""What a caller without project sees: what is open to anyone (rules §1 and §4)."""

import pytest

from db.rows.visibility import ViewerScope, audience, audience_includes
from tests.support.databases.builders import image, member_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.in_process_client import NOBODY, AskingAs, P

pytestmark = pytest.mark.all_databases

LISTS = """{ listed: images(orderBy: [{field: NAME}]) { name members { member } }
    visible: images(scope: VISIBLE, orderBy: [{field: NAME}]) { name } }"""


def test_a_caller_without_project_sees_what_is_open_to_anyone(
    asking: AskingAs, database: TestDatabase
) -> None:
    public = image(name="public", visibility="public")
    rest = [image(name=each, visibility=each) for each in ("community", "private", "shared")]
    hidden = image(name="hidden", visibility="public", os_hidden=True)
    database.insert(public, *rest, hidden, member_of(public, "m"), member_of(rest[2], "m"))
    assert asking.ask(NOBODY, LISTS) == {
        "listed": [{"name": "public", "members": []}],
        "visible": [{"name": "community"}, {"name": "hidden"}, {"name": "public"}],
    }


def test_a_project_sees_its_own_and_what_it_accepted(asking: AskingAs, database: TestDatabase) -> None:
    own = image(name="own", owner="p", visibility="private")
    offered, accepted = (image(name=each, owner="q") for each in ("offered", "accepted"))
    orphan = image(name="orphan", owner=None)
    database.insert(
        own,
        offered,
        accepted,
        orphan,
        member_of(offered, "p"),
        member_of(accepted, "p", status="accepted"),
        member_of(accepted, "other", status="accepted"),
        member_of(orphan, "p", status="accepted"),
    )
    assert asking.ask(P, LISTS) == {
        "listed": [{"name": "accepted", "members": [{"member": "p"}]}, {"name": "own", "members": []}],
        "visible": [{"name": "accepted"}, {"name": "offered"}, {"name": "own"}],
    }


def test_an_audience_is_whoever_may_have_seen_it() -> None:
    """As the rule is written: of what it takes, nobody is left out."""
    assert audience([("private", "p"), (None, None)], []) == frozenset({"p"})
    assert audience([("shared", "p"), ("shared", "q")], ["m"]) == frozenset({"p", "q", "m"})
    assert audience([("private", None)], []) == frozenset()
    for visibility in ("public", "community"):
        assert audience([("private", "p"), (visibility, "p")], []) is None
    project, nobody, administrator = (
        ViewerScope("project"),
        ViewerScope("nobody"),
        ViewerScope("administrator"),
    )
    told = frozenset({"p"})
    assert audience_includes(project, "p", told)
    assert not audience_includes(project, "q", told)
    assert not audience_includes(nobody, None, told)
    assert audience_includes(nobody, None, None)
    assert audience_includes(administrator, None, frozenset())
