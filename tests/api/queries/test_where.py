"""Filters that are refused, each with its code and place, and extreme ones that are not."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)
from starlette.testclient import TestClient

from tests.support.http.client import answer, ask, refusal, refused
from tests.support.paths import EXPORTED_SCHEMA

pytestmark = pytest.mark.all_databases

INPUT, LIMIT = "BAD_USER_INPUT", "LIMIT_EXCEEDED"

WHERE = "query($where: ImageWhere) { images(where: $where) { id } }"

NESTED_20: dict[str, Any] = {"name": {"isNull": True}}
for _ in range(20):
    NESTED_20 = {"not": NESTED_20}


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("where", "code", "path"),
    [
        ({"name": None}, INPUT, ["where", "name"]),
        ({"name": {"eq": None}}, INPUT, ["where", "name", "eq"]),
        ({"name": {"eq": "a", "isNull": None}}, INPUT, ["where", "name", "isNull"]),
        ({"diskFormat": {"notIn": None}}, INPUT, ["where", "diskFormat", "notIn"]),
        ({"and": None}, INPUT, ["where", "and"]),
        ({"or": None}, INPUT, ["where", "or"]),
        ({"not": None}, INPUT, ["where", "not"]),
        ({"protected": None}, INPUT, ["where", "protected"]),
        ({"hidden": None}, INPUT, ["where", "hidden"]),
        ({"tags": None}, INPUT, ["where", "tags"]),
        ({"tags": {"isEmpty": None}}, INPUT, ["where", "tags", "isEmpty"]),
        ({"properties": None}, INPUT, ["where", "properties"]),
        ({"properties": [{"name": "a", "value": None}]}, INPUT, ["where", "properties", 0, "value"]),
        ({"properties": [{"name": "a", "exists": None}]}, INPUT, ["where", "properties", 0, "exists"]),
        ({"sharedWith": None}, INPUT, ["where", "sharedWith"]),
        ({"sharedWith": {"member": "a", "status": None}}, INPUT, ["where", "sharedWith", "status"]),
        ({"and": [{}, {"or": [{"size": {"gt": None}}]}]}, INPUT, ["where", "and", 1, "or", 0, "size", "gt"]),
        ({"not": {"minDisk": {"in": None}}}, INPUT, ["where", "not", "minDisk", "in"]),
        ({"name": {}}, INPUT, ["where", "name"]),
        ({"name": {"ignoreCase": True}}, INPUT, ["where", "name"]),
        ({"id": {}}, INPUT, ["where", "id"]),
        ({"status": {}}, INPUT, ["where", "status"]),
        ({"visibility": {}}, INPUT, ["where", "visibility"]),
        ({"size": {}}, INPUT, ["where", "size"]),
        ({"minRam": {}}, INPUT, ["where", "minRam"]),
        ({"createdAt": {}}, INPUT, ["where", "createdAt"]),
        ({"tags": {}}, INPUT, ["where", "tags"]),
        ({"properties": [{"name": "a", "value": {}}]}, INPUT, ["where", "properties", 0, "value"]),
        (
            {"properties": [{"name": "b"}, {"name": "a", "value": {"eq": "a"}, "exists": False}]},
            INPUT,
            ["where", "properties", 1, "value"],
        ),
        ({"name": {"eq": "a\0"}}, INPUT, ["where", "name", "eq"]),
        ({"name": {"in": ["a", "\0"]}}, INPUT, ["where", "name", "in"]),
        ({"name": {"startsWith": "\0"}}, INPUT, ["where", "name", "startsWith"]),
        ({"name": {"glob": None}}, INPUT, ["where", "name", "glob"]),
        ({"name": {"glob": "*\0"}}, INPUT, ["where", "name", "glob"]),
        ({"name": {"glob": "a\\"}}, INPUT, ["where", "name", "glob"]),
        ({"name": {"glob": "a" * 1025}}, INPUT, ["where", "name", "glob"]),
        ({"or": [{"name": {"glob": "a*"}}] * 101}, LIMIT, ["where", "or", 100, "name", "glob"]),
        ({"tags": {"some": {}}}, INPUT, ["where", "tags", "some"]),
        ({"tags": {"some": None}}, INPUT, ["where", "tags", "some"]),
        ({"deletedAt": {}}, INPUT, ["where", "deletedAt"]),
        ({"id": {"startsWith": "\0"}}, INPUT, ["where", "id", "startsWith"]),
        ({"id": {"eq": "\0"}}, INPUT, ["where", "id", "eq"]),
        ({"tags": {"all": ["a", "\0"]}}, INPUT, ["where", "tags", "all", 1]),
        ({"tags": {"any": ["\0"]}}, INPUT, ["where", "tags", "any"]),
        ({"properties": [{"name": "\0"}]}, INPUT, ["where", "properties", 0, "name"]),
        (
            {"properties": [{"name": "a", "value": {"contains": "\0"}}]},
            INPUT,
            ["where", "properties", 0, "value", "contains"],
        ),
        ({"sharedWith": {"member": "\0"}}, INPUT, ["where", "sharedWith", "member"]),
        ({"or": [{"name": {"eq": "a"}}] * 101}, LIMIT, ["where", "or", 100, "name", "eq"]),
        ({"properties": [{"name": "a"}] * 101}, LIMIT, ["where", "properties", 100, "name"]),
        ({"tags": {"all": ["a"] * 101}}, LIMIT, ["where", "tags", "all", 100]),
        ({"and": [{"name": {"isNull": True}}] * 101}, LIMIT, ["where", "and", 100, "name", "isNull"]),
        ({"not": NESTED_20}, LIMIT, ["where", *["not"] * 21]),
        ({"name": {"in": ["a"] * 10_001}}, LIMIT, None),
        ({"tags": {"none": ["a"] * 10_001}}, LIMIT, None),
    ],
)
def test_a_misused_filter_is_refused_at_its_place(
    client: TestClient, where: dict[str, Any], code: str, path: list[str | int] | None
) -> None:
    assert refused(client, WHERE, where=where) == (code, path)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "where",
    [
        {"size": {"eq": 2**63}},
        {"size": {"gt": -(2**63) - 1}},
        {"size": {"in": [1, 2**64]}},
        {"size": {"eq": 1.5}},
        {"size": {"eq": "1"}},
        {"size": {"eq": True}},
        {"minDisk": {"eq": 2**31}},
        {"minDisk": {"lt": -(2**31) - 1}},
        {"minRam": {"in": [2**31]}},
        {"createdAt": {"eq": "2026-01-02"}},
        {"createdAt": {"eq": "2026-01-02T03:04:05"}},
        {"createdAt": {"eq": "2026-01-02 03:04:05Z"}},
        {"createdAt": {"eq": "2026-02-30T03:04:05Z"}},
        {"createdAt": {"eq": "2026-01-02T24:00:00Z"}},
        {"createdAt": {"eq": "2026-01-02T03:04:05+24:00"}},
        {"createdAt": {"eq": "0001-01-01T00:00:00+01:00"}},
        {"createdAt": {"eq": "9999-12-31T23:59:59-01:00"}},
        {"updatedAt": {"gte": 1767323045}},
        {"updatedAt": {"gte": ""}},
        {"status": {"eq": "active"}},
        {"status": {"eq": "GONE"}},
        {"visibility": {"in": ["PUBLIC", "SECRET"]}},
        {"name": {"eq": 1}},
        {"name": {"in": [None]}},
        {"name": {"like": "a"}},
        {"and": [None]},
        {"unknown": {"eq": "a"}},
        {"properties": [{}]},
        {"properties": [{"name": None}]},
        {"sharedWith": {"status": ["PENDING"]}},
        {"sharedWith": {"member": "a", "status": ["pending"]}},
        [],
        "a",
    ],
    ids=str,
)
def test_a_value_of_the_wrong_kind_is_bad_input(client: TestClient, where: Any) -> None:
    answered = answer(client, WHERE, where=where)
    assert "data" not in answered
    assert [error["extensions"]["code"] for error in answered["errors"]] == [INPUT]


@pytest.mark.parametrize(
    "where",
    [
        {},
        {"and": [{"name": {"isNull": False}}] * 100},
        NESTED_20,
        {"name": {"in": ["a"] * 10_000}},
        {"size": {"gte": -(2**63), "lte": 2**63 - 1}},
        {"size": {"eq": 5e9}},
        {"minDisk": {"gte": -(2**31), "lte": 2**31 - 1}},
        {"createdAt": {"gt": "0001-01-01T00:00:00Z", "lt": "9999-12-31T23:59:59.999999999z"}},
        {"createdAt": {"gt": "2026-01-02t03:04:05.123-23:59"}},
        {"name": {"startsWith": "\U0010ffff"}},
        {"id": {"in": ["malformed", ""]}},
        {"properties": [{"name": ""}]},
        {"tags": {"any": [""]}},
        # One value stands for a list of one.
        {"name": {"in": "a"}, "and": {"name": {"eq": "a"}}},
    ],
    ids=lambda where: str(where)[:60],
)
def test_an_extreme_filter_is_answered(client: TestClient, where: dict[str, Any]) -> None:
    assert ask(client, WHERE, where=where) == {"images": []}


@pytest.mark.parametrize(
    "where",
    [
        {"and": [{}] * 5000},
        {"or": [{}] * 5000},
        {"or": [{"not": {}}] * 5000},
        {"and": [{"tags": {"all": []}}] * 5000},
        {"and": [{"properties": []}] * 5000},
    ],
    ids=lambda where: str(where)[:40],
)
def test_thousands_of_empty_conditions_are_refused_or_answered(client: TestClient, where: Any) -> None:
    answered = answer(client, WHERE, where=where)
    codes = [error["extensions"]["code"] for error in answered.get("errors", [])]
    assert codes == [LIMIT] or answered == {"data": {"images": []}}


def test_a_forgotten_variable_in_a_filter_does_not_widen_it(client: TestClient) -> None:
    query = "query($name: String) { images(where: { name: { eq: $name } }) { id } }"
    assert refused(client, query) == (INPUT, ["where", "name"])
    assert refused(client, query, name=None) == (INPUT, ["where", "name", "eq"])
    assert ask(client, query, name="a") == {"images": []}


def null_operands(type_: GraphQLInputObjectType, place: list[str]) -> Iterator[tuple[Any, list[str], bool]]:
    """A filter with each null that the type allows, its path, and whether `isNull` stands there instead."""
    required = {name: "a" for name, field in type_.fields.items() if is_required_input_field(field)}
    for name, field in type_.fields.items():
        if name in ("and", "or", "not"):
            yield {name: None}, [*place, name], False
            continue
        of_field = get_named_type(field.type)
        if not is_non_null_type(field.type):
            has_is_null = isinstance(of_field, GraphQLInputObjectType) and "isNull" in of_field.fields
            yield (
                required | {name: None},
                [*place, name],
                has_is_null or "isNull" in set(type_.fields) - {name},
            )
        if isinstance(of_field, GraphQLInputObjectType):
            is_list = is_list_type(get_nullable_type(field.type))
            for inner, path, has_is_null in null_operands(of_field, [*place, name]):
                yield required | {name: [inner] if is_list else inner}, path, has_is_null


@pytest.mark.sqlite_only
def test_a_null_operand_is_refused_with_advice_only_where_it_can_be_followed(client: TestClient) -> None:
    type_ = build_schema(EXPORTED_SCHEMA.read_text()).type_map["ImageWhere"]
    assert isinstance(type_, GraphQLInputObjectType)
    operands = list(null_operands(type_, ["where"]))
    assert len(operands) > 80
    for where, path, has_is_null in operands:
        error = refusal(client, WHERE, where=where)
        advice = "; use `isNull` to match null" if has_is_null else ""
        assert error["message"] == f"`{path[-1]}` must not be null{advice}.", where
        assert [step for step in error["extensions"]["path"] if step != 0] == path
