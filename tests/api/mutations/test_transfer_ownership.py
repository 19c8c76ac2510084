"""Handing an image to a project that is a member of it: the owner is no member (rules §2)."""

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import image, member_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.in_process_client import AskingAs

pytestmark = pytest.mark.all_databases

HAND_OVER = """mutation ($id: ID!) { updateImage(id: $id, input: { owner: "q" }) {
    changedFields image { owner members { member } } } }"""


def test_the_new_owner_is_a_member_no_longer_and_the_others_stay(
    asking: AskingAs, database: TestDatabase
) -> None:
    database.insert(made := image(), member_of(made, "q"), member_of(made, "r"))
    assert asking.ask(ADMINISTRATOR, HAND_OVER, id=made.id) == {
        "updateImage": {
            "changedFields": ["owner"],
            "image": {"owner": "q", "members": [{"member": "r"}]},
        }
    }
    answer = """mutation ($id: ID!) {
        updateImageMember(imageId: $id, member: "q", status: ACCEPTED) { member { status } } }"""
    assert asking.refused(Caller(project="q"), answer, id=made.id) == ("NOT_FOUND", ["member"])
