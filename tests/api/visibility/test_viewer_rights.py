"""What `viewer`, `viewerCanUpdate` and `viewerCanDelete` say is what the mutations then do (rules §5)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import MADE, Row, image, member_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.in_process_client import AskingAs
from tests.support.hypothesis_profile import drawn

pytestmark = pytest.mark.all_databases

MEMBERS = ("accepted", "pending", "rejected")
CALLERS = {
    "administrator": ADMINISTRATOR,
    **{project: Caller(project=project) for project in ("owner", *MEMBERS, "stranger")},
    "nobody": Caller(),
}
RIGHTS = """query ($id: ID!) {
  image(id: $id, includeDeleted: true) { viewerCanUpdate viewerCanDelete }
}"""
LISTED = """{ imagesConnection(scope: VISIBLE, includeDeleted: true, first: 1000) {
  nodes { id viewerCanUpdate viewerCanDelete } } }"""
UPDATE = "mutation ($id: ID!) { updateImage(id: $id, input: { minDisk: 1 }) { changedFields } }"
DELETE = "mutation ($id: ID!) { deleteImage(id: $id) { image { viewerCanUpdate viewerCanDelete } } }"
CREATE = "mutation { createImage(input: {}) { image { viewerCanUpdate viewerCanDelete } } }"
VIEWER = "{ viewer { project user roles isAdministrator canCreate } }"

images_of_any_kind = st.builds(
    image,
    visibility=st.sampled_from(["public", "community", "shared", "private"]),
    owner=st.sampled_from(["owner", "owner", None]),
    os_hidden=st.booleans(),
    protected=st.booleans(),
    deleted_at=st.sampled_from([None, None, MADE]),
)


@given(made=st.lists(images_of_any_kind, min_size=1, max_size=4), who=st.sampled_from([*CALLERS.values()]))
@settings(drawn(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rights_are_what_changes_do(
    made: list[Row], who: Caller, asking: AskingAs, database: TestDatabase
) -> None:
    database.insert(*made)
    database.insert(*(member_of(each, name, status=name) for each in made for name in MEMBERS))
    nodes = asking.ask(who, LISTED)["imagesConnection"]["nodes"]
    listed = {node.pop("id"): node for node in nodes}
    for each in made:
        rights = asking.ask(who, RIGHTS, id=each.id)["image"]
        assert rights == listed.get(each.id)
        expected = rights or {"viewerCanUpdate": False, "viewerCanDelete": False}
        assert ("errors" not in asking.answer(who, UPDATE, id=each.id)) == expected["viewerCanUpdate"]
        deleted = asking.answer(who, DELETE, id=each.id)
        assert ("errors" not in deleted) == expected["viewerCanDelete"]
        if expected["viewerCanDelete"]:
            gone = {"viewerCanUpdate": False, "viewerCanDelete": False}
            assert deleted == {"data": {"deleteImage": {"image": gone}}}


@pytest.mark.parametrize("name", CALLERS)
def test_a_viewer_who_can_create_creates(asking: AskingAs, name: str) -> None:
    caller = CALLERS[name]
    can_create = asking.ask(caller, VIEWER)["viewer"]["canCreate"]
    answer = asking.answer(caller, CREATE)
    assert ("errors" not in answer) == can_create == (name != "nobody")
    if can_create:
        assert answer["data"]["createImage"]["image"] == {"viewerCanUpdate": True, "viewerCanDelete": True}


def test_the_viewer_is_the_caller(asking: AskingAs) -> None:
    caller = Caller(project="p", user="u", roles=frozenset({"reader", "member"}))
    assert asking.ask(caller, VIEWER)["viewer"] == {
        "project": "p",
        "user": "u",
        "roles": ["member", "reader"],
        "isAdministrator": False,
        "canCreate": True,
    }
