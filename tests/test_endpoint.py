"""Odd requests: whatever is sent, the answer is JSON with a code, and never a failure of ours."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from app import create_app
from db.migrate import migrate
from db.store import StoreRefused
from settings import Settings
from tests.asking import neighbour

GRAPHQL = "application/graphql-response+json"
JSON = {"content-type": "application/json"}
INPUT = "BAD_USER_INPUT"
LIMIT = "LIMIT_EXCEEDED"
PARSE = "GRAPHQL_PARSE_FAILED"
VALIDATION = "GRAPHQL_VALIDATION_FAILED"
MUTATION = 'mutation { deleteImage(id: "00000000-0000-4000-8000-000000000000") { __typename } }'
ASKED = '{"query": "{ __typename }"'


def settings_of(path: Path) -> Settings:
    return Settings.from_environment(
        {
            "GLIMPSE_DATABASE_URL": f"sqlite+aiosqlite:///{path}",
            "GLIMPSE_MAX_REQUEST_BYTES": str(2**20),
        }
    )


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("endpoint") / "glimpse.db"
    migrate(path)
    with neighbour(create_app(settings_of(path)), raise_server_exceptions=False) as client:
        yield client


def post(body: str | bytes, content_type: str = "application/json", **headers: str) -> Any:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return "POST", "", body, {"content-type": content_type, **headers}


def get(**parameters: str) -> Any:
    return "GET", "?" + urlencode(parameters), b"", {}


def deep(opening: str, closing: str, depth: int) -> str:
    return opening * depth + closing * depth


ODD = [
    # The body
    ("nothing", post(b""), 400, INPUT),
    ("no JSON", post("query"), 400, INPUT),
    ("half an object", post(ASKED), 400, INPUT),
    ("a string", post('"{ __typename }"'), 400, INPUT),
    ("a number", post("1"), 400, INPUT),
    ("null", post("null"), 400, INPUT),
    ("true", post("true"), 400, INPUT),
    ("an empty list", post("[]"), 400, INPUT),
    ("a batch", post(f"[{ASKED}}}]"), 400, INPUT),
    ("an empty object", post("{}"), 400, INPUT),
    ("Latin-1", post('{"query": "{ é }"}'.encode("latin-1")), 400, INPUT),
    ("UTF-16", post('{"query": "{ __typename }"}'.encode("utf-16")), 400, INPUT),
    ("a byte order mark", post(b"\xef\xbb\xbf" + ASKED.encode() + b"}"), 400, INPUT),
    ("a NUL", post(b"\0"), 400, INPUT),
    ("a lone surrogate", post('{"query": "{ __typename } # \\ud800"}'), 400, INPUT),
    ("NaN", post(ASKED + ', "variables": {"a": NaN}}'), 400, INPUT),
    ("Infinity", post(ASKED + ', "variables": {"a": Infinity}}'), 400, INPUT),
    ("a deep list", post(deep("[", "]", 100_000)), 400, INPUT),
    ("a deep object", post(deep('{"a":', "}", 100_000)), 400, INPUT),
    (
        "a deep variable",
        post(ASKED + f', "variables": {{"a": {deep("[", "]", 1000)}}}}}'),
        200,
        None,
    ),
    # Its members
    ("query null", post('{"query": null}'), 400, INPUT),
    ("query empty", post('{"query": ""}'), 400, INPUT),
    ("query a number", post('{"query": 1}'), 400, INPUT),
    ("query a list", post('{"query": ["{ __typename }"]}'), 400, INPUT),
    ("variables a list", post(ASKED + ', "variables": []}'), 400, INPUT),
    ("variables a string", post(ASKED + ', "variables": "{}"}'), 400, INPUT),
    ("variables zero", post(ASKED + ', "variables": 0}'), 400, INPUT),
    ("variables null", post(ASKED + ', "variables": null}'), 200, None),
    ("operationName a number", post(ASKED + ', "operationName": 1}'), 400, INPUT),
    ("operationName a list", post(ASKED + ', "operationName": []}'), 400, INPUT),
    ("operationName unknown", post(ASKED + ', "operationName": "A"}'), 400, INPUT),
    ("operationName empty", post(ASKED + ', "operationName": ""}'), 400, INPUT),
    ("extensions a string", post(ASKED + ', "extensions": "x"}'), 400, INPUT),
    ("an unknown member", post(ASKED + ', "id": "1"}'), 200, None),
    # The head
    ("no content type", post(ASKED + "}", ""), 415, INPUT),
    ("plain text", post(ASKED + "}", "text/plain"), 415, INPUT),
    ("a form", post("query={__typename}", "application/x-www-form-urlencoded"), 415, INPUT),
    ("almost JSON", post(ASKED + "}", "application/jsonfoo"), 415, INPUT),
    ("the wrong charset", post(ASKED + "}", "application/json; charset=latin-1"), 415, INPUT),
    ("the right charset", post(ASKED + "}", 'Application/JSON; charset="UTF-8"'), 200, None),
    ("a compressed body", post(ASKED + "}", content_encoding="gzip"), 415, INPUT),
    ("PUT", ("PUT", "", ASKED + "}", JSON), 405, INPUT),
    ("DELETE", ("DELETE", "", b"", {}), 405, INPUT),
    ("OPTIONS", ("OPTIONS", "", b"", {}), 405, INPUT),
    ("too large", post(ASKED + " " * 2**20 + "}"), 413, LIMIT),
    # The document
    ("white space", post('{"query": " "}'), 400, PARSE),
    ("a syntax error", post('{"query": "{"}'), 400, PARSE),
    ("a NUL in the document", post('{"query": "{ __typename \\u0000 }"}'), 400, PARSE),
    ("a deep document", post(f'{{"query": "{deep("{a", "}", 4000)}"}}'), 400, LIMIT),
    ("too many tokens", post(f'{{"query": "{{{" a" * 20_000}}}"}}'), 400, LIMIT),
    ("no operation", post('{"query": "fragment A on Query { __typename }"}'), 400, None),
    ("an unknown field", post('{"query": "{ nothing }"}'), 400, VALIDATION),
    (
        "a missing variable",
        post('{"query": "query($a: ID!) { image(id: $a) { id } }"}'),
        400,
        INPUT,
    ),
    (
        "two operations",
        post('{"query": "query A { __typename } query B { __typename }"}'),
        400,
        INPUT,
    ),
    ("a subscription", post('{"query": "subscription { a }"}'), 400, None),
    # GET
    ("GET nothing", get(), 400, INPUT),
    ("GET a query", get(query="{ __typename }"), 200, None),
    ("GET a mutation", get(query=MUTATION), 405, INPUT),
    ("GET bad variables", get(query="{ __typename }", variables="{"), 400, INPUT),
    ("GET variables a list", get(query="{ __typename }", variables="[]"), 400, INPUT),
    ("GET bad extensions", get(query="{ __typename }", extensions="NaN"), 400, INPUT),
    ("GET a syntax error", get(query="}"), 400, PARSE),
]


@pytest.mark.parametrize(
    ("asked", "status", "code"), [case[1:] for case in ODD], ids=[case[0] for case in ODD]
)
def test_an_odd_request_is_answered_in_json_with_a_code(
    client: TestClient, asked: tuple[str, str, str | bytes, dict[str, str]], status: int, code: str
) -> None:
    method, query, body, headers = asked
    headers = {"accept": GRAPHQL, **headers}
    response = client.request(method, f"/graphql{query}", content=body, headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == f"{GRAPHQL}; charset=utf-8"
    answer = response.json()
    if status == 200:
        assert answer == {"data": {"__typename": "Query"}}
        return
    assert list(answer) == ["errors"]
    for error in answer["errors"]:
        assert isinstance(error["message"], str)
        assert "extensions" in error
        assert code is None or error["extensions"]["code"] == code


def test_a_body_without_a_length_is_bounded_too(client: TestClient) -> None:
    response = client.post("/graphql", content=iter([b" " * 2**19] * 3), headers=JSON)
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"] == {"code": LIMIT}


@pytest.mark.parametrize(
    ("method", "query", "allowed"),
    [("PUT", "", "GET, POST"), ("GET", "?" + urlencode({"query": MUTATION}), "POST")],
)
def test_a_refused_method_says_which_are_allowed(
    client: TestClient, method: str, query: str, allowed: str
) -> None:
    assert client.request(method, f"/graphql{query}").headers["allow"] == allowed


def test_several_operations_run_the_named_one(client: TestClient) -> None:
    response = client.post(
        "/graphql",
        json={"query": "query A { a: __typename } query B { b: __typename }", "operationName": "B"},
    )
    assert response.json() == {"data": {"b": "Query"}}


def test_words_of_operations_in_a_comment_do_not_count(client: TestClient) -> None:
    response = client.post("/graphql", json={"query": "# query, mutation\n{ __typename }"})
    assert response.json() == {"data": {"__typename": "Query"}}


def test_an_error_of_a_field_is_no_error_of_the_request(client: TestClient) -> None:
    response = client.post("/graphql", json={"query": "{ images(limit: -1) { id } }"})
    assert response.status_code == 200
    answer = response.json()
    assert answer["data"] is None
    assert answer["errors"][0]["path"] == ["images"]
    assert answer["errors"][0]["extensions"]["code"] == INPUT


def test_the_process_is_up_and_ready(client: TestClient) -> None:
    for path in ("/healthz", "/readyz"):
        response = client.get(path)
        assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_it_is_not_ready_when_the_database_is_closed(tmp_path: Path) -> None:
    migrate(tmp_path / "glimpse.db")
    app = create_app(settings_of(tmp_path / "glimpse.db"))
    with TestClient(app):
        pass
    response = TestClient(app).get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable"})


def test_an_unknown_address_is_answered_in_json(client: TestClient) -> None:
    response = client.get("/nothing")
    assert response.status_code == 404
    assert response.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}


def test_the_front_page_points_to_the_api(client: TestClient) -> None:
    assert client.get("/").json() == {"graphql": "/graphql"}


def test_an_unmigrated_database_is_refused_with_what_to_run(tmp_path: Path) -> None:
    app = create_app(settings_of(tmp_path / "glimpse.db"))
    with pytest.raises(StoreRefused, match="run `glimpse migrate`"), TestClient(app):
        pass
