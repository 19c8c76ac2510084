"""What was made for a request is not made again for the next, and what is kept is bounded."""

from typing import Any

import graphql
import pytest
from starlette.testclient import TestClient

import resolvers.execution.validation
from resolvers.cache import DEFAULT_CAPACITY, ClockCache
from tests.support.http.client import answer, ask, services

pytestmark = pytest.mark.all_databases


def caches(client: TestClient) -> dict[str, ClockCache[Any, Any]]:
    return services(client).caches


def uses(client: TestClient) -> dict[str, tuple[int, int]]:
    """Hits and misses of each cache."""
    return {name: (cache.hits, cache.misses) for name, cache in caches(client).items()}


READ = """query ($limit: Int, $named: Boolean = true) {
  images(limit: $limit) { id name @include(if: $named) }
}"""


CACHES = ("documents", "selections", "statements")


def test_the_second_request_for_a_prepared_query_hits_every_cache_that_it_needs(client: TestClient) -> None:
    ask(client, READ, limit=1)
    assert uses(client) == {"documents": (0, 1), "selections": (0, 0), "statements": (0, 1)}
    ask(client, READ, limit=2)
    assert uses(client) == {"documents": (1, 1), "selections": (0, 0), "statements": (1, 1)}


def test_the_second_change_by_a_document_hits_every_cache_that_it_needs(client: TestClient) -> None:
    create = "mutation ($name: String) { createImage(input: { name: $name }) { image { name } } }"
    ask(client, create, name="a")
    assert uses(client) == dict.fromkeys(CACHES, (0, 1))
    ask(client, create, name="b")
    assert uses(client) == dict.fromkeys(CACHES, (1, 1))


@pytest.mark.parametrize("named", [None, "A"])
@pytest.mark.parametrize("field", ["registry { version }", "__typename"])
def test_a_request_uses_a_document_once_whether_it_names_an_operation_or_not(
    client: TestClient, field: str, named: str | None
) -> None:
    for _ in range(3):
        client.post("/graphql", json={"query": f"query A {{ {field} }}", "operationName": named})
    assert uses(client)["documents"] == (2, 1)


def test_another_shape_of_the_same_document_is_another_selection_and_statement(client: TestClient) -> None:
    ask(client, READ, named=True)
    ask(client, READ, named=False)
    assert uses(client) == {"documents": (1, 1), "selections": (0, 0), "statements": (0, 2)}


def test_a_document_that_cannot_be_parsed_is_parsed_each_time(client: TestClient) -> None:
    for _ in range(2):
        answer(client, "{ images")
    assert uses(client)["documents"] == (0, 2)


def test_a_document_that_is_not_valid_is_validated_once(client: TestClient) -> None:
    first, second = (answer(client, "{ nothing }") for _ in range(2))
    assert first == second
    assert uses(client)["documents"] == (1, 1)


@pytest.mark.without_coverage
def test_no_cache_grows_beyond_its_bound(client: TestClient) -> None:
    # Each is another document of a twentieth of the bound. What has a registry is executed by graphql-core.
    for number in range(25):
        ask(client, f"{{ images(limit: 0) {{ id }} }} #{number:<{DEFAULT_CAPACITY // 20}}")
        ask(
            client,
            f"{{ registry {{ version }} images(limit: 0) {{ id }} }} #{number:<{DEFAULT_CAPACITY // 20}}",
        )
    weights = {name: cache.weight for name, cache in caches(client).items()}
    assert set(weights) == set(CACHES)
    for name, weight in weights.items():
        assert DEFAULT_CAPACITY * 0.8 < weight <= DEFAULT_CAPACITY, name
    ask(client, f"{{ images(limit: 0) {{ id }} }} #{0:<{DEFAULT_CAPACITY // 20}}")
    assert {hits for hits, _ in uses(client).values()} == {0}


def test_every_validation_has_the_same_rules_and_none_is_made_for_a_request(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[type, ...]] = []

    def validate(*arguments: Any, **named: Any) -> list[graphql.GraphQLError]:
        given.append(arguments[2])
        return graphql.validate(*arguments, **named)

    monkeypatch.setattr(resolvers.execution.validation, "validate", validate)
    rules = len(graphql.ASTValidationRule.__subclasses__())
    for number in range(3):
        answer(client, f"{{ __typename }} # {number}")
    assert len(given) == 3
    assert all(each is given[0] for each in given)
    assert len(graphql.ASTValidationRule.__subclasses__()) == rules
