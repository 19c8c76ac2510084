"""The arguments of reading: what is refused, with its code and place, and what looks odd but is fine."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import GLANCE
from tests.support.databases.builders import image, location_of, member_of, property_of
from tests.support.databases.protocol import TestDatabase
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import answer, ask, refusal, refused, serving

pytestmark = pytest.mark.all_databases

INPUT, LIMIT = "BAD_USER_INPUT", "LIMIT_EXCEEDED"
VALIDATION = "GRAPHQL_VALIDATION_FAILED"
WHERE = "query($where: ImageWhere) { images(where: $where) { id } }"


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("query", "code", "path"),
    [
        ("images(limit: -1)", INPUT, ["limit"]),
        ("images(limit: 1001)", LIMIT, ["limit"]),
        ("images(limit: 2147483647)", LIMIT, ["limit"]),
        ("images(offset: -1)", INPUT, ["offset"]),
        ("images(orderBy: [{ field: NAME }, { field: NAME }])", INPUT, ["orderBy", 1, "field"]),
        (
            "images(orderBy: [{ field: SIZE }, { field: ID }, { field: SIZE, direction: DESC }])",
            INPUT,
            ["orderBy", 2, "field"],
        ),
        (
            "images(orderBy: [{ field: ID }, { field: NAME }, { field: ID }])",
            INPUT,
            ["orderBy", 2, "field"],
        ),
        ('images(marker: "a")', INPUT, ["marker"]),
        (r'images(marker: "\u0000")', INPUT, ["marker"]),
        (r'images(where: { name: { eq: "\ud800" } })', "GRAPHQL_PARSE_FAILED", None),
        (r'images(where: { name: { eq: "\u{d800}" } })', "GRAPHQL_PARSE_FAILED", None),
        (r'images(where: { name: { eq: "\u0000" } })', INPUT, ["where", "name", "eq"]),
        ("images(limit: 2147483648)", VALIDATION, None),
        ("images(offset: null)", VALIDATION, None),
        ("images(orderBy: null)", VALIDATION, None),
        ("images(scope: ALL)", VALIDATION, None),
        ("images(where: { size: { eq: 9223372036854775808 } })", INPUT, None),
        ('images(where: { size: { eq: "1" } })', INPUT, None),
        ('images(where: { createdAt: { eq: "2026-01-02" } })', INPUT, None),
        ("images(where: { status: { eq: GONE } })", VALIDATION, None),
        ("images(where: { minDisk: { eq: 2147483648 } })", VALIDATION, None),
    ],
)
def test_a_misused_argument_is_refused(
    client: TestClient, query: str, code: str, path: list[str | int] | None
) -> None:
    assert refused(client, f"{{ {query} {{ id }} }}") == (code, path)


def test_a_lone_surrogate_in_the_variables_is_refused_with_the_body(client: TestClient) -> None:
    body = f'{{"query": "{WHERE}", "variables": {{"where": {{"name": {{"eq": "\\ud800"}}}}}}}}'
    response = client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 400
    assert [error["extensions"] for error in response.json()["errors"]] == [{"code": INPUT}]


@pytest.mark.parametrize(
    ("argument", "path"),
    [
        (r'p: property(name: "\u0000")', ["p", "name"]),
        (r'properties(names: ["a", "\u0000"]) { name }', ["properties", "names"]),
        (r'properties(prefix: "\u0000") { name }', ["properties", "prefix"]),
        (r'propertyMap(names: ["\u0000"])', ["propertyMap", "names"]),
    ],
)
def test_a_nul_in_a_childs_argument_is_refused(
    client: TestClient, database: TestDatabase, argument: str, path: list[str]
) -> None:
    database.insert(image())
    assert refused(client, f"{{ images {{ {argument} }} }}") == (INPUT, path)


@pytest.mark.parametrize("identity", ["", "a", "abcdef0000004000800000000000000", "\0", "é" * 36])
def test_a_malformed_id_is_null(client: TestClient, database: TestDatabase, identity: str) -> None:
    database.insert(image(id="abcdef00-0000-4000-8000-000000000000"))
    query = "query($id: ID!) { image(id: $id) { id } node(id: $id) { id } nodes(ids: [$id, $id]) { id } }"
    assert ask(client, query, id=identity) == {"image": None, "node": None, "nodes": [None, None]}


def test_up_to_a_thousand_nodes_are_answered_and_no_more(client: TestClient, database: TestDatabase) -> None:
    database.insert(made := image())
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert ask(client, query, ids=[made.id] * 1000) == {"nodes": [{"id": made.id}] * 1000}
    assert ask(client, query, ids=[]) == {"nodes": []}
    assert refused(client, query, ids=[made.id] * 1001) == (LIMIT, ["ids"])


def test_the_largest_offset_is_an_empty_page(client: TestClient, database: TestDatabase) -> None:
    database.insert(image())
    assert ask(client, "{ images(offset: 2147483647, limit: 1000) { id } }") == {"images": []}


def test_an_empty_order_is_the_default_order(client: TestClient, database: TestDatabase) -> None:
    old, new = image(created_at="2026-01-01 00:00:00.000000"), image()
    same = image(id="ffffffff-0000-4000-8000-000000000000", created_at=old["created_at"])
    database.insert(old, new, same)
    newest = {"images": [{"id": row.id} for row in (new, same, old)]}
    assert ask(client, "{ images { id } }") == newest
    assert ask(client, "{ images(orderBy: []) { id } }") == newest
    assert ask(client, "{ images(orderBy: [{ field: CREATED_AT, direction: DESC }]) { id } }") == newest


def test_a_null_limit_is_the_default_page_size(client: TestClient, database: TestDatabase) -> None:
    database.insert(*(image() for _ in range(30)))
    query = "query($limit: Int) { images(limit: $limit) { __typename } }"
    page = {"images": [{"__typename": "Image"}] * 25}
    assert ask(client, query, limit=None) == ask(client, query) == page
    assert ask(client, "{ images(limit: null) { __typename } }") == page
    assert len(ask(client, query, limit=30)["images"]) == 30


def test_a_null_filter_or_marker_is_none(client: TestClient, database: TestDatabase) -> None:
    database.insert(made := image())
    query = "query($where: ImageWhere, $marker: ID) { images(where: $where, marker: $marker) { id } }"
    all_ = {"images": [{"id": made.id}]}
    assert ask(client, query, where=None, marker=None) == ask(client, query) == all_
    assert ask(client, "{ images(where: null, marker: null, offset: 0) { id } }") == all_


def test_conditions_by_variables_choose_anew_each_time(client: TestClient, database: TestDatabase) -> None:
    database.insert(made := image(name="a", size=1))
    query = """query($skip: Boolean!, $include: Boolean! = true) {
      images { id ...Sized @include(if: $include) name @skip(if: $skip) }
    }
    fragment Sized on Image { size }"""
    both, neither = {"id": made.id, "size": 1, "name": "a"}, {"id": made.id}
    for _ in range(2):
        assert ask(client, query, skip=False) == {"images": [both]}
        assert ask(client, query, skip=True, include=False) == {"images": [neither]}
        assert ask(client, query, skip=True) == {"images": [{"id": made.id, "size": 1}]}


def test_the_arguments_of_children_by_variables_are_read_anew_each_time(
    client: TestClient, database: TestDatabase
) -> None:
    made = image()
    database.insert(made, *(property_of(made, name, name * 2) for name in ("a", "ab", "b")))
    query = """query($names: [String!], $prefix: String, $name: String! = "b") {
      images { propertyMap(names: $names, prefix: $prefix) property(name: $name) }
    }"""

    def found(**variables: object) -> Any:
        (one,) = ask(client, query, **variables)["images"]
        return "".join(one["propertyMap"]), one["property"]

    for _ in range(2):
        assert found() == ("aabb", "bb")
        assert found(names=None, prefix=None) == ("aabb", "bb")
        assert found(names=["a", "b"]) == ("ab", "bb")
        assert found(names=["a", "b"], prefix="a", name="a") == ("a", "aa")
        assert found(names=[], name="c") == ("", None)
        assert found(prefix="a") == ("aab", "bb")
        assert found(prefix="") == ("aabb", "bb")


NOTHING = "{ id @skip(if: true) ... on Image @include(if: false) { name tags } }"


def test_an_object_of_which_all_is_skipped_is_empty(client: TestClient, database: TestDatabase) -> None:
    database.insert(made := image(name="a"), image(name="b"))
    query = f"""query($id: ID!) {{
      images {NOTHING}
      after: images(orderBy: [{{ field: NAME }}], marker: $id) {NOTHING}
      image(id: $id) {NOTHING}
      node(id: $id) {NOTHING}
      nodes(ids: [$id, "malformed"]) {NOTHING}
    }}"""
    assert ask(client, query, id=made.id) == {
        "images": [{}, {}],
        "after": [{}],
        "image": {},
        "node": {},
        "nodes": [{}, None],
    }


@pytest.mark.parametrize(
    ("child", "skipped"), [("properties", "name"), ("members", "member"), ("locations", "url")]
)
def test_a_child_of_which_all_is_skipped_is_empty(
    client: TestClient, database: TestDatabase, child: str, skipped: str
) -> None:
    made = image()
    database.insert(made, property_of(made, "a", "b"), member_of(made, "q"), location_of(made, "u"))
    query = f"{{ images {{ {child} {{ {skipped} @skip(if: true) }} }} }}"
    assert ask(client, query) == {"images": [{child: [{}]}]}


@pytest.mark.parametrize(
    ("query", "argument"),
    [
        ("query($a: Int) { images(offset: $a) { id } }", "offset"),
        ("query($a: ImageScope) { images(scope: $a) { id } }", "scope"),
        ("query($a: [ImageOrder!]) { images(orderBy: $a) { id } }", "orderBy"),
        ("query($a: Boolean) { images(includeDeleted: $a) { id } }", "includeDeleted"),
    ],
)
def test_a_variable_left_out_takes_the_default_and_a_null_one_is_refused(
    client: TestClient, query: str, argument: str
) -> None:
    assert ask(client, query) == {"images": []}
    refused_ = refusal(client, query, a=None)
    assert refused_["extensions"]["code"] == INPUT
    assert refused_["message"].startswith(f"Argument '{argument}' has invalid value")


@pytest.mark.parametrize("failing", ["images(limit: -1) { id }", 'images(marker: "a") { id }'])
def test_a_refused_field_does_not_spoil_the_reads_that_follow(failing: str) -> None:
    """The other field's read is cut short; its connection must be as good as new."""
    with serving(SqliteDatabase(GLANCE)) as client:
        answer(client, f"{{ a: {failing} b: images(limit: 1000) {{ id tags propertyMap }} }}")
        for _ in range(3):
            assert len(ask(client, "{ a: images(limit: 1) { id } b: images(limit: 1) { name } }")) == 2
