"""What validation says, and that it is brief."""

import pytest
from starlette.testclient import TestClient

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import answer, ask, refusal, serving

pytestmark = pytest.mark.all_databases

TOO_OFTEN = (
    "The document uses fragments too often: their selections, counted at each use, must be at most 10000."
)

FIELDS = "id name status visibility diskFormat containerFormat size virtualSize checksum version"


def fragments(count: int) -> str:
    """One selection of so many fragments, as Relay and Apollo generate them."""
    uses = " ".join(f"...F{at}" for at in range(count))
    definitions = "\n".join(f"fragment F{at} on Image {{ __typename {FIELDS} }}" for at in range(count))
    return f"{{ images {{ __typename id {uses} }} }}\n{definitions}"


def uses(count: int) -> str:
    """So many uses of one fragment with a hundred fields."""
    fields = " ".join(f"k{at}: id" for at in range(5)) + " id" * 194
    roots = " ".join(f"a{at}: images {{ ...F }}" for at in range(count))
    return f"{{ {roots} }} fragment F on Image {{ {fields} }}"


@pytest.mark.parametrize("count", [30, 100, 300])
def test_many_fragments_in_one_selection_are_answered(client: TestClient, count: int) -> None:
    """The last document has more than 32 kB."""
    assert ask(client, fragments(count)) == {"images": []}


def test_fields_that_repeat_are_answered(client: TestClient) -> None:
    assert ask(client, "{ images { " + "id " * 4000 + "} }") == {"images": []}


def test_fragments_are_used_up_to_the_limit(client: TestClient) -> None:
    assert len(ask(client, uses(49))) == 49
    # The second time the verdict is cached.
    for _ in range(2):
        error = refusal(client, uses(50))
        assert (error["message"], error["extensions"]) == (TOO_OFTEN, {"code": "LIMIT_EXCEEDED"})


def test_the_limit_of_uses_is_that_of_tokens(database: SqliteDatabase) -> None:
    with serving(database, MAX_QUERY_TOKENS="20000") as client:
        assert len(ask(client, uses(50))) == 50
        assert ask(client, "{ registry { limits { maxQueryTokens } } }") == {
            "registry": {"limits": {"maxQueryTokens": 20_000}}
        }


def test_of_each_value_the_first_thing_that_is_wrong_is_told(client: TestClient) -> None:
    query = """{ images(where: { a: 1, b: 2, minDisk: { eq: "c" } }, limit: "d", orderBy: [{ field: E }])
        { id } }"""
    messages = [error["message"] for error in answer(client, query)["errors"]]
    assert len(messages) == 3
    assert messages[0].startswith("Int cannot represent non-integer value")


def test_no_more_than_twenty_mistakes_are_told(client: TestClient) -> None:
    query = "{ registry { " + "".join(f"a{at} " for at in range(30)) + "} }"
    errors = answer(client, query)["errors"]
    assert len(errors) == 21
    assert {error["extensions"]["code"] for error in errors} == {"GRAPHQL_VALIDATION_FAILED"}
