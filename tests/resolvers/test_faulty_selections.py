"""Selections that cannot be read as a whole are answered as by graphql-core, in every operation.

A null condition or argument is an error in each object that has the field, and nowhere if there is no object.
"""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from graphql import ExecutionResult, build_schema, execute_sync
from hypothesis import HealthCheck, Phase, given, settings
from starlette.testclient import TestClient

from resolvers.subscriptions.response_stream import SubscriptionError
from tests.reference.event import history
from tests.reference.executor import chosen, document, listed_properties, schema
from tests.support.databases.builders import image, property_of
from tests.support.databases.protocol import TestDatabase
from tests.support.event_documents import created
from tests.support.faults import NULL_ARGUMENT, NULL_CONDITION, found
from tests.support.http.client import answer
from tests.support.http.in_process_client import AskingAs, P
from tests.support.hypothesis_profile import drawn
from tests.support.log_capture import logged
from tests.support.paths import EXPORTED_SCHEMA
from tests.support.query_strategies import Query, operations

SCHEMA = build_schema(EXPORTED_SCHEMA.read_text())


@pytest.fixture
def ids(database: TestDatabase) -> list[str]:
    images = [image(id=f"0000000{at}-0000-4000-8000-000000000000", name="a") for at in range(2)]
    database.insert(*images, property_of(images[0], "os_distro", "debian"))
    return [str(each["id"]) for each in images]


pytestmark = pytest.mark.all_databases


def test_a_null_condition_is_no_error_where_there_is_no_object(client: TestClient) -> None:
    query = 'query ($v: Boolean = true) { image(id: "x") { id name @include(if: $v) } }'
    assert found(client, query, v=None) == ({"image": None}, [])
    missing = "0" * 8 + "-0000-4000-8000-000000000000"
    # The second time the plan without the fault is known.
    for _ in range(2):
        assert found(client, query.replace("x", missing), v=None) == ({"image": None}, [])
    query = "query ($v: Boolean = true) { images { id ... @skip(if: $v) { name } } }"
    assert found(client, query, v=None) == ({"images": []}, [])


@pytest.mark.parametrize("other", [" }", " registry { version } }"], ids=["prepared", "graphql-core"])
def test_a_null_condition_nulls_each_object(client: TestClient, ids: list[str], other: str) -> None:
    query = "query ($v: Boolean = true, $id: ID!) { image(id: $id) { id name @include(if: $v) }" + other
    column = query.index("$v)") + 1
    data, errors = found(client, query, v=None, id=ids[0])
    assert data["image"] is None
    assert errors == [(NULL_CONDITION, ["image"], column)]
    query = "query ($v: Boolean = true) { images { id members { member @skip(if: $v) } name @skip(if: $v) }"
    query += other
    assert found(client, query, v=None) == (
        None,
        [(NULL_CONDITION, ["images", 0], query.rindex("$v)") + 1)],
    )


@pytest.mark.parametrize(
    "operation",
    [
        "query %s { images @include(if: $v) { id } }",
        "query %s { images @skip(if: $v) { id } registry { version } }",
        "query %s { ... @include(if: $v) { images { id } } }",
        "mutation %s { deleteImages(input: []) @include(if: $v) { images { id } } }",
    ],
    ids=["prepared", "graphql-core", "fragment", "mutation"],
)
def test_a_null_condition_of_a_root_field_nulls_the_data(client: TestClient, operation: str) -> None:
    query = operation % "($v: Boolean = true)"
    answered = client.post("/graphql", json={"query": query, "variables": {"v": None}})
    (error,) = answered.json()["errors"]
    assert (answered.status_code, answered.json()["data"]) == (200, None)
    assert (error["message"], error.get("path")) == (NULL_CONDITION, None)
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    expected = execute_sync(schema(), document(query), variable_values={"v": None}).formatted
    assert (expected["data"], expected["errors"][0]["locations"]) == (None, error["locations"])


def test_a_null_condition_nulls_the_objects_that_exist(client: TestClient, ids: list[str]) -> None:
    missing = ids[0].replace("4000", "4111")
    query = "query ($v: Boolean = true, $ids: [ID!]!) { nodes(ids: $ids) { id @include(if: $v) } }"
    data, errors = found(client, query, v=None, ids=[missing, *ids])
    assert data == {"nodes": [None, None, None]}
    assert [path for _, path, _ in errors] == [["nodes", 1], ["nodes", 2]]


@pytest.mark.parametrize("other", [" }", " registry { version } }"], ids=["prepared", "graphql-core"])
def test_a_null_argument_nulls_the_field_of_each_object(
    client: TestClient, ids: list[str], other: str
) -> None:
    query = 'query ($n: String = "os_distro") { images(orderBy: { field: ID }) { id property(name: $n) }'
    query += other
    assert found(client, query)[0]["images"] == [
        {"id": ids[0], "property": "debian"},
        {"id": ids[1], "property": None},
    ]
    column = query.index("$n)") + 1
    data, errors = found(client, query, n=None)
    assert data["images"] == [{"id": id_, "property": None} for id_ in ids]
    assert errors == [(NULL_ARGUMENT, ["images", at, "property"], column) for at in range(2)]


def test_a_selection_of_which_nothing_is_left_is_answered(client: TestClient, ids: list[str]) -> None:
    query = 'query ($n: String = "a") { images { a: property(name: $n) b: property(name: $n) } }'
    data, errors = found(client, query, n=None)
    assert data == {"images": [{"a": None, "b": None}] * len(ids)}
    assert [path for _, path, _ in errors] == [["images", at, key] for at in range(2) for key in "ab"]


@pytest.mark.parametrize("value", [-1, 1001])
def test_a_wrong_operand_is_located_at_its_field(client: TestClient, value: int) -> None:
    query = (
        f"{{ imagesConnection {{ totalCount aggregate {{ count x: byOwner(first: {value}) {{ key }} }} }} }}"
    )
    data, ((message, path, column),) = found(client, query)
    assert data is None
    assert message.startswith("`first` must be at ")
    assert (path, column) == (["imagesConnection", "aggregate", "x"], query.index("x: ") + 1)


@pytest.mark.parametrize("other", [" }", " registry { version } }"], ids=["prepared", "graphql-core"])
def test_a_response_has_at_most_a_thousand_errors(
    client: TestClient, database: TestDatabase, other: str
) -> None:
    database.insert(*(image() for _ in range(11)))
    fields = " ".join(f"a{at}: property(name: $n)" for at in range(100))
    query = (
        f'query ($n: String = "a") {{ b: images(limit: %d) {{ {fields} }} c: images(limit: %d) {{ {fields} }}'
    )
    with logged() as log:
        data, errors = found(client, query % (6, 4) + other, n=None)
        assert (len(data["b"]), len(data["c"]), len(errors)) == (6, 4, 1000)
        # Both are read at once: the limit is exceeded by the one whose rows come last.
        for b, c, failed in ((11, 0, ["b"]), (7, 4, ["b", "c"])):
            answered = answer(client, query % (b, c) + other, n=None)
            assert answered["data"] is None
            error = answered["errors"][-1]
            assert (error["message"], error["extensions"]) == (
                "The response must have at most 1000 errors.",
                {"code": "LIMIT_EXCEEDED"},
            )
            (field,) = error["path"]
            assert field in failed
            assert len(answered["errors"]) <= 1000
    assert len(log.getvalue()) < 4000


def responses(asking: AskingAs, query: str, count: int, **variables: object) -> list[Any]:
    following = asking.following(P, query, **variables)

    async def several() -> list[Any]:
        return [orjson.loads(await anext(following.responses)) for _ in range(count)]

    try:
        return asking.loop.run(several())
    finally:
        following.leave()


def test_a_subscription_goes_on_after_an_event_with_errors(asking: AskingAs) -> None:
    for name in "ab":
        created(asking, name=name)
    query = """subscription ($n: String = "a") { imageChanged(after: "e0") {
      type image { name property(name: $n) } } }"""
    answered = responses(asking, query, 2, n=None)
    assert [each["data"]["imageChanged"] for each in answered] == [
        {"type": "CREATED", "image": {"name": name, "property": None}} for name in "ab"
    ]
    for each in answered:
        (error,) = each["errors"]
        assert error["message"] == NULL_ARGUMENT
        assert error["path"] == ["imageChanged", "image", "property"]
        assert error["locations"] == [{"line": 2, "column": 40}]
        assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    query = 'subscription ($v: Boolean = true) { imageChanged(after: "e0") { type cursor @include(if: $v) } }'
    for each in responses(asking, query, 2, v=None):
        assert each["data"] is None
        assert [error["path"] for error in each["errors"]] == [["imageChanged"]]


KNOWN = {"ID": ["x"]}
CHANGE = 'it: updateImage(id: "%s", input: {}) { changedFields image { %%s } }'
EVENTS = 'it: imageChanged(after: "e0") { type image { %s } }'


@pytest.mark.slow
@pytest.mark.without_coverage
def test_drawn_payloads_and_events_are_answered_as_by_graphql_core(asking: AskingAs) -> None:
    properties = [{"name": name, "value": "debian"} for name in ("os_distro", "a", "é😀")]
    id_ = created(asking, name="a", tags=["x"], properties=properties)["id"]
    record = reference(asking, id_)
    counts = {"asked": 0, "faulty": 0}

    def compare(query: Query, root: Mapping[str, Any], found: Any) -> None:
        expected = execute_sync(schema(), document(query.text), root, variable_values=query.variables)
        assert isinstance(expected, ExecutionResult)
        counts["asked"] += 1
        counts["faulty"] += bool(expected.errors)
        if any(error.path is None for error in expected.errors or ()):
            # Variables are refused before anything is executed; a custom scalar says why in its own words.
            assert found is None
            return
        assert found is not None, query
        assert found["data"] == expected.data, query
        assert [
            {name: error[name] for name in ("path", "locations")} for error in found.get("errors", [])
        ] == [
            {"path": error.path, "locations": error.formatted["locations"]} for error in expected.errors or ()
        ], query

    @settings(drawn(150), phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(operations(SCHEMA, KNOWN, "mutation", CHANGE % id_))
    def change(query: Query) -> None:
        found = asking.answer(P, query.text, **query.variables)
        was_executed = found["data"] is not None or any("path" in error for error in found["errors"])
        payload = {"changedFields": [], "image": record}
        compare(query, {"updateImage": lambda *_, **__: payload}, found if was_executed else None)

    @settings(drawn(150), phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(operations(SCHEMA, KNOWN, "subscription", EVENTS))
    def follow(query: Query) -> None:
        try:
            (found,) = responses(asking, query.text, 1, **query.variables)
        except SubscriptionError:
            found = None
        compare(query, {"imageChanged": {"type": "CREATED", "image": record}}, found)

    change()
    follow()
    assert counts["faulty"] > counts["asked"] / 40, counts


def reference(asking: AskingAs, id_: str) -> Any:
    """The image as the API shows it to its owner, read once in full."""
    query = """query ($id: ID!) { image(id: $id) { id name status visibility diskFormat containerFormat size
      virtualSize checksum hashAlgorithm hashValue minDisk minRam owner protected hidden createdAt updatedAt
      deletedAt version viewerCanUpdate viewerCanDelete properties { name value } tags
      members { member status } locations { url } history { type imageId changedFields occurredAt cursor
      actor { user project } requestId changes { field name before after } } } }"""
    record = asking.ask(P, query, id=id_)["image"]
    properties = {each["name"]: each["value"] for each in record["properties"]}
    return {
        **record,
        "__typename": "Image",
        "history": history(
            [{**each, "image": lambda _info: reference(asking, id_)} for each in record["history"]]
        ),
        "properties": listed_properties(properties),
        "propertyMap": lambda _info, **asked: chosen(properties, **asked),
        "property": lambda _info, name: properties.get(name),
    }
