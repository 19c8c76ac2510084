"""The pages of a connection: how many images, which may be asked for together, and what is computed."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import image, tag_of
from tests.support.databases.protocol import TestDatabase
from tests.support.databases.statement_recorder import Asked, recorded
from tests.support.http.client import Refusal, ask, refused, serving

pytestmark = pytest.mark.all_databases

QUERY = """
query($first: Int, $after: String, $last: Int, $before: String) {
  imagesConnection(
    first: $first, after: $after, last: $last, before: $before, orderBy: [{ field: NAME }]
  ) { edges { cursor } nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
}
"""
INPUT, LIMIT = "BAD_USER_INPUT", "LIMIT_EXCEEDED"


def page(client: TestClient, **asked: Any) -> Any:
    return ask(client, QUERY, **asked)["imagesConnection"]


def names(connection: Any) -> str:
    return "".join(node["name"] for node in connection["nodes"])


def ends(connection: Any) -> tuple[bool, bool]:
    """Whether there is a page before, and one behind."""
    return connection["pageInfo"]["hasPreviousPage"], connection["pageInfo"]["hasNextPage"]


@pytest.fixture
def five(client: TestClient, database: TestDatabase) -> dict[str, str]:
    """The cursors of images `a` to `e`."""
    database.insert(*(image(name=name) for name in "abcde"))
    whole = page(client)
    return {node["name"]: edge["cursor"] for node, edge in zip(whole["nodes"], whole["edges"], strict=True)}


@pytest.mark.without_coverage
@pytest.mark.parametrize(
    ("asked", "found", "before_and_behind"),
    [
        ({}, "abcde", (False, False)),
        ({"first": None, "last": None, "after": None, "before": None}, "abcde", (False, False)),
        ({"first": 2}, "ab", (False, True)),
        ({"first": 5}, "abcde", (False, False)),
        ({"first": 0}, "", (False, True)),
        ({"last": 2}, "de", (True, False)),
        ({"last": 5}, "abcde", (False, False)),
        ({"last": 0}, "", (True, False)),
        ({"after": "b"}, "cde", (True, False)),
        ({"after": "a", "first": 2}, "bc", (True, True)),
        ({"after": "e", "first": 2}, "", (True, False)),
        ({"after": "c", "last": 1}, "e", (True, False)),
        ({"after": "c", "last": 2}, "de", (False, False)),
        ({"before": "d", "last": 2}, "bc", (True, True)),
        ({"before": "a", "last": 2}, "", (False, True)),
        ({"before": "c", "first": 1}, "a", (False, True)),
        # Relay's specification asks of `first` whether the range between the cursors has more.
        ({"before": "c", "first": 2}, "ab", (False, False)),
        ({"after": "a", "before": "e"}, "bcd", (True, False)),
        ({"after": "a", "before": "e", "first": 2}, "bc", (True, True)),
        ({"after": "a", "before": "e", "last": 2}, "cd", (True, True)),
        ({"after": "a", "before": "b"}, "", (True, False)),
        ({"after": "d", "before": "b"}, "", (True, False)),
        ({"after": "c", "before": "c", "last": 1}, "", (False, True)),
    ],
)
def test_a_page_knows_what_is_before_and_behind_it(
    client: TestClient,
    five: dict[str, str],
    asked: dict[str, Any],
    found: str,
    before_and_behind: tuple[bool, bool],
) -> None:
    given = {name: five.get(value, value) if value else value for name, value in asked.items()}
    answered = page(client, **given)
    assert (names(answered), ends(answered)) == (found, before_and_behind)
    cursors = [edge["cursor"] for edge in answered["edges"]]
    assert cursors == [five[name] for name in found]
    info = answered["pageInfo"]
    assert [info["startCursor"], info["endCursor"]] == (
        [cursors[0], cursors[-1]] if cursors else [None, None]
    )


def test_nothing_is_between_a_value_and_the_nulls_that_stand_before_it(
    client: TestClient, database: TestDatabase
) -> None:
    database.insert(image(name=None), image(name="a"), image(name="b"))
    query = """query($after: String, $before: String) {
      imagesConnection(orderBy: [{ field: NAME, nulls: FIRST }], after: $after, before: $before) {
        edges { cursor } nodes { name } pageInfo { hasNextPage }
      }
    }"""
    none, first, _last = ask(client, query)["imagesConnection"]["edges"]
    between = ask(client, query, after=first["cursor"], before=none["cursor"])["imagesConnection"]
    assert between["nodes"] == []
    assert between["pageInfo"] == {"hasNextPage": False}


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"first": 1, "last": 1}, (INPUT, ["last"])),
        ({"first": 0, "last": 0}, (INPUT, ["last"])),
        ({"first": -1}, (INPUT, ["first"])),
        ({"last": -1}, (INPUT, ["last"])),
        ({"first": 1001}, (LIMIT, ["first"])),
        ({"last": 2**31 - 1}, (LIMIT, ["last"])),
        ({"after": ""}, (INPUT, ["after"])),
        ({"before": "a", "first": 1}, (INPUT, ["before"])),
        ({"after": "\0", "last": 1}, (INPUT, ["after"])),
    ],
)
def test_a_bad_page_is_refused(client: TestClient, asked: dict[str, Any], refusal: Refusal) -> None:
    assert refused(client, QUERY, **asked) == refusal


def test_a_page_has_the_default_size_and_at_most_the_largest(database: TestDatabase) -> None:
    database.insert(*(image(name=name) for name in "abcde"))
    with serving(database, DEFAULT_PAGE_SIZE="2", MAX_PAGE_SIZE="3") as client:
        assert names(page(client)) == "ab"
        assert names(page(client, last=3)) == "cde"
        assert refused(client, QUERY, last=4) == (LIMIT, ["last"])


def asked_for(client: TestClient, selection: str, arguments: str = "first: 2") -> Asked:
    with recorded(client) as statements:
        ask(client, f"{{ imagesConnection({arguments}) {{ {selection} }} }}")
    (one,) = statements
    return one


def test_nothing_is_counted_or_looked_for_that_is_not_selected(client: TestClient) -> None:
    plain = asked_for(client, "edges { cursor node { id } } pageInfo { startCursor hasPreviousPage }")
    assert "count(" not in plain.sql
    assert "one_more" not in dict(plain.values)
    assert "matching" not in plain.sql
    next_page = asked_for(client, "pageInfo { hasNextPage }")
    assert dict(next_page.values)["one_more"] == 3
    backwards = asked_for(client, "nodes { id } pageInfo { hasNextPage }", "last: 2")
    assert "one_more" not in dict(backwards.values)
    assert dict(asked_for(client, "pageInfo { hasPreviousPage }", "last: 2").values)["one_more"] == 3


def test_totals_alone_read_no_page(client: TestClient) -> None:
    total = asked_for(client, "totalCount")
    assert "LIMIT" not in total.sql
    assert set(re.findall(r"\bimages\.(\w+)", total.sql)) == {"id", "deleted", "os_hidden"}


def test_no_child_is_joined_that_no_facet_asks_for(client: TestClient) -> None:
    statistics = asked_for(client, "aggregate { count size { sum } byStatus { key } byOwner { totalSize } }")
    assert "image_" not in statistics.sql


@pytest.mark.sqlite_only
def test_the_images_behind_the_page_have_no_child_read(client: TestClient, database: TestDatabase) -> None:
    """The one row more that tells of a next page is not written."""
    database.insert(*(made := [image(name=name) for name in "abc"]), *(tag_of(each, "t") for each in made))
    sql = asked_for(client, "nodes { tags } pageInfo { hasNextPage }").sql
    assert re.search(r"image_tags\.image_id = page\.id", sql)
    assert re.search(r"page AS MATERIALIZED \s*\(SELECT [^()]* \s*FROM ahead\s+LIMIT", sql)


def test_a_hundred_selections_of_one_page_are_one_statement(
    client: TestClient, database: TestDatabase
) -> None:
    database.insert(made := image(name="a"))
    aliases = " ".join(f"n{at}: nodes {{ name }} e{at}: edges {{ node {{ id }} }}" for at in range(245))
    answered = ask(client, f"{{ imagesConnection {{ {aliases} totalCount }} }}")["imagesConnection"]
    assert answered["n244"] == [{"name": "a"}]
    assert answered["e244"] == [{"node": {"id": made.id}}]
    assert len(answered) == 491


def test_a_page_may_be_told_of_twice(client: TestClient, five: dict[str, str]) -> None:
    told = "hasPreviousPage again: hasPreviousPage hasNextPage endCursor"
    both = f"a: pageInfo {{ {told} }} b: pageInfo {{ {told} }} totalCount total: totalCount"
    arguments = f'first: 1, after: "{five["b"]}", orderBy: [{{ field: NAME }}]'
    answered = ask(client, f"{{ imagesConnection({arguments}) {{ {both} }} }}")["imagesConnection"]
    page = {"hasPreviousPage": True, "again": True, "hasNextPage": True, "endCursor": five["c"]}
    assert answered == {"a": page, "b": page, "totalCount": 5, "total": 5}
