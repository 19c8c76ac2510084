"""Odd and hostile requests: each is answered in JSON with a status and a code, and tells nothing of ours."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from app import create_app
from db.sqlite.migrate import migrate
from settings import Settings
from tests.support.http.client import neighbour

GRAPHQL = "application/graphql-response+json"
JSON = {"content-type": "application/json"}
INPUT = "BAD_USER_INPUT"
LIMIT = "LIMIT_EXCEEDED"
PARSE = "GRAPHQL_PARSE_FAILED"
VALIDATION = "GRAPHQL_VALIDATION_FAILED"
UNKNOWN = "PERSISTED_QUERY_NOT_FOUND"
MUTATION = 'mutation { deleteImage(id: "00000000-0000-4000-8000-000000000000") { __typename } }'
ASKED = '{"query": "{ __typename }"'
HASH = "ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38"

# What would tell of our insides: a stack, SQL, a path, a module, Python's own words.
INSIDES = re.compile(
    r"Traceback|File \"|\.py\b|SELECT |sqlite|sqlalchemy|strawberry|object at 0x|site-packages|NoneType|"
    r"/(?:home|tmp|usr|var|root)/",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("odd") / "glimpse.db"
    migrate(path)
    settings = Settings.from_environment(
        {
            "GLIMPSE_DATABASE_URL": f"sqlite+aiosqlite:///{path}",
            "GLIMPSE_MAX_REQUEST_BYTES": str(2**20),
        }
    )
    with neighbour(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def post(body: str | bytes, content_type: str = "application/json", **headers: str) -> Any:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return "POST", "", body, {"content-type": content_type, **headers}


def get(**parameters: str) -> Any:
    return "GET", "?" + urlencode(parameters), b"", {}


def persisted(extension: str) -> Any:
    return post(f'{{"extensions": {{"persistedQuery": {extension}}}}}')


def raw(query_string: str) -> Any:
    return "GET", "?" + query_string, b"", {}


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
    ("a deep list", post(deep("[", "]", 100_000)), 400, LIMIT),
    ("a deep object", post(deep('{"a":', "}", 100_000)), 400, LIMIT),
    (
        "a deep variable",
        post(ASKED + f', "variables": {{"a": {deep("[", "]", 62)}}}}}'),
        200,
        None,
    ),
    ("a large integer", post(ASKED + f', "variables": {{"a": {2**64}, "b": -{10**300}}}}}'), 200, None),
    ("a larger integer", post(ASKED + f', "variables": {{"a": {10**400}}}}}'), 400, INPUT),
    ("GET a large integer", get(query="{ __typename }", variables=f'{{"a": {2**64}}}'), 200, None),
    ("a large extension", post(ASKED + f', "extensions": {{"a": {2**64}}}}}'), 200, None),
    ("a deeper variable", post(ASKED + f', "variables": {{"a": {deep("[", "]", 65)}}}}}'), 400, LIMIT),
    ("a deep extension", post(ASKED + f', "extensions": {{"a": {deep("[", "]", 65)}}}}}'), 400, LIMIT),
    ("a wide variable", post(ASKED + f', "variables": {{"a": [{"1," * 10_000}1]}}}}'), 400, LIMIT),
    ("a number of 4000 digits", post(ASKED + f', "variables": {{"a": {"9" * 4000}}}}}'), 400, INPUT),
    ("a member twice", post(ASKED + ', "query": "{ __typename }"}'), 400, INPUT),
    ("a member twice, escaped", post(ASKED + r', "qu\u0065ry": "{ images { id } }"}'), 400, INPUT),
    ("an unknown member twice", post(ASKED + ', "id": 1, "id": 1}'), 400, INPUT),
    ("a variable twice", post(ASKED + ', "variables": {"a": 1, "a": 1}}'), 400, INPUT),
    ("a field of a variable twice", post(ASKED + ', "variables": {"a": [{"b": 1, "b": 1}]}}'), 400, INPUT),
    ("an extension twice", post(ASKED + ', "extensions": {"a": 1, "a": 1}}'), 400, INPUT),
    ("a member twice in a batch", post(f'[{ASKED}, "query": ""}}]'), 400, INPUT),
    ("only a comment", post('{"query": "# nothing"}'), 400, PARSE),
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
    ("extensions a list", post(ASKED + ', "extensions": []}'), 400, INPUT),
    ("documentId a number", post('{"documentId": 1}'), 400, INPUT),
    ("documentId empty", post('{"documentId": ""}'), 400, UNKNOWN),
    ("documentId unknown", post('{"documentId": "../../etc/passwd"}'), 400, UNKNOWN),
    ("documentId beside a query", post(ASKED + ', "documentId": "a"}'), 400, INPUT),
    (
        "a persisted query that nobody knows",
        persisted(f'{{"version": 1, "sha256Hash": "{HASH}"}}'),
        400,
        UNKNOWN,
    ),
    ("a persisted query, a string", persisted('"a"'), 400, INPUT),
    ("a persisted query without a version", persisted(f'{{"sha256Hash": "{HASH}"}}'), 400, INPUT),
    ("a persisted query of version 2", persisted(f'{{"version": 2, "sha256Hash": "{HASH}"}}'), 400, INPUT),
    ("a persisted query without a hash", persisted('{"version": 1}'), 400, INPUT),
    ("a hash that is a number", persisted('{"version": 1, "sha256Hash": 1}'), 400, INPUT),
    ("a hash that is short", persisted('{"version": 1, "sha256Hash": "ab"}'), 400, INPUT),
    ("a hash in upper case", persisted(f'{{"version": 1, "sha256Hash": "{HASH.upper()}"}}'), 400, INPUT),
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
    ("a subscription", post('{"query": "subscription { a }"}'), 406, INPUT),
    # GET
    ("GET nothing", get(), 400, INPUT),
    ("GET a query", get(query="{ __typename }"), 200, None),
    ("GET a mutation", get(query=MUTATION), 405, INPUT),
    ("GET bad variables", get(query="{ __typename }", variables="{"), 400, INPUT),
    ("GET a variable twice", get(query="{ __typename }", variables='{"a": 1, "a": 1}'), 400, INPUT),
    ("GET an extension twice", get(query="{ __typename }", extensions='{"a": 1, "a": 1}'), 400, INPUT),
    ("GET variables a list", get(query="{ __typename }", variables="[]"), 400, INPUT),
    ("GET bad extensions", get(query="{ __typename }", extensions="NaN"), 400, INPUT),
    ("GET a syntax error", get(query="}"), 400, PARSE),
    ("GET a parameter twice", raw("query=%7B__typename%7D&query=%7Bimages%7Bid%7D%7D"), 400, INPUT),
    ("GET Latin-1", raw("query=%7B__typename%7D&operationName=%E9"), 400, INPUT),
    ("GET half an escape", raw("query=%7B__typename%7D%"), 400, PARSE),
    ("GET a hundred parameters", raw("&".join(f"a{at}=1" for at in range(100))), 400, INPUT),
    ("GET what others add", get(query="{ __typename }", fbclid="x", _="1"), 200, None),
    ("GET a batch", raw("[]"), 400, INPUT),
    ("GET variables empty", get(query="{ __typename }", variables="", extensions=""), 200, None),
    ("GET operationName empty", get(query="{ __typename }", operationName=""), 200, None),
    ("GET documentId empty", get(query="{ __typename }", documentId=""), 200, None),
    ("GET a query empty", get(query=""), 400, INPUT),
    ("GET a query and an empty one", raw("query=&query=%7B__typename%7D"), 200, None),
    ("GET parameters without a value", raw("query=%7B__typename%7D&operationName&documentId"), 200, None),
    ("GET deep variables", get(query="{ __typename }", variables='{"a":' * 70 + "1" + "}" * 70), 400, LIMIT),
    ("GET a subscription", get(query="subscription { a }"), 406, INPUT),
    ("PATCH", ("PATCH", "", ASKED + "}", JSON), 405, INPUT),
    ("TRACE", ("TRACE", "", b"", {}), 405, INPUT),
    ("an invented method", ("BREW", "", b"", {}), 405, INPUT),
    ("lower case", ("get", "?query=%7B__typename%7D", b"", {}), 200, None),
    ("a length that lies", post(ASKED + "}", content_length="9" * 30), 413, LIMIT),
    ("two content encodings", post(ASKED + "}", content_encoding="gzip, br"), 415, INPUT),
    ("an empty content encoding", post(ASKED + "}", content_encoding=""), 200, None),
    ("two charsets", post(ASKED + "}", "application/json; charset=utf-8; charset=latin-1"), 415, INPUT),
    ("a charset twice", post(ASKED + "}", "application/json; charset=utf-8; charset=UTF8"), 200, None),
    ("another parameter", post(ASKED + "}", "application/json; foo=bar"), 200, None),
    ("a parameter of OData", post(ASKED + "}", "application/json;odata=verbose;charset=utf-8"), 200, None),
    ("a quoted parameter", post(ASKED + "}", 'application/json; a="; charset=latin-1"'), 200, None),
    ("a parameter without a value", post(ASKED + "}", "application/json; charset; foo"), 200, None),
    ("a charset behind a parameter", post(ASKED + "}", "application/json; a=b; charset=utf-16"), 415, INPUT),
    ("two content types", post(ASKED + "}", "application/json, application/json"), 415, INPUT),
    ("a parameter of plain text", post(ASKED + "}", "text/plain; a=application/json"), 415, INPUT),
    ("JSON of GraphQL", post(ASKED + "}", "application/graphql+json"), 415, INPUT),
    ("an upload", post(ASKED + "}", "multipart/form-data; boundary=x"), 415, INPUT),
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
    assert not INSIDES.search(response.text)
    answer = response.json()
    if status == 200:
        assert answer == {"data": {"__typename": "Query"}}
        return
    assert list(answer) == ["errors"]
    assert answer["errors"]
    for error in answer["errors"]:
        assert error["message"].endswith((".", "PersistedQueryNotFound")) or code in (None, PARSE)
        assert error["extensions"]["code"] in ((code,) if code else (VALIDATION, INPUT))


def test_there_are_enough_of_them() -> None:
    assert len(ODD) >= 60


@pytest.mark.parametrize(
    "request_",
    [post(ASKED + ', "variables": {"a": 1e400}}'), get(query="{ __typename }", variables='{"a": 1e400}')],
)
def test_a_number_out_of_range_is_refused_as_such(client: TestClient, request_: Any) -> None:
    method, query, body, headers = request_
    response = client.request(method, f"/graphql{query}", content=body, headers=headers)
    assert response.status_code == 400
    assert response.json() == {
        "errors": [
            {
                "message": "The request's JSON must not have a number out of range, such as 1e400.",
                "extensions": {"code": INPUT},
            }
        ]
    }
