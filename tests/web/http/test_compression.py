"""Long answers are compressed as the client accepts, and stay the same to the byte; streams never are."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass

import httpx2
import orjson
import pytest
import zstandard
from starlette.testclient import TestClient

from tests.support.databases.builders import image
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import services, serving
from tests.support.http.long_streams import change, over
from tests.support.http.sse import streaming
from tests.support.log_capture import logged
from web.http.compression import MIN_BYTES, compressed
from web.http.content_negotiation import negotiate_coding

DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
}
CHROME = "gzip, deflate, br, zstd"
GO = "gzip"

# One page is compressed where it is made, the other one by gzip in a thread.
PAGES = (100, 1000)


def address(limit: int) -> str:
    return f"/graphql?query={{images(limit:{limit}){{id name status createdAt updatedAt version}}}}"


@dataclass(frozen=True)
class Sent:
    """An answer as it is on the wire: nothing is decoded."""

    status_code: int
    headers: httpx2.Headers
    content: bytes


def send(client: TestClient, method: str, path: str, json: object = None, **headers: str) -> Sent:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with client.stream(method, path, json=json, headers=named) as response:
        return Sent(response.status_code, response.headers, b"".join(response.iter_raw()))


def get(client: TestClient, limit: int, accept_encoding: str, method: str = "GET", **headers: str) -> Sent:
    return send(client, method, address(limit), accept_encoding=accept_encoding, **headers)


@pytest.fixture
def filled(client: TestClient, database: SqliteDatabase) -> TestClient:
    database.insert(*(image(name=f"debian-12-{at}") for at in range(1000)))
    return client


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        (CHROME, "zstd"),
        ("gzip, deflate, br", "gzip"),
        (GO, "gzip"),
        ("ZSTD", "zstd"),
        ("gzip, zstd;q=0.9", "gzip"),
        ("gzip;q=0.5, zstd;q=0.5", "zstd"),
        ("zstd;q=0, gzip", "gzip"),
        ("zstd;q=0, gzip;q=0", None),
        ("gzip;q=0.000", None),
        ("*", "gzip"),
        ("*;q=0", None),
        ("br, *;q=0.1", "gzip"),
        ("gzip;q=0, *", None),
        ("identity", None),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity;q=0, zstd", "zstd"),
        ("br, deflate", None),
        ("gzip;q=2", None),
        ("xgzip", None),
        ("", None),
    ],
)
def test_the_best_quality_decides_and_zstd_among_equals(accept_encoding: str, coding: str | None) -> None:
    assert negotiate_coding(accept_encoding) == coding


@pytest.mark.parametrize("limit", PAGES)
@pytest.mark.parametrize(("accept_encoding", "coding"), [(CHROME, "zstd"), (GO, "gzip")])
def test_a_long_answer_is_the_same_when_it_is_decompressed(
    filled: TestClient, limit: int, accept_encoding: str, coding: str
) -> None:
    plain, response = get(filled, limit, "identity"), get(filled, limit, accept_encoding)
    assert "content-encoding" not in plain.headers
    assert response.headers["content-encoding"] == coding
    assert DECODERS[coding](response.content) == plain.content
    assert len(response.content) < len(plain.content) / 3
    # All else is the same: the tag is weak, and caches know what the answer depends on.
    differing = {"content-encoding", "content-length", "x-request-id"}
    assert {name: value for name, value in response.headers.items() if name not in differing} == {
        name: value for name, value in plain.headers.items() if name not in differing
    }
    assert response.headers["vary"] == "Accept, Accept-Encoding"
    assert response.headers["content-length"] == str(len(response.content))


@pytest.mark.parametrize("accept_encoding", ["", CHROME, GO])
def test_a_client_that_has_an_answer_in_any_coding_is_not_sent_it_again(
    filled: TestClient, accept_encoding: str
) -> None:
    tags = {get(filled, 100, each).headers["etag"] for each in ("", CHROME, GO)}
    assert len(tags) == 1
    tag = tags.pop()
    assert tag.startswith('W/"')
    again = get(filled, 100, accept_encoding, if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert "content-encoding" not in again.headers
    assert again.headers["etag"] == tag
    assert again.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("accept_encoding", ["", CHROME, GO])
def test_head_has_the_headers_of_get(filled: TestClient, accept_encoding: str) -> None:
    get_, head = (get(filled, 100, accept_encoding, method) for method in ("GET", "HEAD"))
    unlike = {"x-request-id"}
    assert {name: value for name, value in head.headers.items() if name not in unlike} == {
        name: value for name, value in get_.headers.items() if name not in unlike
    }


def test_short_answers_and_errors_are_not_compressed(filled: TestClient) -> None:
    for query in ("{ images(limit: 20) { id } }", "{ " + "a" * MIN_BYTES + " }"):
        response = send(filled, "POST", "/graphql", {"query": query}, accept_encoding=CHROME)
        assert "content-encoding" not in response.headers


def test_a_post_is_compressed_and_the_log_has_the_bytes_that_were_sent(filled: TestClient) -> None:
    query = "{ images(limit: 1000) { id name } }"
    with logged() as log:
        sent = send(filled, "POST", "/graphql", {"query": query}, accept_encoding=GO).content
        services(filled).access_log.flush()
    assert len(orjson.loads(gzip.decompress(sent))["data"]["images"]) == 1000
    assert f" bytes={len(sent)} " in log.getvalue()


def test_it_can_be_switched_off(database: SqliteDatabase) -> None:
    database.insert(*(image() for _ in range(1000)))
    with serving(database, COMPRESSION="false") as client:
        for path in (address(1000), "/graphql/schema.graphql"):
            assert "content-encoding" not in client.get(path, headers={"accept-encoding": CHROME}).headers


def test_the_text_of_the_schema_is_compressed(client: TestClient) -> None:
    path = "/graphql/schema.graphql"
    plain, response = (send(client, "GET", path, accept_encoding=each) for each in ("identity", CHROME))
    assert response.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert response.headers["etag"] == plain.headers["etag"]
    assert DECODERS[response.headers["content-encoding"]](response.content) == plain.content


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stream_of_events_is_never_compressed(database: SqliteDatabase, method: str) -> None:
    async def test(port: int) -> None:
        accept = "text/event-stream\r\naccept-encoding: gzip, zstd"
        query = "subscription { imageChanged { image { name } } }"
        async with streaming(port, query, method=method, accept=accept) as stream:
            assert "content-encoding" not in stream.head
            await change(port)
            assert await stream.event() == {"data": {"imageChanged": {"image": {"name": "a"}}}}

    over(database, test)


@pytest.mark.parametrize("coding", DECODERS)
@pytest.mark.parametrize("body", [b"", b"a", bytes(10**6), "naïve \N{ROCKET}".encode() * 1000])
def test_every_body_is_restored(coding: str, body: bytes) -> None:
    assert DECODERS[coding](compressed(body, coding)) == body
