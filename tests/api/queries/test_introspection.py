"""Introspection answers like graphql-core, within the time and the log of any other request."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    ExecutionResult,
    GraphQLInputObjectType,
    GraphQLObjectType,
    build_schema,
    execute_sync,
    introspection_types,
    is_composite_type,
    is_required_argument,
    parse,
)
from graphql import get_named_type as named
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from resolvers.execution.introspection import list_lengths
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import answer, ask, refusal, serving
from tests.support.hypothesis_profile import drawn
from tests.support.log_capture import logged
from tests.support.paths import EXPORTED_SCHEMA

SCHEMA = build_schema(EXPORTED_SCHEMA.read_text())


@pytest.fixture(scope="module")
def client(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    database = SqliteDatabase.copied(template, tmp_path_factory.mktemp("introspection") / "glimpse.db")
    with serving(database) as client:
        yield client


def test_is_one_of_is_null_for_every_kind_but_inputs(client: TestClient) -> None:
    query = "{ __schema { types { name kind isOneOf } } }"
    types = ask(client, query)["__schema"]["types"]
    answered = {type_["name"]: type_["isOneOf"] for type_ in types}
    inputs = {
        name: type_.is_one_of
        for name, type_ in SCHEMA.type_map.items()
        if isinstance(type_, GraphQLInputObjectType)
    }
    assert answered == dict.fromkeys(answered) | inputs
    assert set(inputs.values()) == {True, False}


def test_is_one_of_is_null_for_wrappers(client: TestClient) -> None:
    with logged() as log:
        answered = ask(client, '{ __type(name: "Image") { fields { name type { kind isOneOf } } } }')
    fields = answered["__type"]["fields"]
    assert len(fields) == len(SCHEMA.type_map["Image"].fields)  # type: ignore[attr-defined]
    assert {field["type"]["isOneOf"] for field in fields} == {None}
    assert {field["type"]["kind"] for field in fields} >= {"NON_NULL", "SCALAR"}
    assert "Internal error" not in log.getvalue()


TYPES = ("Image", "ImageWhere", "ImageOrderField", "Node", "Long", "Query", "Unknown", "PropertiesChange")

# graphql-core allows two of them in each other.
LISTS = ("fields", "inputFields", "interfaces", "possibleTypes")


@st.composite
def introspections(draw: st.DrawFn) -> str:
    """Documents with any field of any introspection type, at every wrapper that the depth allows."""
    keys = iter(range(1000))

    def selection(type_: Any, depth: int, lists: int) -> str:
        names = [
            name
            for name, field in type_.fields.items()
            # The text of the schema has one directive more, which it uses.
            if name != "directives"
            and (not is_composite_type(named(field.type)) or (depth and (lists or name not in LISTS)))
        ]
        chosen = draw(st.lists(st.sampled_from([*names, "__typename"]), min_size=1, max_size=4))
        return " ".join(field(type_, name, depth, lists) for name in chosen)

    def field(type_: Any, name: str, depth: int, lists: int) -> str:
        if name == "__typename":
            return name
        definition = type_.fields[name]
        inner = named(definition.type)
        deprecated = "(includeDeprecated: true)" if definition.args and draw(st.booleans()) else ""
        assert not any(map(is_required_argument, definition.args.values()))
        below = ""
        if is_composite_type(inner):
            left = lists - (name in LISTS)
            below = f" {{ {selection(inner, depth - 1, left)} }}"
        return f"k{next(keys)}: {name}{deprecated}{below}"

    roots = []
    for _ in range(draw(st.integers(1, 2))):
        if draw(st.booleans()):
            root = f'__type(name: "{draw(st.sampled_from(TYPES))}")', introspection_types["__Type"]
        else:
            root = "__schema", introspection_types["__Schema"]
        roots.append(f"k{next(keys)}: {root[0]} {{ {selection(root[1], 6, 2)} }}")
    return f"{{ {' '.join(roots)} }}"


@pytest.mark.slow
@pytest.mark.without_coverage
def test_drawn_introspections_are_answered_as_by_graphql_core(client: TestClient) -> None:
    counts = {"asked": 0, "too large": 0}

    @settings(drawn(150), suppress_health_check=list(HealthCheck))
    @given(introspections())
    def compare(text: str) -> None:
        counts["asked"] += 1
        with logged() as log:
            answered = answer(client, text)
        assert len(log.getvalue()) < 2000
        if answered.get("errors"):
            assert answered["errors"][0]["message"] == TOO_LARGE, text
            counts["too large"] += 1
            return
        expected = execute_sync(SCHEMA, parse(text))
        assert isinstance(expected, ExecutionResult)
        assert expected.errors is None
        assert by_name(answered["data"]) == by_name(expected.data), text

    compare()
    assert counts["too large"] < counts["asked"] / 4, counts


def by_name(value: Any) -> Any:
    """With lists in one order: Strawberry keeps types and fields in the order of the code."""
    if isinstance(value, dict):
        return {key: by_name(each) for key, each in value.items()}
    if isinstance(value, list):
        return sorted(map(by_name, value), key=str)
    return value


TOO_LARGE = "Introspection must select at most 40000 values."


def aliases(count: int, field: str) -> str:
    return " ".join(f"b{at}:{field}" for at in range(count))


@pytest.mark.parametrize(
    "query",
    [
        "{"
        + "".join(
            f"a{at}:__schema{{types{{fields{{type{{{aliases(10, 'isOneOf')}}}}}}}}}" for at in range(45)
        )
        + "}",
        "{"
        + "".join(
            f'a{at}:__type(name:"ImageWhere"){{inputFields{{type{{inputFields{{{aliases(9, "name")}}}}}}}}}'
            for at in range(50)
        )
        + "}",
        "{__schema{types{...F}}} fragment F on __Type{...G ...G a:name}"
        f"fragment G on __Type{{fields{{{aliases(249, 'name')}}}}}",
    ],
)
def test_an_introspection_of_too_many_values_is_refused(client: TestClient, query: str) -> None:
    with logged() as log:
        error = refusal(client, query)
    assert (error["message"], error["extensions"]) == (TOO_LARGE, {"code": "LIMIT_EXCEEDED"})
    assert len(log.getvalue()) < 2000


def test_names_of_introspection_count_only_there(client: TestClient) -> None:
    many = " ".join(f"a{at}: name" for at in range(400))
    assert ask(client, f"{{ images {{ {many} }} }}") == {"images": []}


def test_the_lengths_of_lists_are_those_of_the_schema() -> None:
    lengths = list_lengths(SCHEMA)
    image = SCHEMA.type_map["Image"]
    assert isinstance(image, GraphQLObjectType)
    assert lengths["types"].average == len(SCHEMA.type_map)
    assert lengths["fields"].most >= len(image.fields)
    assert lengths["args"].most >= len(SCHEMA.query_type.fields["images"].args)  # type: ignore[union-attr]
