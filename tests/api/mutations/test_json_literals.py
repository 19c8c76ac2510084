"""Variables and numbers in literals of JSON are stored as they were sent."""

from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    execute_sync,
    parse,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.support.http.client import answer, ask, refusal
from tests.support.hypothesis_profile import drawn

pytestmark = pytest.mark.all_databases

CREATE = """mutation %s { createImage(input: { locations: [{ url: "x", metadata: %s }] }) {
  image { locations { metadata } } } }"""


def stored(client: TestClient, declared: str, literal: str, /, **variables: object) -> Any:
    made = ask(client, CREATE % (declared, literal), **variables)["createImage"]["image"]
    return made["locations"][0]["metadata"]


@pytest.mark.parametrize(
    ("declared", "literal", "variables", "expected"),
    [
        ("($v: String)", "{ a: $v, b: 1 }", {}, {"b": 1}),
        ("($v: String)", "{ a: $v, b: 1 }", {"v": None}, {"a": None, "b": 1}),
        ('($v: String = "d")', "{ a: $v }", {}, {"a": "d"}),
        ("($v: String)", "{ b: [$v, 1] }", {}, {"b": [None, 1]}),
        ("($v: ImageStatus)", "{ a: $v }", {"v": "ACTIVE"}, {"a": "ACTIVE"}),
        ("($v: ImageStatus = ACTIVE)", "{ a: [$v] }", {}, {"a": ["ACTIVE"]}),
        (
            "($v: DateTime)",
            "{ a: { b: $v } }",
            {"v": "2020-01-02T03:04:05.000006+02:00"},
            {"a": {"b": "2020-01-02T03:04:05.000006+02:00"}},
        ),
        ("($v: Long)", "{ a: $v }", {"v": 2**62}, {"a": 2**62}),
        ("($v: JSONObject)", "{ a: $v }", {"v": {"c d": [1, None]}}, {"a": {"c d": [1, None]}}),
        ("($v: [Boolean])", "{ a: $v }", {"v": [True, None]}, {"a": [True, None]}),
        ("($v: LongFilter)", "{ a: $v }", {"v": {"in": [1]}}, {"a": {"in": [1]}}),
    ],
)
def test_a_variable_in_a_literal_is_stored_as_it_was_sent(
    client: TestClient, declared: str, literal: str, variables: dict[str, Any], expected: object
) -> None:
    assert stored(client, declared, literal, **variables) == expected


@pytest.mark.parametrize("levels", [1, 2, 8, 9, 30, 31, 32, 33, 62, 63])
def test_metadata_of_any_depth_that_is_accepted_is_answered(client: TestClient, levels: int) -> None:
    objects: object = "b  c"
    lists: object = 1
    for _ in range(levels - 1):
        objects, lists = {"a": objects}, [lists]
    for metadata in ({"a": objects}, {"a": lists}):
        assert stored(client, "($v: JSONObject)", "$v", v=metadata) == metadata


@pytest.mark.parametrize(
    "number", ["1e300", "-1e300", "1e19", "1.5", "5e-324", "1.7976931348623157e308", "0.1"]
)
def test_a_valid_number_is_stored(client: TestClient, number: str) -> None:
    assert stored(client, "", f"{{ e: {number} }}") == {"e": float(number)}
    assert stored(client, "($v: JSONObject!)", "$v", v={"e": float(number)}) == {"e": float(number)}


@pytest.mark.parametrize("number", ["1e400", "-1e400", str(2**64), str(-(2**63) - 1)])
def test_a_number_that_cannot_be_kept_is_refused(client: TestClient, number: str) -> None:
    error = refusal(client, CREATE % ("", f"{{ e: {number} }}"))
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["path"] == ["input", "locations", 0, "metadata"]
    if "e" not in number:
        for value in (int(number), [{"b": int(number)}]):
            as_variable = refusal(client, CREATE % ("($v: JSONObject)", "$v"), v={"e": value})
            assert (as_variable["message"], as_variable["extensions"]) == (
                error["message"],
                error["extensions"],
            )


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "Int": st.integers(-(2**31), 2**31 - 1),
    "Float": st.floats(allow_nan=False, allow_infinity=False),
    "String": st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=5),
    "ID": st.sampled_from(("x", "12", "é")),
    "Boolean": st.booleans(),
    "ImageStatus": st.sampled_from(("ACTIVE", "QUEUED")),
    "[Int!]": st.lists(st.integers(0, 3), max_size=3),
    "LongFilter": st.fixed_dictionaries({}, optional={"eq": st.integers(0, 9), "in": st.just([1, 2])}),
}


@st.composite
def literals(draw: st.DrawFn) -> tuple[str, str, dict[str, Any]]:
    """Definitions of variables, a literal with them, and values for some."""
    types = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=3))
    variables = {
        f"v{at}": draw(st.one_of(st.none(), VALUES[type_]))
        for at, type_ in enumerate(types)
        if draw(st.booleans())
    }
    names = [f"$v{at}" for at in range(len(types))]
    inner = st.recursive(
        st.sampled_from([*names, "1", "null", '"x"', "1.5", "true", "A"]),
        lambda nested: st.one_of(
            st.lists(nested, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
            st.dictionaries(st.sampled_from("abc"), nested, max_size=3).map(written),
        ),
        max_leaves=6,
    )
    literal = written({"k": draw(inner), "l": f"[{', '.join(names)}]"})
    declared = ", ".join(f"$v{at}: {type_}" for at, type_ in enumerate(types))
    return f"({declared})", literal, variables


def written(fields: dict[str, str]) -> str:
    return f"{{{', '.join(f'{name}: {value}' for name, value in fields.items())}}}"


def reference() -> GraphQLSchema:
    """A scalar of JSON as graphql-core has it by default, and the types of the variables."""
    schema = build_schema("""
        scalar JSONObject
        scalar Long
        enum ImageStatus { ACTIVE QUEUED }
        input LongFilter { eq: Long in: [Long!] }
        type Query {
          it(metadata: JSONObject): JSONObject
          types(a: ImageStatus, b: LongFilter, c: ID, d: Float, e: Boolean): Int
        }
    """)
    query = schema.query_type
    assert isinstance(query, GraphQLObjectType)
    query.fields["it"].resolve = lambda _source, _info, metadata: metadata
    return schema


@pytest.mark.slow
@pytest.mark.without_coverage
def test_drawn_literals_are_read_as_by_graphql_core(client: TestClient) -> None:
    schema = reference()
    scalar: Any = schema.type_map["JSONObject"]
    scalar.coerce_input_literal = lambda node: scalar.coerce_input_value(untyped(node))

    @settings(drawn(50), phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(literals())
    def compare(drawn_literal: tuple[str, str, dict[str, Any]]) -> None:
        declared, literal, variables = drawn_literal
        expected: Any = execute_sync(
            schema, parse(f"query {declared} {{ it(metadata: {literal}) }}"), variable_values=variables
        )
        assert expected.errors is None
        found = answer(client, CREATE % (declared, literal), **variables)
        assert "errors" not in found, found
        (location,) = found["data"]["createImage"]["image"]["locations"]
        assert location["metadata"] == orjson.loads(orjson.dumps(expected.data["it"])), drawn_literal

    compare()


def untyped(node: Any) -> Any:
    """The value of a literal without variables, read here once more."""
    if node.kind == "list_value":
        return [untyped(each) for each in node.values]
    if node.kind == "object_value":
        return {field.name.value: untyped(field.value) for field in node.fields}
    if node.kind == "null_value":
        return None
    return {"int_value": int, "float_value": float}.get(node.kind, lambda value: value)(node.value)
