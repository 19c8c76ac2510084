"""How many rows a request may ask for in all: told before anything is read or changed."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from resolvers.execution.row_limit import ROW_ESTIMATES, RowEstimate
from resolvers.root import create_schema
from settings import Settings
from tests.support.databases.builders import image
from tests.support.databases.protocol import TestDatabase
from tests.support.databases.statement_recorder import recorded
from tests.support.http.client import answer, ask, refusal, refused, serving

pytestmark = pytest.mark.all_databases

SCHEMA = create_schema(Settings.from_environment({})).types
ROOT_FIELDS = {
    name: field
    for root in (SCHEMA.query_type, SCHEMA.mutation_type)
    if root is not None
    for name, field in root.fields.items()
}

ID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
IDS = f'["{ID}", "x", "{ID}"]'


@pytest.fixture
def ten(database: TestDatabase) -> Iterator[TestClient]:
    """A request may ask for ten rows, a page has four unless asked."""
    with serving(database, MAX_ROWS="10", DEFAULT_PAGE_SIZE="4") as client:
        yield client


INCLUDE = """query ($a: Boolean!) {
    a: images(limit: 6) { id } ... @include(if: $a) { b: images(limit: 5) { id } } }"""


def pages(count: int, limit: int) -> str:
    return "{ " + "".join(f"p{at}: images(limit: {limit}) {{ id }} " for at in range(count)) + "}"


def message(asked: int, most: int) -> str:
    return f"The request selects {asked} rows; at most {most} are allowed."


@pytest.mark.parametrize("name", ROOT_FIELDS)
def test_every_root_field_says_how_many_rows_it_asks_for(name: str) -> None:
    assert name in ROW_ESTIMATES, f"resolvers/execution/row_limit.py has no line for {name}"
    rows = ROW_ESTIMATES[name]
    assert not isinstance(rows, RowEstimate) or set(rows.arguments) <= set(ROOT_FIELDS[name].args)


def test_what_is_no_root_field_says_nothing() -> None:
    assert ROW_ESTIMATES.keys() - ROOT_FIELDS.keys() == set()


def test_ten_full_pages_are_answered_and_one_row_more_is_refused_before_anything_is_read(
    client: TestClient,
) -> None:
    assert len(ask(client, pages(10, 1000))) == 10
    query = pages(10, 1000)[:-1] + 'one: image(id: "x") { id } }'
    with recorded(client) as statements:
        answered = answer(client, query)
    error = {"message": message(10_001, 10_000), "extensions": {"code": "LIMIT_EXCEEDED"}}
    assert (answered, statements) == ({"errors": [error]}, [])


def test_a_refused_request_is_no_answer_with_data(client: TestClient) -> None:
    accept = {"Accept": "application/graphql-response+json"}
    response = client.post("/graphql", json={"query": pages(11, 1000)}, headers=accept)
    assert (response.status_code, list(response.json())) == (400, ["errors"])


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("query", "variables", "asked"),
    [
        ("{ a: images(limit: 6) { id } b: images(limit: 4) { id } }", {}, 10),
        ("{ a: images(limit: 6) { id } b: images(limit: 5) { id } }", {}, 11),
        ("query ($a: Int) { images(limit: $a) { id } }", {"a": 10}, 10),
        ("query ($a: Int) { images(limit: $a) { id } }", {"a": 11}, 11),
        ("query ($a: Int = 11) { images(limit: $a) { id } }", {}, 11),
        ("query ($a: Int = 11) { images(limit: $a) { id } }", {"a": None}, 4),
        ("{ a: images { id } b: images(limit: null) { id } }", {}, 8),
        ("{ a: images { id } b: images { id } c: images { id } }", {}, 12),
        ("{ images(limit: 0) { id } a: images(limit: 10) { id } }", {}, 10),
        (f"{{ a: nodes(ids: {IDS}) {{ id }} b: nodes(ids: []) {{ id }} images(limit: 7) {{ id }} }}", {}, 10),
        (f"{{ a: nodes(ids: {IDS}) {{ id }} images(limit: 8) {{ id }} }}", {}, 11),
        ("query ($a: [ID!]!) { nodes(ids: $a) { id } }", {"a": ["x"] * 11}, 11),
        ('{ nodes(ids: "x") { id } images(limit: 9) { id } }', {}, 10),
        (f'{{ a: image(id: "{ID}") {{ id }} b: node(id: "x") {{ id }} images(limit: 9) {{ id }} }}', {}, 11),
        ("{ __typename __schema { types { name } } registry { version } images(limit: 10) { id } }", {}, 10),
        # One key is one field, whoever selects it.
        ("{ images(limit: 6) { id } ...F } fragment F on Query { images(limit: 6) { name } }", {}, 6),
        (
            "{ ...F } fragment F on Query { ... { a: images(limit: 6) { id } } b: images(limit: 6) { id } }",
            {},
            12,
        ),
        ("{ a: images(limit: 6) { id } b: images(limit: 6) @skip(if: true) { id } }", {}, 6),
        (INCLUDE, {"a": False}, 6),
        (INCLUDE, {"a": True}, 11),
    ],
)
def test_what_the_fields_at_the_root_ask_for_is_added_up(
    database: TestDatabase, query: str, variables: dict[str, Any], asked: int
) -> None:
    with serving(database, MAX_ROWS=str(asked), DEFAULT_PAGE_SIZE="4") as client:
        assert ask(client, query, **variables)
    with (
        serving(database, MAX_ROWS=str(asked - 1), DEFAULT_PAGE_SIZE="4") as client,
        recorded(client) as statements,
    ):
        assert refusal(client, query, **variables)["message"] == message(asked, asked - 1)
    assert statements == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ a: images(limit: 10) { id } b: images(limit: -5) { id } }", "BAD_USER_INPUT"),
        ("{ a: images(limit: 11) { id } b: images(limit: -5) { id } }", "LIMIT_EXCEEDED"),
    ],
)
def test_a_negative_page_takes_nothing_from_the_others(ten: TestClient, query: str, code: str) -> None:
    assert refused(ten, query)[0] == code


def test_a_page_beyond_the_largest_is_refused_at_its_place(client: TestClient) -> None:
    assert refused(client, "{ images(limit: 20000) { id } }") == ("LIMIT_EXCEEDED", ["limit"])


def test_a_field_whose_rows_cannot_be_told_is_refused_when_it_is_executed(ten: TestClient) -> None:
    query = 'query ($a: ID = "x") { nodes(ids: [$a]) { id } }'
    assert ask(ten, query) == {"nodes": [None]}
    error = refusal(ten, query, a=None)
    assert (error["path"], error["extensions"]["code"]) == (["nodes"], "BAD_USER_INPUT")


CREATE = "mutation ($input: [CreateImageInput!]!) { a: createImages(input: $input) { images { id } } %s }"
ONE = "createImage(input: {}) { image { id } }"


def test_what_mutations_change_in_bulk_is_added_up_too(ten: TestClient) -> None:
    with recorded(ten) as statements:
        assert refusal(ten, CREATE % ONE, input=[{}] * 10)["message"] == message(11, 10)
    assert statements == []
    assert ask(ten, "{ images { id } }") == {"images": []}
    assert len(ask(ten, CREATE % ONE, input=[{}] * 9)["a"]["images"]) == 9


@pytest.mark.parametrize(
    "field",
    [
        "updateImages(input: [%s]) { images { id } }",
        "deleteImages(input: [%s]) { images { id } }",
    ],
)
def test_each_image_of_a_bulk_change_counts(ten: TestClient, database: TestDatabase, field: str) -> None:
    made = [image() for _ in range(11)]
    database.insert(*made)
    rest = " input: { protected: false }" if "update" in field else ""
    items = [f'{{ id: "{each.id}"{rest} }}' for each in made]
    assert refusal(ten, f"mutation {{ {field % ' '.join(items)} }}")["message"] == message(11, 10)
    assert ask(ten, f"mutation {{ {field % ' '.join(items[:10])} }}")
