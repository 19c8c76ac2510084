"""Errors: what is said on purpose has its code, and everything else is masked."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from db.sqlite.store import SqliteStore
from db.store import (
    ReadOnlyStoreError,
    Rows,
    Statement,
    StatementTimeoutError,
    StoreUnavailableError,
    Transaction,
    Values,
)
from resolvers.errors import BadUserInputError
from resolvers.mutations.field_rules import checked_text
from tests.support.databases.builders import image
from tests.support.databases.protocol import TestDatabase
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import Refusal, answer, ask, refusal, refused, replace_services

pytestmark = pytest.mark.all_databases

SECRET = "SELECT secret FROM images -- in /var/lib/glimpse.db"


class FailingStore(SqliteStore):
    """Fails whenever it is asked for anything."""

    def __init__(self, failure: Exception) -> None:
        super().__init__(Path("glimpse.db"), busy_timeout=1, statement_timeout=1)
        self.failure = failure

    async def read(self, statement: Statement, values: Values) -> Rows:
        raise self.failure

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        raise self.failure
        yield


Fail = Callable[[Exception], None]


@pytest.fixture
def fail(client: TestClient) -> Fail:
    """From now on the app's store fails so."""

    def with_failure(failure: Exception) -> None:
        replace_services(client, store=FailingStore(failure))

    return with_failure


ROOTS = [
    "{ it: images { id } }",
    '{ it: image(id: "6ba7b810-9dad-11d1-80b4-00c04fd430c8") { id } }',
    '{ it: nodes(ids: ["x"]) { id } }',
    "mutation { it: createImage(input: {}) { image { id } } }",
    'mutation { it: deleteImage(id: "x") { image { id } } }',
]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("query", ROOTS)
def test_an_unexpected_failure_is_masked_and_logged_under_its_id(
    client: TestClient, fail: Fail, caplog: pytest.LogCaptureFixture, query: str
) -> None:
    fail(RuntimeError(SECRET))
    response = client.post("/graphql", json={"query": query})
    error = response.json()["errors"][0]
    identity = error["extensions"]["id"]
    assert response.status_code == 200
    assert (error["message"], error["extensions"], error["path"]) == (
        "Internal server error; the server's log has the details.",
        {"code": "INTERNAL_SERVER_ERROR", "id": identity},
        ["it"],
    )
    assert "secret" not in response.text
    assert "glimpse.db" not in response.text
    (record,) = (each for each in caplog.records if each.name == "glimpse")
    assert (record.levelno, record.getMessage()) == (logging.ERROR, f"Internal error {identity}")
    assert record.exc_text is not None
    assert "Traceback" in record.exc_text
    assert SECRET in record.exc_text


@pytest.mark.parametrize("query", ROOTS)
@pytest.mark.parametrize(
    ("fact", "code", "message"),
    [
        (ReadOnlyStoreError(SECRET), "READ_ONLY", "The database is read-only."),
        (
            StatementTimeoutError(SECRET),
            "TIMEOUT",
            "A statement exceeded `statementTimeout` and was stopped; request less.",
        ),
        (
            StoreUnavailableError(SECRET),
            "UNAVAILABLE",
            "The database is unavailable or locked; retry.",
        ),
    ],
    ids=["read-only", "timeout", "unavailable"],
)
def test_what_the_store_says_has_its_code_and_its_words_stay_in_the_log(
    client: TestClient,
    fail: Fail,
    caplog: pytest.LogCaptureFixture,
    query: str,
    fact: Exception,
    code: str,
    message: str,
) -> None:
    fail(fact)
    error = refusal(client, query)
    assert error == {
        "message": message,
        "locations": error["locations"],
        "path": ["it"],
        "extensions": {"code": code},
    }
    logged = [
        (each.levelno, each.getMessage(), each.exc_info) for each in caplog.records if each.name == "glimpse"
    ]
    # That a store is read-only is no trouble.
    assert logged == ([] if code == "READ_ONLY" else [(logging.WARNING, f"{code}: {SECRET}", None)])


@pytest.mark.sqlite_only
def test_a_statement_that_fails_shows_no_value_in_the_log(
    client: TestClient, database: SqliteDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    with database.connect() as connection:
        connection.execute(
            "CREATE TRIGGER refusing BEFORE INSERT ON image_properties "
            "BEGIN SELECT RAISE(ABORT, 'not this one'); END"
        )
    query = 'mutation { createImage(input: {properties: [{name: "k", value: "s3cret"}]}) { image { id } } }'
    assert refused(client, query) == ("INTERNAL_SERVER_ERROR", None)
    assert "IntegrityError: (sqlite3.IntegrityError) not this one" in caplog.text
    assert "s3cret" not in caplog.text


def test_two_failures_have_two_ids(client: TestClient, fail: Fail) -> None:
    fail(RuntimeError(SECRET))
    first, second = (refusal(client, ROOTS[0])["extensions"]["id"] for _ in range(2))
    assert first != second


def test_a_failed_field_leaves_the_others(client: TestClient, fail: Fail) -> None:
    fail(RuntimeError(SECRET))
    query = '{ a: image(id: "6ba7b810-9dad-11d1-80b4-00c04fd430c8") { id } b: image(id: "x") { id } }'
    answered = answer(client, query)
    assert answered["data"] == {"a": None, "b": None}
    assert [error["path"] for error in answered["errors"]] == [["a"]]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ imags { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ('query ($a: Int!) { image(id: "x") { id } }', "GRAPHQL_VALIDATION_FAILED"),
        ("query ($a: Int!) { images(limit: $a) { id } }", "BAD_USER_INPUT"),
    ],
)
def test_a_mistake_of_a_client_is_coded_and_not_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture, query: str, code: str
) -> None:
    error = refusal(client, query)
    assert error["extensions"] == {"code": code}
    assert "Did you mean" not in error["message"]
    assert [record for record in caplog.records if record.name == "glimpse"] == []


INPUT, PARSE, VALIDATION = "BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"
MANY_DIGITS = "9" * 5000
METADATA: list[str | int] = ["input", "locations", 0, "metadata"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        ("size: 9223372036854775808", (INPUT, None)),
        (f"size: {MANY_DIGITS}", (INPUT, None)),
        ("size: 1e999", (INPUT, None)),
        ("minDisk: 2147483648", (VALIDATION, None)),
        (f"minDisk: {MANY_DIGITS}", (VALIDATION, None)),
        ("status: NOPE", (VALIDATION, None)),
        ("tags: null", (VALIDATION, None)),
        ("nope: 1", (VALIDATION, None)),
        ('name: "\\u0000"', (INPUT, ["input", "name"])),
        # Half a character is no string of GraphQL.
        ('name: "\\ud800"', (PARSE, None)),
        ('locations: [{url: "u", metadata: []}]', (INPUT, None)),
        ('locations: [{url: "u", metadata: {a: 18446744073709551616}}]', (INPUT, METADATA)),
        (f'locations: [{{url: "u", metadata: {{a: [{MANY_DIGITS}]}}}}]', (INPUT, METADATA)),
        ('locations: [{url: "u", metadata: {a: 1e999}}]', (INPUT, METADATA)),
    ],
    ids=lambda each: str(each)[:50],
)
def test_a_bad_literal_is_refused_and_nothing_is_stored(
    client: TestClient, literal: str, expected: Refusal
) -> None:
    query = f"mutation {{ createImage(input: {{ {literal} }}) {{ image {{ id }} }} }}"
    assert refused(client, query) == expected
    assert ask(client, "{ images { id } }") == {"images": []}


def test_a_refused_number_speaks_no_python(client: TestClient) -> None:
    query = f"mutation {{ createImage(input: {{ minDisk: {MANY_DIGITS} }}) {{ image {{ id }} }} }}"
    assert "sys." not in refusal(client, query)["message"]


def test_half_a_character_in_a_body_is_no_json(client: TestClient) -> None:
    body = b'{"query": "mutation { createImage(input: { name: \\"\\ud800\\" }) { image { id } } }"}'
    response = client.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["errors"][0]["extensions"]) == (400, {"code": INPUT})


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\udc00\ud800", "a\0"])
def test_half_a_character_is_no_text(text: str) -> None:
    with pytest.raises(BadUserInputError) as refused:
        checked_text(text, ("input", "name"), max_characters=9)
    assert refused.value.extensions == {"code": INPUT, "path": ["input", "name"]}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("change", ["{}", "{ replace: [], merge: {} }", "{ replace: null }"])
@pytest.mark.parametrize("field", ["tags", "properties"])
def test_a_choice_is_one_of_two(client: TestClient, database: TestDatabase, field: str, change: str) -> None:
    database.insert(made := image())
    query = f"""mutation {{ updateImage(id: "{made.id}", input: {{ {field}: {change} }})
        {{ changedFields }} }}"""
    assert refused(client, query) == (VALIDATION, None)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("number", [2**63, 2**64, -(2**63) - 1, 10**300])
@pytest.mark.parametrize(
    ("type_", "use"),
    [
        ("Int", "images(limit: $v) { id }"),
        ("Long", "images(where: { size: { eq: $v } }) { id }"),
        ("LongFilter", "images(where: { size: $v }) { id }"),
        ("Boolean", "images(where: { hidden: $v }) { id }"),
        ("String", "images(where: { name: { eq: $v } }) { id }"),
        ("DateTime", "images(where: { createdAt: { gte: $v } }) { id }"),
        ("ImageStatus", "images(where: { status: { eq: $v } }) { id }"),
    ],
)
def test_a_large_integer_is_no_value_of_any_type(
    client: TestClient, type_: str, use: str, number: int
) -> None:
    query = f"query ($v: {type_}) {{ {use} }}"
    assert refused(client, query, v=number)[0] == INPUT
    assert refused(client, query, v=[{"eq": number}])[0] == INPUT


@pytest.mark.sqlite_only
def test_a_large_integer_is_an_id_that_no_image_has(client: TestClient) -> None:
    query = "query ($v: ID!) { image(id: $v) { id } }"
    assert ask(client, query, v=2**64) == ask(client, "{ image(id: 18446744073709551616) { id } }")
