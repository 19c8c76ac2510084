"""What validation says, and that it is brief."""

import pytest
from starlette.testclient import TestClient

from tests.support.http.client import answer, ask, refusal

pytestmark = pytest.mark.all_databases

TOO_OFTEN = "The document repeats fields and fragments too often: comparing them takes more than 10000 steps."


def test_fields_and_fragments_may_repeat_but_not_by_the_hundred(client: TestClient) -> None:
    def fields(count: int) -> str:
        return "{ images { " + "id " * count + "} }"

    def fragments(count: int) -> str:
        uses = "".join(f"...F{at} " for at in range(count))
        definitions = "".join(
            f"fragment F{at} on Image {{ __typename id name size }} " for at in range(count)
        )
        return f"{{ images {{ __typename id {uses} }} }} {definitions}"

    assert ask(client, fields(90)) == ask(client, fragments(30)) == {"images": []}
    for query in (fields(200), fragments(100)):
        # The second time it is known already.
        for _ in range(2):
            error = refusal(client, query)
            assert (error["message"], error["extensions"]) == (TOO_OFTEN, {"code": "LIMIT_EXCEEDED"})


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
