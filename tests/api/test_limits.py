"""Every limit: what just keeps it is answered, one more is refused with its code and its number."""

from dataclasses import dataclass, fields
from typing import Any

import pytest

from settings import Limits
from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import ask, refusal, serving

pytestmark = pytest.mark.all_databases

# Of what is wrong with the request itself, the tests of the endpoint tell.
OF_THE_REQUEST = {
    "max_query_characters",
    "max_list_items",
    "max_request_bytes",
    "max_batch",
    "max_requests_in_flight",
    # tests/web/transports/test_websocket.py
    "max_subscriptions",
    "max_subscriptions_per_connection",
}
NO_MAXIMUM = {"default_page_size", "statement_timeout"}

Question = str | tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """`limit` is the setting's value."""

    limit: int
    fit: Question
    beyond: Question
    message: str
    path: list[str | int] | None = None


CREATE = "mutation ($input: CreateImageInput!) { createImage(input: $input) { image { tags } } }"
CREATE_SEVERAL = "mutation ($input: [CreateImageInput!]!) { createImages(input: $input) { images { tags } } }"


def create(**input: object) -> Question:
    return CREATE, {"input": input}


def shared_with(count: int) -> Question:
    id_ = f"6ba7b810-9dad-11d1-80b4-00c04fd430c{count}"
    adding = (
        f'a{at}: addImageMember(imageId: "{id_}", member: "p{at}") {{ __typename }} ' for at in range(count)
    )
    return f'mutation {{ createImage(input: {{ id: "{id_}" }}) {{ __typename }} {"".join(adding)} }}'


def nested(levels: int) -> Question:
    """The input, a location and its metadata are three of the levels."""
    lists = "[" * (levels - 3) + "]" * (levels - 3)
    location = f'{{ url: "u", metadata: {{ a: {lists} }} }}'
    return f"mutation {{ createImage(input: {{ locations: {location} }}) {{ __typename }} }}"


def properties(count: int) -> Question:
    return create(properties=[{"name": f"p{at}", "value": ""} for at in range(count)])


def locations(count: int) -> Question:
    return create(locations=[{"url": f"file:///{at}"} for at in range(count)])


CASES = {
    "max_page_size": Case(
        30,
        "{ images(limit: 30) { id } }",
        "{ images(limit: 31) { id } }",
        "`limit` must be at most 30.",
        ["limit"],
    ),
    "max_rows": Case(
        3,
        "{ a: images(limit: 2) { id } b: images(limit: 1) { id } }",
        "{ a: images(limit: 2) { id } b: images(limit: 2) { id } }",
        "The request selects 4 rows; at most 3 are allowed.",
    ),
    "max_bulk_items": Case(
        2,
        (CREATE_SEVERAL, {"input": [{}] * 2}),
        (CREATE_SEVERAL, {"input": [{}] * 3}),
        "`input` must have at most 2 images.",
        ["input"],
    ),
    "max_query_tokens": Case(
        10,
        "{ images { id id id id } }",
        "{ images { id id id id id id } }",
        "The document must have at most 10 tokens and must not nest too deeply.",
    ),
    "max_query_depth": Case(
        2,
        "{ images { ... { ...F } } } fragment F on Image { id }",
        "{ images { ... { ...F } } } fragment F on Image { members { member } }",
        "The query must have at most 2 levels of fields.",
    ),
    "max_query_aliases": Case(
        2,
        "{ images { a: id b: id } }",
        "{ images { a: id b: id c: id } }",
        "The query must have at most 2 aliases.",
    ),
    "max_query_root_fields": Case(
        2,
        "{ a: __typename b: __typename }",
        "{ a: __typename b: __typename c: __typename }",
        "The query must have at most 2 root fields.",
    ),
    "max_query_directives": Case(
        1,
        "{ images { id @skip(if: false) } }",
        "{ images { id @skip(if: false) name @skip(if: false) } }",
        "The query must have at most 1 directives.",
    ),
    "max_filter_conditions": Case(
        2,
        "{ images(where: { size: { gt: 1, lt: 2 } }) { id } }",
        "{ images(where: { size: { gt: 1, lt: 2 }, not: { size: { eq: 3 } } }) { id } }",
        "The filter must have at most 2 conditions.",
        ["where", "size", "lt"],
    ),
    "max_filter_depth": Case(
        1,
        "{ images(where: { not: { hidden: true } }) { id } }",
        "{ images(where: { not: { or: [{ hidden: true }] } }) { id } }",
        "The filter must have at most 1 levels of nesting.",
        ["where", "not", "or", 0],
    ),
    "max_json_depth": Case(10, nested(10), nested(11), "A value must have at most 10 levels of nesting."),
    "max_properties_per_image": Case(
        2, properties(2), properties(3), "An image may have at most 2 properties.", ["input", "properties"]
    ),
    "max_tags_per_image": Case(
        2,
        create(tags=["a", "b", "a"]),
        create(tags=["a", "b", "c"]),
        "An image may have at most 2 tags.",
        ["input", "tags"],
    ),
    "max_members_per_image": Case(
        2, shared_with(2), shared_with(3), "An image may have at most 2 members.", ["member"]
    ),
    "max_locations_per_image": Case(
        2, locations(2), locations(3), "An image may have at most 2 locations.", ["input", "locations"]
    ),
}


def test_every_limit_is_proved() -> None:
    assert CASES.keys() | OF_THE_REQUEST | NO_MAXIMUM == {each.name for each in fields(Limits)}


@pytest.mark.without_coverage
@pytest.mark.parametrize("name", CASES)
def test_what_keeps_a_limit_is_answered_and_one_more_is_refused(database: TestDatabase, name: str) -> None:
    case = CASES[name]
    with serving(database, **{name.upper(): str(case.limit)}) as client:
        query, variables = _asked(case.beyond)
        error = refusal(client, query, **variables)
        code, path = error["extensions"]["code"], error["extensions"].get("path")
        assert (error["message"], code, path) == (case.message, "LIMIT_EXCEEDED", case.path)
        query, variables = _asked(case.fit)
        assert ask(client, query, **variables)


def _asked(question: Question) -> tuple[str, dict[str, Any]]:
    return (question, {}) if isinstance(question, str) else question
