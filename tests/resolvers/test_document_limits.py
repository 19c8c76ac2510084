"""Documents that are too long, too deep, too clever or no GraphQL, and what just fits."""

from time import monotonic

import pytest
from graphql import build_client_schema, get_introspection_query
from starlette.testclient import TestClient

from tests.support.databases.builders import image, property_of
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import answer, ask, refused, serving

LIMIT = "LIMIT_EXCEEDED"
VALIDATION = "GRAPHQL_VALIDATION_FAILED"


def aliases(count: int) -> str:
    return "".join(f'a{number}: property(name: "p{number}") ' for number in range(count))


@pytest.mark.without_coverage
def test_hundreds_of_aliases_are_answered_and_a_thousand_are_refused(
    client: TestClient, database: SqliteDatabase
) -> None:
    made = image()
    database.insert(made, property_of(made, "p399", "last"))
    (one,) = ask(client, f"{{ images {{ {aliases(400)} }} }}")["images"]
    assert one == {f"a{number}": None for number in range(399)} | {"a399": "last"}
    assert refused(client, f"{{ images {{ {aliases(501)} }} }}") == (LIMIT, None)
    assert refused(client, f"{{ images {{ {aliases(1000)} }} }}") == (LIMIT, None)


def test_aliases_of_a_child_pass_the_arguments_of_one_sqlite_function(
    client: TestClient, database: SqliteDatabase
) -> None:
    made = image()
    database.insert(made, property_of(made, "a", "b"))
    many = "".join(f"a{number}: value " for number in range(150))
    assert ask(client, f"{{ images {{ properties {{ {many} }} }} }}") == {
        "images": [{"properties": [{f"a{number}": "b" for number in range(150)}]}]
    }


def test_aliases_count_with_every_use_of_their_fragment(client: TestClient) -> None:
    fragment = f"fragment A on Image {{ {aliases(100)} }}"
    five, six = ("".join(f"r{number}: images {{ ...A }} " for number in range(uses)) for uses in (4, 5))
    assert len(ask(client, f"{{ {five} }} {fragment}")) == 4
    assert refused(client, f"{{ {six} }} {fragment}") == (LIMIT, None)


def test_a_query_deeper_than_the_limit_is_refused(database: SqliteDatabase) -> None:
    with serving(database, MAX_QUERY_DEPTH="2") as client:
        assert ask(client, "{ images { ... on Image { ...A } } } fragment A on Node { id }") == {"images": []}
        fragments = "fragment A on Image { members { ...B } } fragment B on ImageMember { member }"
        assert refused(client, "{ images { ...A } }" + fragments) == (LIMIT, None)


@pytest.mark.without_coverage
def test_a_document_of_more_tokens_than_the_limit_is_refused(client: TestClient) -> None:
    asked = "{ images(where: { name: { in: [%s] } }) { id } }"
    assert ask(client, asked % ('"a" ' * 9900)) == {"images": []}
    assert refused(client, asked % ('"a" ' * 10_000)) == (LIMIT, None)


def chain(length: int, *, backwards: bool = False) -> str:
    links = [f"fragment F{at} on Image {{ ...F{at + 1} }}" for at in range(1, length)]
    links.append(f"fragment F{length} on Image {{ id }}")
    return "{ images { ...F1 } } " + " ".join(reversed(links) if backwards else links)


@pytest.mark.parametrize("backwards", [False, True])
def test_a_long_chain_of_fragments_is_answered_and_a_longer_one_refused(
    client: TestClient, backwards: bool
) -> None:
    assert ask(client, chain(97, backwards=backwards)) == {"images": []}
    assert refused(client, chain(98, backwards=backwards)) == (LIMIT, None)
    assert refused(client, chain(1000, backwards=backwards)) == (LIMIT, None)


def codes(client: TestClient, query: str) -> set[str]:
    return {error["extensions"]["code"] for error in answer(client, query)["errors"]}


@pytest.mark.parametrize(
    "fragments",
    [
        "fragment F1 on Image { ...F1 }",
        "fragment F1 on Image { ...F2 } fragment F2 on Image { ...F1 }",
        "fragment F2 on Image { id ...F1 } fragment F1 on Image { members { member } ...F2 }",
        "",
        "fragment F1 on Image { id } fragment F1 on Image { name }",
        "fragment F1 on ImageMember { member }",
        "fragment F1 on Image { id } fragment F2 on Image { id }",
    ],
)
def test_fragments_that_make_no_sense_are_invalid(client: TestClient, fragments: str) -> None:
    assert codes(client, f"{{ images {{ ...F1 }} }} {fragments}") == {VALIDATION}


@pytest.mark.parametrize("within", ["...F{next} ...F{next}", "id ...F{next} ... on Image {{ ...F{next} }}"])
def test_fragments_that_double_forty_times_are_answered_quickly(client: TestClient, within: str) -> None:
    links = [f"fragment F{at} on Image {{ {within.format(next=at + 1)} }}" for at in range(1, 40)]
    query = "{ images { ...F1 } } " + " ".join(links) + " fragment F40 on Image { id }"
    start = monotonic()
    assert ask(client, query) == {"images": []}
    assert monotonic() - start < 2


def test_aliases_that_double_forty_times_are_refused_quickly(client: TestClient) -> None:
    links = [f"fragment F{at} on Image {{ ...F{at + 1} ...F{at + 1} }}" for at in range(1, 40)]
    query = "{ images { ...F1 } } " + " ".join(links) + " fragment F40 on Image { a: id }"
    start = monotonic()
    assert refused(client, query) == (LIMIT, None)
    assert monotonic() - start < 2


@pytest.mark.parametrize("query", ["{ }", "{ images { } }", "{ images { id } ", "{ images(where: ) { id } }"])
def test_a_document_that_is_no_graphql_is_refused(client: TestClient, query: str) -> None:
    assert refused(client, query) == ("GRAPHQL_PARSE_FAILED", None)


@pytest.mark.parametrize(
    "query",
    [
        "{ images }",
        "{ images { id { id } } }",
        "{ images { nam } }",
        "{ image { id } }",
        "{ images { property } }",
        "{ images { id: name id } }",
        '{ images { property(name: "a") property(name: "b") } }',
        "{ images(first: 1) { id } }",
        "{ node { name } }",
        "query($a: Int) { images { id } }",
    ],
)
def test_a_query_that_the_schema_does_not_know_is_invalid_and_gets_no_hints(
    client: TestClient, query: str
) -> None:
    errors = answer(client, query)["errors"]
    assert {error["extensions"]["code"] for error in errors} == {VALIDATION}
    assert not any("Did you mean" in error["message"] for error in errors)


def test_the_schema_can_be_asked_for(client: TestClient) -> None:
    query = '{ __schema { queryType { name } } __type(name: "Image") { name } }'
    assert ask(client, query) == {"__schema": {"queryType": {"name": "Query"}}, "__type": {"name": "Image"}}


def test_the_query_by_which_tools_ask_for_the_schema_is_answered(client: TestClient) -> None:
    # Its fragments nest deeper than a query of images may.
    build_client_schema(ask(client, get_introspection_query()))


def test_without_introspection_the_typename_stays(database: SqliteDatabase) -> None:
    with serving(database, INTROSPECTION="false") as client:
        assert codes(client, "{ __schema { queryType { name } } }") == {VALIDATION}
        assert codes(client, '{ __type(name: "Image") { name } }') == {VALIDATION}
        assert ask(client, "{ __typename images { __typename } }") == {"__typename": "Query", "images": []}


def test_what_defines_types_is_not_measured_but_refused(client: TestClient) -> None:
    refusal = refused(client, "type A { a: Int } { images { id } }")
    assert refusal == ("GRAPHQL_VALIDATION_FAILED", None)
