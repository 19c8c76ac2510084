"""Bodies of requests, answers, and server-sent events: without a server."""

from datetime import UTC, datetime
from typing import Any

import pytest

import glimpse_client
from glimpse_client import errors
from glimpse_client.errors import GlimpseError, error_of
from glimpse_client.generated.input_types import ImageUpdate, ImageWhere, StringFilter, UpdateImageInput
from glimpse_client.messages import EventReader, body_of, data_of, data_of_answer, endpoint_of, headers_of
from glimpse_client.unset import UNSET
from tests.support.pages.claims import error_codes


def test_every_code_of_the_server_has_its_exception() -> None:
    known = {code: type(error_of([{"extensions": {"code": code}}])) for code in error_codes()}
    assert [code for code, kind in known.items() if kind is GlimpseError] == []
    assert {code for kind in GlimpseError.__subclasses__() for code in kind.CODES} == error_codes()


def test_an_error_has_the_code_the_path_and_the_data_of_its_response() -> None:
    extensions = {"code": "CONFLICT", "path": ["ifVersion"]}
    with pytest.raises(errors.Conflict, match="Read it again") as raised:
        data_of_answer(
            {"data": {"a": None}, "errors": [{"message": "Read it again", "extensions": extensions}]}
        )
    assert (raised.value.code, raised.value.path, raised.value.data) == (
        "CONFLICT",
        ("ifVersion",),
        {"a": None},
    )
    assert raised.value.errors[0]["extensions"] == extensions


def test_a_code_of_a_later_server_is_a_general_error() -> None:
    error = error_of([{"message": "New", "extensions": {"code": "LATER"}}, {"message": "Second"}])
    assert (type(error), error.code, str(error), len(error.errors)) == (GlimpseError, "LATER", "New", 2)


@pytest.mark.parametrize(
    ("status", "content", "kind"),
    [
        (200, b"<html>", errors.UnexpectedAnswer),
        (200, b"[]", errors.UnexpectedAnswer),
        (200, b'{"data": null}', errors.UnexpectedAnswer),
        (401, b"", errors.Unauthenticated),
        (403, b"", errors.Forbidden),
        (502, b"Bad gateway", errors.Unavailable),
        (404, b'{"errors": [{"message": "No", "extensions": {"code": "NOT_FOUND"}}]}', errors.NotFound),
    ],
)
def test_an_answer_without_data_is_an_exception(status: int, content: bytes, kind: type[Exception]) -> None:
    with pytest.raises(GlimpseError) as raised:
        data_of(status, content)
    assert type(raised.value) is kind


@pytest.mark.parametrize(
    ("variables", "body"),
    [
        ({}, b'{"query":"{ a }"}'),
        ({"a": UNSET, "b": None}, b'{"query":"{ a }","variables":{"b":null}}'),
        (
            {"i": [ImageUpdate(id="1", input=UpdateImageInput(name=None))]},
            b'{"query":"{ a }","variables":{"i":[{"id":"1","input":{"name":null}}]}}',
        ),
        (
            {"w": ImageWhere(not_=ImageWhere(name=StringFilter(in_=["ü"], ignore_case=True)))},
            '{"query":"{ a }","variables":{"w":{"not":{"name":{"in":["ü"],"ignoreCase":true}}}}}'.encode(),
        ),
        (
            {"t": datetime(2026, 1, 2, tzinfo=UTC)},
            b'{"query":"{ a }","variables":{"t":"2026-01-02T00:00:00+00:00"}}',
        ),
    ],
)
def test_what_is_not_given_is_not_sent_and_null_is(variables: dict[str, Any], body: bytes) -> None:
    assert body_of("{ a }", variables) == body
    assert not UNSET


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("http://localhost:8000", "http://localhost:8000/graphql"),
        ("https://images.example/", "https://images.example/graphql"),
        ("https://images.example/glimpse/graphql", "https://images.example/glimpse/graphql"),
    ],
)
def test_the_path_of_the_api_may_be_left_out(given: str, address: str) -> None:
    assert endpoint_of(given) == address


@pytest.mark.parametrize("given", ["localhost:8000", "ftp://localhost", ""])
def test_an_address_of_another_kind_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="must begin with http"):
        endpoint_of(given)


def test_a_token_is_sent_as_both_modes_read_it() -> None:
    sent = headers_of("secret", {"x-request-id": "1"})
    assert {name: sent[name] for name in sent.keys() - {"accept", "content-type"}} == {
        "authorization": "Bearer secret",
        "x-auth-token": "secret",
        "x-request-id": "1",
    }
    assert "authorization" not in headers_of(None, {})


def test_events_are_read_line_by_line() -> None:
    reader = EventReader()
    stream = ':\n\nid: e1\nevent: next\ndata: {"data": 1}\n\nevent: next\ndata:{"errors": []}\n\nretry: 5\n\n'
    found = [event for line in stream.split("\n") if (event := reader.feed(line))]
    assert found == [("e1", {"data": 1}), (None, {"errors": []})]
    assert not reader.is_complete
    assert [reader.feed(line) for line in ("event: complete", "data:", "")] == [None, None, None]
    assert reader.is_complete


def test_every_public_name_is_found_where_it_is_used_first() -> None:
    assert {name for name in dir(glimpse_client) if getattr(glimpse_client, name) is None} == set()
    assert glimpse_client.Conflict is errors.Conflict
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = glimpse_client.Nothing
