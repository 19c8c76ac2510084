"""Messages have JSON's words instead of Python's, and locations in the document."""

import re
from typing import Any

import pytest
from graphql import GraphQLError
from graphql.execution.values import get_variable_values
from graphql.language import OperationDefinitionNode, parse
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from resolvers.errors import add_error_codes
from resolvers.root import build_types
from tests.support.http.client import answer, refusal
from tests.support.hypothesis_profile import drawn


@pytest.mark.parametrize(
    ("query", "variables", "message"),
    [
        (
            "query ($v: ID!) { image(id: $v) { id } }",
            {"v": True},
            "Variable '$v' has invalid value: ID cannot represent value: true",
        ),
        (
            "query ($v: ID!) { image(id: $v) { id } }",
            {"v": None},
            "Variable '$v' has invalid value: Expected value of non-null type 'ID!' not to be null.",
        ),
        (
            "query ($v: Int) { images(limit: $v) { id } }",
            {"v": [None, True, "None", {"True": False}]},
            "Variable '$v' has invalid value: "
            "Int cannot represent non-integer value: [null, true, 'None', {'True': false}]",
        ),
        (
            "{ image(id: null) { id } }",
            {},
            "Expected value of non-null type 'ID!' not to be null.",
        ),
    ],
)
def test_a_message_has_the_words_of_json(
    client: TestClient, query: str, variables: dict[str, Any], message: str
) -> None:
    assert refusal(client, query, **variables)["message"] == message


VALUES = st.recursive(
    st.sampled_from((None, True, False, 1.5, 2**70, "None", "it's True", 'a"False"', "\\", "")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(("eq", "in", "and", "None", "name", "merge", "size")), inner, max_size=3
        ),
    ),
    max_leaves=5,
)
TYPES = ("ID!", "Int!", "String!", "Boolean!", "Long!", "DateTime!", "ImageStatus!", "ImageWhere!",
         "[ImageOrder!]!", "CreateImageInput!", "UpdateImageInput!", "JSONObject!")  # fmt: skip


@pytest.mark.without_coverage
@drawn(300)
@given(st.sampled_from(TYPES), VALUES)
def test_no_message_about_a_variable_has_a_word_of_python(type_: str, value: object) -> None:
    (operation,) = parse(f"query ($v: {type_}) {{ __typename }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    schema = build_types()._schema
    errors = get_variable_values(schema, operation.variable_definitions or (), {"v": value})
    if not isinstance(errors, list):
        return
    add_error_codes(errors, is_before_execution=False)
    for error in errors:
        unquoted = re.sub(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", "", error.message)
        assert not re.search(r"\b(None|True|False)\b", unquoted), error.message


def test_names_and_texts_in_quotes_stay() -> None:
    error = GraphQLError("Cannot query field 'True' on \"None\", but None.")
    add_error_codes([error], is_before_execution=True)
    assert error.message == "Cannot query field 'True' on \"None\", but null."


@pytest.mark.parametrize(
    ("query", "literal"),
    [
        ("{ images(limit: [1]) { id } }", "[1]"),
        ("{ images(limit: { a: 1 }) { id } }", "{ a"),
        ("{ images(scope: [LISTED]) { id } }", "[L"),
        ("{ images(where: { status: { eq: { a: 1 } } }) { id } }", "{ a"),
        ("{ images(where: { createdAt: { gte: [1] } }) { id } }", "[1]"),
        ("{ images(where: { and: [{}, { size: { in: [1, [2]] } }] }) { id } }", "[2]"),
        ("{ images { id @include(if: [true]) } }", "[true]"),
        ("{ images { property(name: [1]) } }", "[1]"),
        ("query ($v: Int = [1]) { images(limit: $v) { id } }", "[1]"),
        ('mutation { createImage(input: { name: ["x"] }) { image { id } } }', '["x"]'),
        ('{ images(limit: "x") { id } }', '"x"'),
    ],
)
def test_a_wrong_literal_is_located(client: TestClient, query: str, literal: str) -> None:
    (error,) = answer(client, query)["errors"]
    assert error["extensions"]["code"] in ("GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT")
    assert error["locations"] == [{"line": 1, "column": query.index(literal) + 1}]


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"query": "fragment A on Image { id }"}, "The document has no operation."),
        (
            {"query": "fragment A on Image { id }", "operationName": "Q"},
            "The document has no operation.",
        ),
        (
            {"query": "query A { __typename }", "operationName": "Q"},
            "The document has no operation with this `operationName`.",
        ),
    ],
)
def test_a_missing_operation_is_named(client: TestClient, request_: dict[str, str], message: str) -> None:
    response = client.post("/graphql", json=request_)
    assert response.status_code == 400
    assert [error["message"] for error in response.json()["errors"]] == [message]
