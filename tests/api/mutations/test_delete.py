"""Deleting an image, through the front door, as an administrator."""

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import MADE, Row, image, location_of, member_of, property_of, tag_of
from tests.support.databases.protocol import TestDatabase, dump
from tests.support.http.client import ask, refused

pytestmark = pytest.mark.all_databases

DELETE = """mutation ($id: ID!, $ifVersion: String) {
    deleteImage(id: $id, ifVersion: $ifVersion) { image { id } } }"""
FIELDS = """
    id name status visibility size owner hidden protected createdAt updatedAt deletedAt version
    properties { name value } propertyMap os: property(name: "os") tags
    members { member status } locations { url metadata status }
"""
READ = f"query ($id: ID!, $all: Boolean!) {{ image(id: $id, includeDeleted: $all) {{ {FIELDS} }} }}"
UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!) {
    updateImage(id: $id, input: $input) { changedFields } }"""
MADE_VERSION = "2026-01-02T03:04:05.000006"
CHILDREN = ("image_properties", "image_tags", "image_members", "image_locations")


def furnished(database: TestDatabase, **given: object) -> Row:
    """An image that has two of everything."""
    made = image(name="a", size=1, **given)
    places = location_of(made, "u1", meta_data='{"a":1}'), location_of(made, "u2", status="deleted")
    members = member_of(made, "m1", status="accepted"), member_of(made, "m2")
    properties = property_of(made, "os", "linux"), property_of(made, "b", None)
    database.insert(made, *places, *members, *properties, tag_of(made, "t1"), tag_of(made, "t2"))
    return made


def test_a_deleted_image_answers_and_reads_as_it_was(client: TestClient, database: TestDatabase) -> None:
    made = furnished(database)
    before = ask(client, READ, id=made.id, all=False)["image"]
    assert before["members"] == [
        {"member": "m1", "status": "ACCEPTED"},
        {"member": "m2", "status": "PENDING"},
    ]
    query = f"mutation ($id: ID!) {{ deleteImage(id: $id) {{ image {{ {FIELDS} }} }} }}"
    deleted = ask(client, query, id=made.id)["deleteImage"]["image"]
    locations = [location | {"status": "DELETED"} for location in before["locations"]]
    assert [location["status"] for location in before["locations"]] == ["ACTIVE", "DELETED"]
    assert deleted == before | {
        "status": "DELETED",
        "locations": locations,
        "updatedAt": deleted["updatedAt"],
        "deletedAt": deleted["updatedAt"],
        "version": deleted["version"],
    }
    assert deleted["version"] > before["version"]
    assert ask(client, READ, id=made.id, all=True) == {"image": deleted}
    assert ask(client, READ, id=made.id, all=False) == {"image": None}
    assert ask(client, "{ images { id } }") == {"images": []}


def test_a_deleted_image_is_found_by_what_it_had(client: TestClient, database: TestDatabase) -> None:
    made = furnished(database)
    furnished(database)
    ask(client, DELETE, id=made.id)
    had: dict[str, object] = {
        "properties": [{"name": "os", "value": {"eq": "linux"}}],
        "tags": {"all": ["t1", "t2"]},
        "sharedWith": {"member": "m1", "status": ["ACCEPTED"]},
        "status": {"eq": "DELETED"},
    }
    query = "query ($where: ImageWhere!) { images(where: $where, includeDeleted: true) { id } }"
    assert ask(client, query, where=had) == {"images": [{"id": made.id}]}


def test_an_image_and_all_it_has_are_deleted_at_the_same_time(
    client: TestClient, database: TestDatabase
) -> None:
    made, other = furnished(database), furnished(database)
    ask(client, DELETE, id=made.id)
    ((at,),) = database.rows(f"SELECT deleted_at FROM images WHERE id = '{made.id}'")
    rows = database.rows("SELECT id, status, deleted, deleted_at, updated_at FROM images ORDER BY deleted")
    assert rows == [(other.id, "queued", 0, None, MADE), (made.id, "deleted", 1, at, at)]
    for table in CHILDREN:
        rows = database.rows(f"SELECT image_id, deleted, deleted_at FROM {table} ORDER BY id")
        assert sorted(rows, key=str) == sorted([(made.id, 1, at), (other.id, 0, None)] * 2, key=str)


LOCATIONS = "SELECT value, status, deleted FROM image_locations ORDER BY id"


def test_a_removed_location_is_stored_as_deleted_and_one_of_a_deleted_image_as_it_was(
    client: TestClient, database: TestDatabase
) -> None:
    made, other = image(), image()
    rows = location_of(made, "u1"), location_of(made, "u2", status="pending_delete"), location_of(other, "u")
    database.insert(made, other, *rows)
    ask(client, UPDATE, id=made.id, input={"locations": [{"url": "u2", "status": "PENDING_DELETE"}]})
    kept = [("u2", "pending_delete", 0)]
    removed = [("u1", "deleted", 1), ("u2", "deleted", 1)]
    assert database.rows(LOCATIONS) == [*removed, ("u", "active", 0), *kept]
    ask(client, DELETE, id=made.id)
    assert database.rows(LOCATIONS) == [*removed, ("u", "active", 0), ("u2", "pending_delete", 1)]
    read = ask(client, READ, id=made.id, all=True)["image"]
    assert read["locations"] == [{"url": "u2", "metadata": {}, "status": "DELETED"}]


def test_what_was_removed_just_before_the_image_does_not_come_back(
    client: TestClient, database: TestDatabase
) -> None:
    made = furnished(database)
    given: dict[str, object] = {
        "properties": {"merge": {"remove": ["os"]}},
        "tags": {"replace": ["t1"]},
        "locations": [{"url": "u3"}],
    }
    ask(client, UPDATE, id=made.id, input=given)
    ask(client, DELETE, id=made.id)
    read = ask(client, READ, id=made.id, all=True)["image"]
    assert {field: read[field] for field in ("properties", "os", "tags", "locations")} == {
        "properties": [{"name": "b", "value": None}],
        "os": None,
        "tags": ["t1"],
        "locations": [{"url": "u3", "metadata": {}, "status": "DELETED"}],
    }
    had = """query ($where: ImageWhere!) { images(where: $where, includeDeleted: true) { id } }"""
    assert ask(client, had, where={"tags": {"any": ["t2"]}}) == {"images": []}
    assert ask(client, had, where={"properties": [{"name": "os"}]}) == {"images": []}


def test_a_protected_image_stays_until_it_is_unprotected(client: TestClient, database: TestDatabase) -> None:
    made = furnished(database, protected=True)
    before = dump(database)
    assert refused(client, DELETE, id=made.id) == ("FORBIDDEN", ["id"])
    assert dump(database) == before
    ask(client, UPDATE, id=made.id, input={"protected": False})
    assert ask(client, DELETE, id=made.id) == {"deleteImage": {"image": {"id": made.id}}}


@pytest.mark.parametrize("version", [MADE_VERSION, None])
def test_an_image_of_the_known_version_is_deleted(
    client: TestClient, database: TestDatabase, version: str | None
) -> None:
    made = furnished(database)
    deleted = ask(client, DELETE, id=made.id, ifVersion=version)
    assert deleted == {"deleteImage": {"image": {"id": made.id}}}


def test_an_image_of_another_version_stays(client: TestClient, database: TestDatabase) -> None:
    made = furnished(database, protected=True)
    before = dump(database)
    # The version is judged before the protection.
    for version in ("", "2026-01-02T03:04:05.000007"):
        assert refused(client, DELETE, id=made.id, ifVersion=version) == ("CONFLICT", ["ifVersion"])
    assert dump(database) == before


def test_an_image_is_deleted_once(client: TestClient, database: TestDatabase) -> None:
    made = furnished(database)
    ask(client, DELETE, id=made.id)
    before = dump(database)
    assert refused(client, DELETE, id=made.id) == ("NOT_FOUND", ["id"])
    assert refused(client, UPDATE, id=made.id, input={"name": "b"}) == ("NOT_FOUND", ["id"])
    assert dump(database) == before


@pytest.mark.parametrize("bad", ["", "x", "6ba7b8109dad11d180b400c04fd430c8", "\U0001f600"])
def test_a_malformed_id_names_no_image(client: TestClient, bad: str) -> None:
    assert refused(client, DELETE, id=bad) == ("NOT_FOUND", ["id"])


def test_a_deletion_moves_the_version_though_the_clock_stood_behind(
    client: TestClient, database: TestDatabase
) -> None:
    made = furnished(database, created_at="2999-01-02 03:04:05.000006")
    ask(client, DELETE, id=made.id)
    deleted = ask(client, READ, id=made.id, all=True)["image"]
    at = "2999-01-02T03:04:05.000007Z"
    assert (deleted["updatedAt"], deleted["deletedAt"], deleted["tags"]) == (at, at, ["t1", "t2"])


def test_a_deleted_id_is_never_used_again(client: TestClient, database: TestDatabase) -> None:
    made = furnished(database)
    ask(client, DELETE, id=made.id)
    create = "mutation ($id: ID!) { createImage(input: { id: $id }) { image { id } } }"
    assert refused(client, create, id=made.id) == ("CONFLICT", ["input", "id"])
