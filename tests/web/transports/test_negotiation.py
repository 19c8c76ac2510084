"""Media types: which a client gets, and what status goes with it."""

import pytest
from starlette.testclient import TestClient

from tests.support.http.browser_headers import CHROME, FIREFOX, SAFARI
from web.http.content_negotiation import (
    EVENTS,
    GRAPHQL,
    JSON,
    MULTIPART,
    accepts_gzip,
    negotiate_media_type,
    negotiate_stream,
    prefers_html,
)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        ("Application/GraphQL-Response+JSON", GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8, {JSON}; charset=utf-8; q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON};q=0.9", JSON),
        (f"{GRAPHQL}, */*;q=0.1", GRAPHQL),
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"{JSON};q=0", None),
        (f"{JSON};q=high", None),
        (f'{JSON};charset="UTF-8"', JSON),
        (f"{JSON};charset=latin-1", None),
        (f"{JSON};charset=utf8", JSON),
        (f'{JSON};odata="a,b";q=0.5, {GRAPHQL};q=0.4', JSON),
        (f"{JSON};q=0;q=1", None),
        ("text/html,application/xhtml+xml,*/*;q=0.8", JSON),
        ("text/html", None),
        (",;,", None),
    ],
)
def test_the_most_specific_range_and_the_best_quality_decide(
    accept: str | None, media_type: str | None
) -> None:
    assert negotiate_media_type(accept) == media_type


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", None),
        ("*/*", None),
        ("text/*", None),
        (EVENTS, EVENTS),
        (f"{JSON}, Text/Event-Stream;q=0.1", EVENTS),
        (f"{EVENTS};q=0", None),
        # Apollo Client 4, and what Apollo's documents name
        (f"{MULTIPART};boundary=graphql;subscriptionSpec=1.0,{JSON}", MULTIPART),
        (f'{MULTIPART}; boundary="graphql"; subscriptionSpec="1.0", {JSON}', MULTIPART),
        (f"{MULTIPART};subscriptionSpec=1.0;q=0", None),
        # Apollo's parts of deferred fields
        (f"{MULTIPART};deferSpec=20220824,{JSON}", None),
        (f"{MULTIPART};subscriptionSpec=2.0", None),
        (MULTIPART, None),
        ("multipart/*;subscriptionSpec=1.0", None),
        (f"{MULTIPART};deferSpec=20220824, {MULTIPART};subscriptionSpec=1.0", MULTIPART),
        (f"{MULTIPART};subscriptionSpec=1.0, {EVENTS}", EVENTS),
        (f"{MULTIPART};subscriptionSpec=1.0, {EVENTS};q=0.9", MULTIPART),
    ],
)
def test_a_subscription_is_framed_as_the_client_accepts_and_likes_best(
    accept: str, media_type: str | None
) -> None:
    assert negotiate_stream(accept) == media_type


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        (CHROME, True),
        (FIREFOX, True),
        (SAFARI, True),
        # curl, and fetch as it is
        ("*/*", False),
        # HTTP libraries that send none
        ("", False),
        # GraphiQL itself
        (f"{GRAPHQL}, {JSON};q=0.9", False),
        # The image and the script of a page
        ("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", False),
        ("text/html", True),
        ("Text/HTML; charset=utf-8", True),
        ("text/*, */*;q=0.9", True),
        (f"text/html, {JSON}", False),
        (f"text/html;q=0.9, {JSON}", False),
        (f"text/html;q=0.9, {GRAPHQL}", False),
        (f"text/html;q=0.9, {JSON};q=0.8", True),
        ("text/html, application/*", False),
        ("text/html;q=0, */*;q=0", False),
        ("text/html;q=0.8, */*;q=0.8", False),
        ("text/plain", False),
        ("application/xhtml+xml, text/html;q=much, */*;q=0.1", False),
    ],
)
def test_a_page_is_for_those_who_like_it_better_than_json(accept: str, html: bool) -> None:
    assert prefers_html(accept) is html


@pytest.mark.parametrize(
    ("accept_encoding", "gzip"),
    [
        ("gzip, deflate, br, zstd", True),
        ("gzip", True),
        ("GZip;Q=0.5", True),
        ("*", True),
        ("br, *;q=0.1", True),
        ("gzip;q=0.5, identity;q=0.5", True),
        ("gzip, identity;q=0", True),
        ("", False),
        ("identity", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("gzip;q=0.5, identity", False),
        ("gzip;q=2", False),
        ("xgzip", False),
    ],
)
def test_compressed_is_for_those_who_can_read_it(accept_encoding: str, gzip: bool) -> None:
    assert accepts_gzip(accept_encoding) is gzip


@pytest.mark.parametrize(
    ("query", "graphql_status"),
    [("{ __typename }", 200), ("{", 400), ("{ nothing }", 400), ("{ images(limit: -1) { id } }", 200)],
)
def test_a_document_that_is_wrong_has_a_status_of_its_own_only_in_graphqls_type(
    client: TestClient, query: str, graphql_status: int
) -> None:
    for accept, status in ((JSON, 200), ("*/*", 200), (GRAPHQL, graphql_status)):
        response = client.post("/graphql", json={"query": query}, headers={"accept": accept})
        assert response.status_code == status
        assert response.headers["content-type"] == f"{GRAPHQL if accept == GRAPHQL else JSON}; charset=utf-8"
        assert response.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_a_request_that_is_none_has_its_status_in_either_type(client: TestClient, accept: str) -> None:
    assert client.post("/graphql", json={}, headers={"accept": accept}).status_code == 400
    assert client.put("/graphql", json={}, headers={"accept": accept}).status_code == 405


def test_a_client_that_takes_neither_is_told_so(client: TestClient) -> None:
    response = client.post("/graphql", json={"query": "{ __typename }"}, headers={"accept": "text/html"})
    assert response.status_code == 406
    assert response.headers["content-type"] == f"{JSON}; charset=utf-8"
    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
