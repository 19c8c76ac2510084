"""Limits of a document: each just kept, just passed, and told by its name and number."""

from pathlib import Path

import pytest
from graphql import get_introspection_query
from starlette.testclient import TestClient

from tests.asking import answer, ask, refusal, serving

ROOT = "The query has more than 50 fields at its root."
DIRECTIVES = "The query has more than 100 directives."
VALUES = "A value is nested deeper than 64 levels."


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


def test_a_free_object_may_nest_as_deep_in_a_literal_as_the_setting_says(database: Path) -> None:
    create = """mutation { createImage(input: { locations: [{ url: "file:///a", metadata: { a: %s } }] })
        { image { locations { metadata } } } }"""
    with serving(database, MAX_JSON_DEPTH="10") as client:
        # The input, its locations, one of them and its metadata are four.
        metadata = ask(client, create % "[[[[[[]]]]]]")["createImage"]["image"]["locations"][0]["metadata"]
        assert metadata == {"a": [[[[[[]]]]]]}
        assert (
            message_of_limit(client, create % "[[[[[[[]]]]]]]") == "A value is nested deeper than 10 levels."
        )


def test_settings_say_how_large_a_document_may_be(database: Path) -> None:
    most = {"DEPTH": "2", "ALIASES": "2", "ROOT_FIELDS": "2", "DIRECTIVES": "2", "TOKENS": "40"}
    with serving(database, **{f"MAX_QUERY_{name}": value for name, value in most.items()}) as client:
        for fit in (
            "{ images { id } }",
            "{ a: __typename b: __typename }",
            "{ __typename __typename }",
            f"{{ __typename {SKIP} registry {SKIP} {{ version }} }}",
            "{ images { " + "id " * 34 + "} }",
        ):
            assert ask(client, fit)
        for too_large, message in (
            ("{ images { members { member } } }", "The query is nested deeper than 2 levels."),
            ("{ images { a: id b: id c: id } }", "The query has more than 2 aliases."),
            ("{ __typename __typename __typename }", "The query has more than 2 fields at its root."),
            (
                f"{{ images {{ id {SKIP} name {SKIP} size {SKIP} }} }}",
                "The query has more than 2 directives.",
            ),
            (
                "{ images { " + "id " * 36 + "} }",
                "The document has more than 40 tokens, or is nested too deeply.",
            ),
        ):
            assert message_of_limit(client, too_large) == message


def test_what_graphiql_asks_of_the_schema_is_within_the_limits(client: TestClient) -> None:
    query = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )
    assert ask(client, query)["__schema"]["queryType"]["name"] == "Query"
