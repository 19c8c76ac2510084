"""Several at once: images in bulk, mutations in one document, and the lists of one image."""

from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import MADE, Row, image, location_of, property_of, tag_of
from tests.support.databases.protocol import TestDatabase, dump
from tests.support.http.client import answer, ask, refused, serving

pytestmark = pytest.mark.all_databases

CREATE = "mutation ($input: [CreateImageInput!]!) { createImages(input: $input) { images { id name } } }"
UPDATE = "mutation ($input: [ImageUpdate!]!) { updateImages(input: $input) { images { id name } } }"
DELETE = "mutation ($input: [ImageDeletion!]!) { deleteImages(input: $input) { images { id status } } }"
CHANGE = """mutation ($id: ID!, $input: UpdateImageInput!) { updateImage(id: $id, input: $input) {
    changedFields image { propertyMap tags locations { url metadata status } } } }"""
INPUT, LIMIT, FORBIDDEN = "BAD_USER_INPUT", "LIMIT_EXCEEDED", "FORBIDDEN"


@pytest.fixture
def three(database: TestDatabase) -> list[str]:
    """The ids of three images, not in order."""
    rows = sorted((image(name=str(n)) for n in range(3)), key=lambda row: row.id, reverse=True)
    database.insert(*rows)
    return [row.id for row in rows]


def test_images_are_changed_and_answered_in_the_order_of_the_input(client: TestClient) -> None:
    ids = sorted((str(uuid4()) for _ in range(5)), reverse=True)
    made = ask(client, CREATE, input=[{"id": each, "name": each[:2]} for each in ids])
    assert made == {"createImages": {"images": [{"id": each, "name": each[:2]} for each in ids]}}
    updated = ask(client, UPDATE, input=[{"id": each, "input": {"name": each[:3]}} for each in ids])
    assert updated == {"updateImages": {"images": [{"id": each, "name": each[:3]} for each in ids]}}
    deleted = ask(client, DELETE, input=[{"id": each} for each in ids])
    assert deleted == {"deleteImages": {"images": [{"id": each, "status": "DELETED"} for each in ids]}}


def test_an_empty_list_answers_an_empty_list(client: TestClient, database: TestDatabase) -> None:
    before = dump(database)
    assert ask(client, CREATE, input=[]) == {"createImages": {"images": []}}
    assert ask(client, UPDATE, input=[]) == {"updateImages": {"images": []}}
    assert ask(client, DELETE, input=[]) == {"deleteImages": {"images": []}}
    assert dump(database) == before


def test_one_refused_creation_refuses_all(
    client: TestClient, database: TestDatabase, three: list[str]
) -> None:
    before = dump(database)
    good: dict[str, Any] = {"name": "a", "tags": ["b"], "properties": [{"name": "c", "value": ""}]}
    bad: list[tuple[dict[str, Any], str, list[str | int]]] = [
        ({"name": "x" * 256}, INPUT, ["name"]),
        ({"properties": named(**{"": ""})}, INPUT, ["properties", 0, "name"]),
        ({"id": three[0]}, "CONFLICT", ["id"]),
        ({"id": ""}, INPUT, ["id"]),
    ]
    for each, code, path in bad:
        assert refused(client, CREATE, input=[good, each, good]) == (code, ["input", 1, *path])
        assert dump(database) == before


def test_one_refused_update_refuses_all(client: TestClient, database: TestDatabase, three: list[str]) -> None:
    before = dump(database)
    good = [{"id": each, "input": {"name": "new", "tags": {"replace": ["b"]}}} for each in three[:2]]
    bad: list[tuple[dict[str, Any], str, list[str]]] = [
        ({"id": three[2], "input": {"name": "x" * 256}}, INPUT, ["input", "name"]),
        ({"id": three[2], "input": {"status": "DELETED"}}, "CONFLICT", ["input", "status"]),
        ({"id": three[2], "input": {}, "ifVersion": "1"}, "CONFLICT", ["ifVersion"]),
        ({"id": str(uuid4()), "input": {}}, "NOT_FOUND", ["id"]),
        ({"id": "x", "input": {}}, "NOT_FOUND", ["id"]),
    ]
    for each, code, path in bad:
        assert refused(client, UPDATE, input=[*good, each]) == (code, ["input", 2, *path])
        assert dump(database) == before


def test_one_refused_deletion_refuses_all(
    client: TestClient, database: TestDatabase, three: list[str]
) -> None:
    database.insert(protected := image(protected=True), deleted := image(deleted_at=MADE))
    before = dump(database)
    good = [{"id": each} for each in three[:2]]
    bad: list[tuple[dict[str, Any], str, str]] = [
        ({"id": protected.id}, FORBIDDEN, "id"),
        ({"id": deleted.id}, "NOT_FOUND", "id"),
        ({"id": three[2], "ifVersion": "1"}, "CONFLICT", "ifVersion"),
    ]
    for each, code, field in bad:
        assert refused(client, DELETE, input=[*good, each]) == (code, ["input", 2, field])
        assert dump(database) == before


def test_an_image_is_named_once(client: TestClient, three: list[str]) -> None:
    new = str(uuid4())
    place = (INPUT, ["input", 2, "id"])
    assert refused(client, CREATE, input=[{"id": new}, {}, {"id": new}]) == place
    assert refused(client, UPDATE, input=[{"id": three[n], "input": {}} for n in (0, 1, 0)]) == place
    assert refused(client, DELETE, input=[{"id": three[n]} for n in (0, 1, 0)]) == place


def test_more_images_than_allowed_are_refused(database: TestDatabase, three: list[str]) -> None:
    with serving(database, MAX_BULK_ITEMS="2") as client:
        too_many = (LIMIT, ["input"])
        assert refused(client, CREATE, input=[{}] * 3) == too_many
        assert refused(client, UPDATE, input=[{"id": each, "input": {}} for each in three]) == too_many
        assert refused(client, DELETE, input=[{"id": each} for each in three]) == too_many
        assert len(ask(client, CREATE, input=[{}] * 2)["createImages"]["images"]) == 2


def test_after_a_refused_mutation_the_next_is_done(client: TestClient, three: list[str]) -> None:
    query = """mutation ($a: ID!, $b: ID!) {
        first: deleteImage(id: "x") { image { id } }
        second: updateImage(id: $a, input: { name: "a" }) { changedFields image { name } }
        third: createImages(input: [{}, { id: "x" }]) { images { id } }
        fourth: deleteImage(id: $b) { image { status } }
    }"""
    answered = answer(client, query, a=three[0], b=three[1])
    assert answered["data"] == {
        "first": None,
        "second": {"changedFields": ["name"], "image": {"name": "a"}},
        "third": None,
        "fourth": {"image": {"status": "DELETED"}},
    }
    assert [error["path"] for error in answered["errors"]] == [["first"], ["third"]]


def test_a_payload_is_answered_as_it_is_asked(client: TestClient) -> None:
    query = """mutation ($skip: Boolean!) { createImage(input: { name: "a" }) {
        __typename made: image { __typename called: name ...more } image { status } image { hidden }
    } } fragment more on Image { property(name: "a") owner @skip(if: $skip) }"""
    whole = {"__typename": "Image", "called": "a", "property": None}
    others = {"__typename": "CreateImagePayload", "image": {"status": "QUEUED", "hidden": False}}
    assert ask(client, query, skip=True) == {"createImage": {"made": whole, **others}}
    assert ask(client, query, skip=False) == {"createImage": {"made": whole | {"owner": None}, **others}}


@pytest.mark.parametrize(
    "mutation",
    [
        'createImage(input: { id: "x" }) { image { id } }',
        'updateImage(id: "x", input: { minDisk: -1 }) { changedFields }',
        'deleteImage(id: "x") { image { id } }',
        'restoreImage(id: "x") { image { id } }',
        'createImages(input: [{ name: "\\u0000" }]) { images { id } }',
        'updateImages(input: [{ id: "x", input: { status: DELETED } }]) { images { id } }',
        "deleteImages(input: []) { images { id } }",
    ],
)
def test_a_glance_database_is_not_changed(glance: TestClient, mutation: str) -> None:
    assert answer(glance, f"mutation {{ made: {mutation} }}") == {
        "data": {"made": None},
        "errors": [
            {
                "message": "The database is read-only.",
                "locations": [{"line": 1, "column": 12}],
                "path": ["made"],
                "extensions": {"code": "READ_ONLY"},
            }
        ],
    }


BEFORE: dict[str, Any] = {
    "propertyMap": {"a": "1", "b": "2", "os_glance_x": "kept"},
    "tags": ["s", "t"],
    "locations": [{"url": "u", "metadata": {"a": 1, "b": 2}, "status": "ACTIVE"}],
}
KEPT = {"os_glance_x": "kept"}


@pytest.fixture
def listed(database: TestDatabase) -> Row:
    """An image with properties, tags and a location, some of them removed before."""
    database.insert(made := image())
    for name, value in (("a", "1"), ("b", "2"), ("os_glance_x", "kept")):
        database.insert(property_of(made, name, value))
    database.insert(property_of(made, "gone", "3", deleted_at=MADE), tag_of(made, "gone", deleted_at=MADE))
    database.insert(tag_of(made, "s"), tag_of(made, "t"), location_of(made, "u", meta_data='{"a":1,"b":2}'))
    return made


def named(**values: str) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in values.items()]


CHANGES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"properties": {"replace": named(b="2", a="1")}}, {}),
    ({"properties": {"replace": []}}, {"propertyMap": KEPT}),
    ({"properties": {"replace": named(a="x", c="")}}, {"propertyMap": {"a": "x", "c": "", **KEPT}}),
    ({"properties": {"replace": named(gone="4")}}, {"propertyMap": {"gone": "4", **KEPT}}),
    ({"properties": {"merge": {}}}, {}),
    ({"properties": {"merge": {"set": named(a="1"), "remove": ["gone", "never", "x" * 300]}}}, {}),
    (
        {"properties": {"merge": {"set": named(a="2", gone="3"), "remove": ["b", "b"]}}},
        {"propertyMap": {"a": "2", "gone": "3", **KEPT}},
    ),
    ({"properties": {"merge": {"set": named(A="1")}}}, {"propertyMap": {"A": "1", **BEFORE["propertyMap"]}}),
    (
        {"properties": {"merge": {"remove": ["os_glance_x", "os_glance_y"]}}},
        {"propertyMap": {"a": "1", "b": "2"}},
    ),
    ({"tags": {"replace": ["t", "s", "t"]}}, {}),
    ({"tags": {"replace": []}}, {"tags": []}),
    ({"tags": {"replace": ["t", "T", "gone"]}}, {"tags": ["T", "gone", "t"]}),
    ({"tags": {"merge": {}}}, {}),
    ({"tags": {"merge": {"add": ["s"], "remove": ["gone", "never"]}}}, {}),
    ({"tags": {"merge": {"add": ["gone", "u"], "remove": ["s"]}}}, {"tags": ["gone", "t", "u"]}),
    ({"locations": [{"url": "u", "metadata": {"b": 2, "a": 1}, "status": "ACTIVE"}]}, {}),
    ({"locations": []}, {"locations": []}),
    (
        {"locations": [{"url": "v"}, BEFORE["locations"][0]]},
        {"locations": [{"url": "v", "metadata": {}, "status": "ACTIVE"}, *BEFORE["locations"]]},
    ),
    ({"locations": [{"url": "u"}]}, {"locations": [{"url": "u", "metadata": {}, "status": "ACTIVE"}]}),
]


@pytest.mark.without_coverage
@pytest.mark.parametrize(("given", "changed"), CHANGES, ids=lambda each: str(each)[:60])
def test_a_list_of_an_image_is_changed(
    client: TestClient, database: TestDatabase, listed: Row, given: dict[str, Any], changed: dict[str, Any]
) -> None:
    before = dump(database)
    updated = ask(client, CHANGE, id=listed.id, input=given)["updateImage"]
    assert updated == {"changedFields": [*given] if changed else [], "image": BEFORE | changed}
    assert (dump(database) == before) is not bool(changed)


REFUSED: list[tuple[dict[str, Any], str, list[str | int]]] = [
    ({"properties": {"replace": named(os_glance_x="")}}, FORBIDDEN, ["replace", 0, "name"]),
    ({"properties": {"merge": {"set": named(location="")}}}, FORBIDDEN, ["merge", "set", 0, "name"]),
    ({"properties": {"merge": {"remove": ["\0"]}}}, INPUT, ["merge", "remove", 0]),
    ({"properties": {"merge": {"set": named(a="1"), "remove": ["a"]}}}, INPUT, ["merge", "remove", 0]),
    ({"properties": {"replace": named(a="") * 2}}, INPUT, ["replace", 1, "name"]),
    ({"properties": {"replace": named(a="x" * 65_536)}}, INPUT, ["replace", 0, "value"]),
    ({"properties": {"replace": named(c="", d="", e="")}}, LIMIT, ["replace"]),
    ({"properties": {"merge": {"set": named(c="")}}}, LIMIT, []),
    ({"tags": {"replace": ["a", ""]}}, INPUT, ["replace", 1]),
    ({"tags": {"merge": {"add": ["x" * 256]}}}, INPUT, ["merge", "add", 0]),
    ({"tags": {"merge": {"remove": ["\0"]}}}, INPUT, ["merge", "remove", 0]),
    ({"tags": {"merge": {"add": ["a"], "remove": ["b", "a"]}}}, INPUT, ["merge", "remove", 1]),
    ({"tags": {"replace": ["a", "b", "c"]}}, LIMIT, ["replace"]),
    ({"tags": {"merge": {"add": ["a"]}}}, LIMIT, []),
    ({"locations": [{"url": ""}]}, INPUT, [0, "url"]),
    ({"locations": [{"url": "u"}] * 3}, LIMIT, []),
]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("given", "code", "path"), REFUSED, ids=lambda each: str(each)[:60])
def test_a_bad_list_is_refused_with_its_place(
    database: TestDatabase, listed: Row, given: dict[str, Any], code: str, path: list[str | int]
) -> None:
    before = dump(database)
    kinds = ("PROPERTIES", "TAGS", "LOCATIONS")
    with serving(database, **{f"MAX_{kind}_PER_IMAGE": "2" for kind in kinds}) as client:
        refusal = refused(client, CHANGE, id=listed.id, input={"name": "new", **given})
    assert refusal == (code, ["input", *given, *path])
    assert dump(database) == before


def test_an_image_at_its_limit_may_exchange_what_it_has(database: TestDatabase, listed: Row) -> None:
    exchange = {
        "properties": {"merge": {"set": named(a="9", c="3"), "remove": ["b"]}},
        "tags": {"merge": {"add": ["a"], "remove": ["s"]}},
    }
    with serving(database, MAX_PROPERTIES_PER_IMAGE="2", MAX_TAGS_PER_IMAGE="2") as client:
        shown = ask(client, CHANGE, id=listed.id, input=exchange)["updateImage"]["image"]
    assert shown == BEFORE | {"propertyMap": {"a": "9", "c": "3", **KEPT}, "tags": ["a", "t"]}


def test_a_name_set_again_revives_its_row(client: TestClient, database: TestDatabase, listed: Row) -> None:
    again = {"properties": {"replace": named(gone="3")}, "tags": {"replace": ["gone"]}}
    for _ in range(3):
        ask(client, CHANGE, id=listed.id, input=again)
        ask(client, CHANGE, id=listed.id, input={"properties": {"replace": []}, "tags": {"replace": []}})
    ask(client, CHANGE, id=listed.id, input=again)
    rows = database.rows("SELECT name, value, deleted FROM image_properties ORDER BY name")
    assert rows == [("a", "1", 1), ("b", "2", 1), ("gone", "3", 0), ("os_glance_x", "kept", 0)]
    rows = database.rows("SELECT value, deleted FROM image_tags ORDER BY value")
    assert rows == [("gone", 0), ("s", 1), ("t", 1)]
