"""Limits of a document: each just kept, just passed, and told by its name and number."""

import pytest
from graphql import get_introspection_query
from starlette.testclient import TestClient

from tests.support.http.client import answer, ask, refusal

ROOT = "The query must have at most 50 root fields."
DIRECTIVES = "The query must have at most 100 directives."
VALUES = "A value must have at most 64 levels of nesting."


def message_of_limit(client: TestClient, query: str, /, **variables: object) -> str:
    error = refusal(client, query, **variables)
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED"}
    return str(error["message"])


def said(client: TestClient, query: str) -> list[str]:
    return [error["message"] for error in answer(client, query).get("errors", [])]


def roots(count: int) -> str:
    return "".join(f"a{at}: registry {{ version }} " for at in range(count))


FIVE_ROOTS = """fragment F on Query {
    a: __typename b: __typename ... { c: __typename d: __typename } registry { version } }"""


@pytest.mark.parametrize(
    ("fit", "too_many"),
    [
        (f"{{ {roots(50)} }}", f"{{ {roots(51)} }}"),
        ("{ " + "__typename " * 50 + "}", "{ " + "__typename " * 51 + "}"),
        ("{ " + "...F " * 10 + "} " + FIVE_ROOTS, "{ " + "...F " * 10 + "__typename } " + FIVE_ROOTS),
        ("{ __schema { __typename } }", "{ " + "__schema { __typename } " * 51 + "}"),
    ],
    ids=["aliases", "one key", "fragments", "introspection"],
)
def test_so_many_fields_are_answered_at_the_root_and_one_more_refused(
    client: TestClient, fit: str, too_many: str
) -> None:
    assert ask(client, fit)
    assert message_of_limit(client, too_many) == ROOT


def test_only_the_root_counts_as_one(client: TestClient) -> None:
    fields = "".join(f"a{at}: id " for at in range(200))
    fragment = f"fragment F on Image {{ {fields} }}"
    assert ask(client, f"{{ images {{ ...F }} }} {fragment}") == {"images": []}


def test_of_several_operations_none_may_have_too_many_fields(client: TestClient) -> None:
    query = f"query A {{ __typename }} query B {{ {roots(51)} }}"
    response = client.post("/graphql", json={"query": query, "operationName": "A"})
    assert [error["message"] for error in response.json()["errors"]] == [ROOT]


SKIP = "@skip(if: false) "


def skipping(count: int) -> str:
    return "".join(f"a{at}: id {SKIP}" for at in range(count))


SKIPPING = f"{{ images {SKIP} {{ ...F {SKIP} ... {SKIP} {{ id }} ...F }} }}"


@pytest.mark.parametrize(
    ("fit", "too_many"),
    [
        (f"{{ images {{ {skipping(100)} }} }}", f"{{ images {{ {skipping(101)} }} }}"),
        (
            SKIPPING + f"fragment F on Image {{ {skipping(48)} }}",
            SKIPPING + f"fragment F on Image {{ {skipping(49)} }}",
        ),
    ],
    ids=["fields", "fragments"],
)
def test_a_hundred_directives_are_answered_and_one_more_refused(
    client: TestClient, fit: str, too_many: str
) -> None:
    assert ask(client, fit) == {"images": []}
    assert message_of_limit(client, too_many) == DIRECTIVES


@pytest.mark.parametrize(
    "query",
    [
        "query " + "@a " * 101 + "{ __typename }",
        "query ($a: ID " + "@a " * 101 + ") { image(id: $a) { id } }",
        "{ images { ...F } } fragment F on Image " + "@a " * 101 + "{ id }",
        "{ __typename " + "@a " * 101 + "}",
    ],
    ids=["operation", "variable", "fragment", "one field"],
)
def test_directives_count_wherever_they_stand(client: TestClient, query: str) -> None:
    assert message_of_limit(client, query) == DIRECTIVES


def test_directives_that_double_forty_times_are_refused(client: TestClient) -> None:
    links = [f"fragment F{at} on Image {{ ...F{at + 1} ...F{at + 1} }}" for at in range(1, 40)]
    query = "{ images { ...F1 } } " + " ".join(links) + f" fragment F40 on Image {{ id {SKIP} }}"
    assert message_of_limit(client, query) == DIRECTIVES


@pytest.mark.parametrize(
    "value",
    [
        "query ($a: [Int] = %s) { __typename }",
        "{ __typename @skip(if: %s) }",
        "{ images(limit: %s) { id } }",
        "{ images { property(name: %s) } }",
        "{ images { id @skip(if: %s) } }",
        "query @a(a: %s) { __typename }",
        "{ images { ...F } } fragment F on Image { ... @skip(if: %s) { id } }",
    ],
)
def test_a_value_that_nests_too_deep_is_refused_wherever_it_stands(client: TestClient, value: str) -> None:
    for opening, closing in (("[", "]"), ("{a:", "}"), ("[{a:", "}]")):
        pairs = 64 // len(closing)
        assert VALUES not in said(client, value % (opening * pairs + "1" + closing * pairs))
        assert said(client, value % (opening * pairs + "[]" + closing * pairs)) == [VALUES]


def test_what_graphiql_asks_of_the_schema_is_within_the_limits(client: TestClient) -> None:
    query = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )
    assert ask(client, query)["__schema"]["queryType"]["name"] == "Query"
