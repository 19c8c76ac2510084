"""Payloads of mutations whose selection cannot be read as a whole are answered as by graphql-core."""

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import image
from tests.support.databases.protocol import TestDatabase
from tests.support.faults import NULL_ARGUMENT, NULL_CONDITION, found
from tests.support.http.client import ask

pytestmark = pytest.mark.all_databases


@pytest.fixture
def ids(database: TestDatabase) -> list[str]:
    images = [image(id=f"0000000{at}-0000-4000-8000-000000000000", name="a") for at in range(2)]
    database.insert(*images)
    return [str(each["id"]) for each in images]


def test_a_mutation_is_done_unless_nothing_of_its_payload_is_left(client: TestClient) -> None:
    names = "{ images { name } }"
    query = """mutation ($n: String = "a") { createImage(input: { name: "kept" }) {
      image { name property(name: $n) } } }"""
    data, errors = found(client, query, n=None)
    assert data == {"createImage": {"image": {"name": "kept", "property": None}}}
    assert errors == [(NULL_ARGUMENT, ["createImage", "image", "property"], 35)]
    for payload, path in (
        ("image { name @skip(if: $v) }", ["createImage", "image"]),
        ("image @skip(if: $v) { name }", ["createImage"]),
    ):
        query = (
            f'mutation ($v: Boolean = true) {{ createImage(input: {{ name: "undone" }}) {{ {payload} }} }}'
        )
        data, errors = found(client, query, v=None)
        assert data == {"createImage": None}
        assert errors == [(NULL_CONDITION, path, query.index("$v)") + 1)]
    assert ask(client, names) == {"images": [{"name": "kept"}]}


def test_the_results_of_a_bulk_update_are_completed_one_by_one(client: TestClient, ids: list[str]) -> None:
    query = "mutation (%s, $input: [ImageUpdate!]!) { updateImages(input: $input) { results { %s } } }"
    asked = [{"id": id_, "input": {"name": "new"}} for id_ in ids]
    both = "a: image { name property(name: $n) } b: image { id property(name: $n) }"
    data, errors = found(client, query % ('$n: String = "a"', both), n=None, input=asked)
    a = {"name": "new", "property": None}
    assert data["updateImages"]["results"] == [{"a": a, "b": {"id": id_, "property": None}} for id_ in ids]
    assert [path for _, path, _ in errors] == [
        ["updateImages", "results", at, key, "property"] for at in range(2) for key in "ab"
    ]
    for fields, path in (
        ("image { id @skip(if: $v) }", ["updateImages", "results", 0, "image"]),
        ("image @skip(if: $v) { id }", ["updateImages", "results", 0]),
    ):
        undone = [{"id": id_, "input": {"name": "undone"}} for id_ in ids]
        conditional = query % ("$v: Boolean = true", fields)
        data, errors = found(client, conditional, v=None, input=undone)
        assert data == {"updateImages": None}
        assert [(message, path) for message, path, _ in errors] == [(NULL_CONDITION, path)]
        # Without an image there is no object in which it could occur.
        assert found(client, conditional, v=None, input=[]) == ({"updateImages": {"results": []}}, [])
    assert ask(client, "{ images { name } }") == {"images": [{"name": "new"}] * 2}


def test_the_member_of_a_payload_is_completed_too(client: TestClient, ids: list[str]) -> None:
    query = """mutation ($v: Boolean = true, $id: ID!) {
      addImageMember(imageId: $id, member: "q") { member { member @skip(if: $v) } } }"""
    data, errors = found(client, query, v=None, id=ids[0])
    assert data == {"addImageMember": None}
    assert [path for _, path, _ in errors] == [["addImageMember", "member"]]
