"""An id in upper case names the image of the id in lower case, which is stored and answered."""

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import image, member_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.in_process_client import AskingAs, P

IMAGE = image(id="abcdef01-2345-4678-9abc-def012345678", name="one", visibility="shared")
OTHER = image(id="abcdef02-2345-4678-9abc-def012345678", name="two", created_at="2025-01-02 03:04:05.000006")
SPELLINGS = [IMAGE.id.upper(), IMAGE.id.capitalize()]


@pytest.mark.all_databases
@pytest.mark.parametrize("spelled", SPELLINGS)
def test_every_read_finds_it(database: TestDatabase, asking: AskingAs, spelled: str) -> None:
    database.insert(IMAGE, OTHER)
    found = {"id": IMAGE.id}
    answer = asking.ask(
        P,
        """query ($id: ID!, $ids: [ID!]!) {
          image(id: $id) { id }
          node(id: $id) { id }
          nodes(ids: $ids) { id }
          eq: images(where: {id: {eq: $id}}) { id }
          in: images(where: {id: {in: $ids}}) { id }
          notIn: images(where: {id: {notIn: $ids}}) { id }
          after: images(marker: $id) { id } }""",
        id=spelled,
        ids=[spelled, IMAGE.id, "no id"],
    )
    assert answer == {
        "image": found,
        "node": found,
        "nodes": [found, found, None],
        "eq": [found],
        "in": [found],
        "notIn": [{"id": OTHER.id}],
        "after": [{"id": OTHER.id}],
    }


@pytest.mark.parametrize("spelled", SPELLINGS)
def test_every_change_finds_it(database: TestDatabase, asking: AskingAs, spelled: str) -> None:
    database.insert(IMAGE, OTHER)

    def change(what: str, caller: Caller = P) -> object:
        return asking.ask(caller, f"mutation ($id: ID!) {{ answer: {what} }}", id=spelled)["answer"]

    found = {"image": {"id": IMAGE.id}}
    assert change('updateImage(id: $id, input: {name: "a"}) { image { id } }') == found
    assert change('updateImages(input: [{id: $id, input: {name: "b"}}]) { images { id name } }') == {
        "images": [{"id": IMAGE.id, "name": "b"}]
    }
    add = 'addImageMember(imageId: $id, member: "m") { image { id members { member } } member { status } }'
    assert change(add) == {
        "image": {"id": IMAGE.id, "members": [{"member": "m"}]},
        "member": {"status": "PENDING"},
    }
    accept = (
        'updateImageMember(imageId: $id, member: "m", status: ACCEPTED) { image { id } member { status } }'
    )
    assert change(accept, Caller(project="m")) == {**found, "member": {"status": "ACCEPTED"}}
    assert change('removeImageMember(imageId: $id, member: "m") { image { id members { member } } }') == {
        "image": {"id": IMAGE.id, "members": []}
    }
    assert change("deleteImage(id: $id) { image { id status } }") == {
        "image": {"id": IMAGE.id, "status": "DELETED"}
    }


def test_bulk_deletions_find_it(database: TestDatabase, asking: AskingAs) -> None:
    database.insert(IMAGE)
    deleted = asking.ask(
        P,
        "mutation ($id: ID!) { deleteImages(input: [{id: $id}]) { images { id } } }",
        id=IMAGE.id.upper(),
    )
    assert deleted == {"deleteImages": {"images": [{"id": IMAGE.id}]}}


def test_a_new_id_is_stored_in_lower_case_and_taken_in_both(asking: AskingAs) -> None:
    create = "mutation ($id: ID) { createImage(input: {id: $id}) { image { id } } }"
    created = asking.ask(P, create, id=IMAGE.id.upper())
    assert created == {"createImage": {"image": {"id": IMAGE.id}}}
    for taken in (IMAGE.id, IMAGE.id.upper(), IMAGE.id.capitalize()):
        assert asking.refused(P, create, id=taken) == ("CONFLICT", ["input", "id"])


def test_both_cases_in_one_change_are_the_same_image_twice(database: TestDatabase, asking: AskingAs) -> None:
    database.insert(IMAGE)
    both = {"id": IMAGE.id, "other": IMAGE.id.upper()}
    for change in (
        "createImages(input: [{id: $id}, {id: $other}])",
        "updateImages(input: [{id: $id, input: {}}, {id: $other, input: {}}])",
        "deleteImages(input: [{id: $id}, {id: $other}])",
    ):
        refused = asking.refused(
            P, f"mutation ($id: ID!, $other: ID!) {{ {change} {{ __typename }} }}", **both
        )
        assert refused == ("BAD_USER_INPUT", ["input", 1, "id"])


def test_a_subscription_to_it_gets_its_events(database: TestDatabase, asking: AskingAs) -> None:
    database.insert(IMAGE, OTHER, member_of(IMAGE, "m"))
    following = asking.following(
        ADMINISTRATOR,
        """subscription ($ids: [ID!], $id: ID!) {
          imageChanged(ids: $ids, where: {id: {eq: $id}}) { imageId image { name } } }""",
        ids=[IMAGE.id.upper()],
        id=IMAGE.id.upper(),
    )
    update = 'mutation ($id: ID!) { updateImage(id: $id, input: {name: "new"}) { image { id } } }'
    for id_ in (OTHER.id, IMAGE.id.upper()):
        asking.ask(P, update, id=id_)
    assert following.next() == [{"imageId": IMAGE.id, "image": {"name": "new"}}]
    following.leave()
