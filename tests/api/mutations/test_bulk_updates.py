"""Bulk updates: each image as it would be alone, and each table written once for all."""

from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import (
    MADE,
    Row,
    image,
    location_of,
    member_of,
    property_of,
    tag_of,
)
from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import ask, refused, services

pytestmark = pytest.mark.all_databases

UPDATE = """mutation ($input: [ImageUpdate!]!) { updateImages(input: $input) { images {
    name minDisk propertyMap tags locations { url } updatedAt } } }"""
DELETE = "mutation ($input: [ImageDeletion!]!) { deleteImages(input: $input) { images { id } } }"
LISTS = {"tags": {"merge": {"add": ["b"]}}, "locations": [{"url": "file:///b"}]}
PROPERTIES = {"properties": {"merge": {"set": [{"name": "a", "value": "2"}, {"name": "c", "value": "3"}]}}}


def with_lists(*images: Row) -> list[Row]:
    """Each with a property and a removed one, a tag and a removed one, and a location."""
    return [
        child
        for each in images
        for child in (
            property_of(each, "a", "1"),
            property_of(each, "c", "1", deleted_at=MADE),
            tag_of(each, "a"),
            tag_of(each, "b", deleted_at=MADE),
            location_of(each, "file:///a"),
        )
    ]


def test_images_that_change_in_different_ways_each_change_their_own(
    client: TestClient, database: TestDatabase
) -> None:
    ids = sorted((str(uuid4()) for _ in range(6)), reverse=True)
    images = [image(id=id_, name=f"{n}", min_disk=n, owner="q") for n, id_ in enumerate(ids)]
    database.insert(*images, *with_lists(*images), member_of(images[5], "p"))
    inputs: list[dict[str, Any]] = [
        {"name": "new", "minDisk": 7},
        {"minDisk": 8, "name": "newer"},
        {"minDisk": 9, **PROPERTIES},
        {"name": "3", "tags": {"merge": {"add": ["a"]}}},
        LISTS,
        {"owner": "p", "properties": {"replace": []}, "tags": {"replace": ["b"]}, "locations": []},
    ]
    asked = [{"id": each.id, "input": input_} for each, input_ in zip(images, inputs, strict=True)]
    answered = ask(client, UPDATE, input=asked)["updateImages"]["images"]
    times = [each.pop("updatedAt") for each in answered]
    before = {"propertyMap": {"a": "1"}, "tags": ["a"], "locations": [{"url": "file:///a"}]}
    assert answered == [
        {"name": "new", "minDisk": 7, **before},
        {"name": "newer", "minDisk": 8, **before},
        {
            "name": "2",
            "minDisk": 9,
            **before,
            "propertyMap": {"a": "2", "c": "3"},
        },
        {"name": "3", "minDisk": 3, **before},
        {
            "name": "4",
            "minDisk": 4,
            "propertyMap": {"a": "1"},
            "tags": ["a", "b"],
            "locations": [{"url": "file:///b"}],
        },
        {
            "name": "5",
            "minDisk": 5,
            "propertyMap": {},
            "tags": ["b"],
            "locations": [],
        },
    ]
    # What nothing changes of is not written.
    assert [time == "2026-01-02T03:04:05.000006Z" for time in times] == [at == 3 for at in range(6)]
    assert database.rows(
        "SELECT image_id, changed_fields, owner_before, owner FROM image_events ORDER BY id"
    ) == [
        (images[0].id, '["name","minDisk"]', "q", "q"),
        (images[1].id, '["name","minDisk"]', "q", "q"),
        (images[2].id, '["minDisk","properties"]', "q", "q"),
        (images[4].id, '["tags","locations"]', "q", "q"),
        (images[5].id, '["owner","properties","tags","locations"]', "q", "p"),
    ]
    assert database.rows("SELECT count(*) FROM image_members WHERE deleted_at IS NULL") == [(0,)]


@pytest.mark.parametrize("mutation", [UPDATE, DELETE])
def test_many_images_take_as_many_statements_as_a_few(
    client: TestClient, database: TestDatabase, mutation: str
) -> None:
    taken = []
    for count in (3, 60):
        images = [image(name="old") for _ in range(count)]
        database.insert(*images, *with_lists(*images))
        change: dict[str, Any] = (
            {} if mutation == DELETE else {"input": {"name": "new", **LISTS, **PROPERTIES}}
        )
        before = services(client).store.totals.change_count
        ask(client, mutation, input=[{"id": each.id, **change} for each in images])
        taken.append(services(client).store.totals.change_count - before)
    assert taken[0] == taken[1]


def test_of_several_mistakes_the_first_is_told(client: TestClient, database: TestDatabase) -> None:
    one, two = image(), image()
    database.insert(one, two, *with_lists(one, two))
    many = [{"name": f"{n}", "value": ""} for n in range(128)]
    too_many = {"properties": {"merge": {"set": many}}}
    wrong: list[tuple[dict[str, Any], tuple[str, list[Any]]]] = [
        (
            {"id": one.id, "input": too_many},
            ("LIMIT_EXCEEDED", ["input", "properties"]),
        ),
        ({"id": one.id, "input": {"tags": None, **too_many}}, ("BAD_USER_INPUT", ["input", "tags"])),
        ({"id": one.id, "ifVersion": "1", "input": too_many}, ("CONFLICT", ["ifVersion"])),
    ]
    nowhere = {"id": "x", "input": {}}
    for change, (code, path) in wrong:
        assert refused(client, UPDATE, input=[change, nowhere]) == (code, ["input", 0, *path])
        assert refused(client, UPDATE, input=[nowhere, change]) == ("NOT_FOUND", ["input", 0, "id"])


def test_a_time_that_is_ahead_is_no_other_images(client: TestClient, database: TestDatabase) -> None:
    ahead, behind = image(updated_at="2126-01-02 03:04:05.000006"), image()
    database.insert(ahead, behind, *with_lists(ahead, behind))
    change = {"name": "new", **LISTS, **PROPERTIES}
    ask(client, UPDATE, input=[{"id": each.id, "input": change} for each in (ahead, behind)])
    for sql in (
        "SELECT id FROM images WHERE updated_at > '2126-01-01'",
        "SELECT DISTINCT image_id FROM image_properties WHERE updated_at > '2126-01-01'",
        "SELECT DISTINCT image_id FROM image_tags WHERE updated_at > '2126-01-01'",
        "SELECT DISTINCT image_id FROM image_locations WHERE created_at > '2126-01-01'",
        "SELECT image_id FROM image_events WHERE occurred_at > '2126-01-01'",
    ):
        assert database.rows(sql) == [(ahead.id,)]


RESULTS = """mutation ($input: [ImageUpdate!]!) { updateImages(input: $input) {
    results { __typename changed: changedFields image { name } again: image { id tags } } } }"""


def test_each_result_has_the_fields_that_changed(client: TestClient, database: TestDatabase) -> None:
    images = [image(name=name, owner="q") for name in ("a", "b", "c")]
    database.insert(*images, *with_lists(*images))
    inputs: list[dict[str, Any]] = [{"name": "c"}, {"name": "b"}, LISTS]
    asked = [{"id": each.id, "input": input_} for each, input_ in zip(images, inputs, strict=True)]
    assert ask(client, RESULTS, input=asked)["updateImages"]["results"] == [
        {
            "__typename": "UpdateImagePayload",
            "changed": changed,
            "image": {"name": name},
            "again": {"id": each.id, "tags": tags},
        }
        for each, changed, name, tags in zip(
            images,
            (["name"], [], ["tags", "locations"]),
            ("c", "b", "c"),
            (["a"], ["a"], ["a", "b"]),
            strict=True,
        )
    ]
    assert ask(client, RESULTS, input=[]) == {"updateImages": {"results": []}}
