"""Filters that nest: as deep as the setting says, in every shape, whatever the list around them."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import image
from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import ask, refusal, serving
from tests.support.strategies import ORDER_FIELDS

pytestmark = pytest.mark.all_databases

Where = dict[str, Any]

# For a project, after a marker, by keys that may be null: no list has a longer statement.
LIST = """query ($where: ImageWhere, $marker: ID) {
    images(where: $where, marker: $marker,
        orderBy: [{ field: SIZE }, { field: NAME, nulls: FIRST }, { field: OWNER }]) { id } }"""
CONNECTION = """query ($where: ImageWhere, $first: Int, $last: Int, $after: String, $before: String) {
    imagesConnection(where: $where, first: $first, last: $last, after: $after, before: $before,
        orderBy: [{ field: SIZE }, { field: NAME, nulls: FIRST }, { field: OWNER }]) {
      edges { cursor node { id } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      aggregate { count size { sum } byStatus { count } byTag { count } byProperty(name: "a") { count } }
    } }"""
PROXY = {
    "X-Proxy-Secret": "0123456789abcdef",
    "X-Identity-Status": "Confirmed",
    "X-User-Id": "u",
    "X-Project-Id": "p",
    "X-Roles": "member",
}

FLAT: Where = {"size": {"gt": 1}}
SEVERAL: Where = {
    "properties": [{"name": "a", "value": {"eq": "b", "contains": "c"}}],
    "tags": {"all": ["a"], "none": ["b"]},
}


def nots(depth: int) -> Where:
    return {"not": nots(depth - 1)} if depth else FLAT


def behind_a_flat_one(depth: int) -> Where:
    return {("and", "or")[depth % 2]: [FLAT, behind_a_flat_one(depth - 1)]} if depth else SEVERAL


def alternatives(depth: int) -> Where:
    return {"or": [FLAT, alternatives(depth - 1)]} if depth else SEVERAL


def beside_a_flat_one(depth: int) -> Where:
    return {"or": [FLAT, beside_a_flat_one(depth - 1)], **FLAT} if depth else SEVERAL


def behind_a_deep_one(depth: int) -> Where:
    both = [nots(depth - 1), behind_a_deep_one(depth - 1)] if depth else []
    return {("and", "or")[depth % 2]: both} if depth else SEVERAL


def branching(depth: int, branches: int = 5) -> Where:
    if not branches:
        return nots(depth)
    return {("and", "or")[depth % 2]: [branching(depth - 1, branches - 1)] * 2}


SHAPES = [nots, alternatives, behind_a_flat_one, beside_a_flat_one, behind_a_deep_one, branching]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_filter_of_twenty_levels_is_answered_and_a_deeper_one_refused(
    client: TestClient, shape: Any
) -> None:
    assert ask(client, LIST, where=shape(20)) == {"images": []}
    error = refusal(client, LIST, where=shape(21))
    assert error["message"] == "The filter must have at most 20 levels of nesting."
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert error["extensions"]["path"][0] == "where"


@pytest.mark.without_coverage
@pytest.mark.parametrize("shape", SHAPES)
def test_the_database_takes_filters_as_deep_as_the_setting_can_be(database: TestDatabase, shape: Any) -> None:
    database.insert(made := image(owner="p", size=None))
    deepest = {"MAX_FILTER_DEPTH": "30", "MAX_JSON_DEPTH": "200", "MAX_FILTER_CONDITIONS": "300"}
    with serving(database, AUTH="headers", PROXY_SECRET=PROXY["X-Proxy-Secret"], **deepest) as client:
        client.headers.update(PROXY)
        assert ask(client, LIST, where=shape(30), marker=made.id) == {"images": []}


@pytest.mark.slow
@pytest.mark.parametrize("size", ["first", "last"])
@pytest.mark.parametrize("shape", SHAPES)
def test_so_it_takes_them_in_a_connection_with_all_that_it_has(
    database: TestDatabase, shape: Any, size: str
) -> None:
    database.insert(image(owner="p", size=None), image(owner="p", size=1))
    deepest = {"MAX_FILTER_DEPTH": "30", "MAX_JSON_DEPTH": "200", "MAX_FILTER_CONDITIONS": "300"}
    with serving(database, AUTH="headers", PROXY_SECRET=PROXY["X-Proxy-Secret"], **deepest) as client:
        client.headers.update(PROXY)
        first, last = ask(client, CONNECTION, first=2)["imagesConnection"]["edges"]
        between = {"after": first["cursor"], "before": last["cursor"]}
        page = ask(client, CONNECTION, where=shape(30), **between, **{size: 1})["imagesConnection"]
    assert page["edges"] == []
    assert page["totalCount"] == page["aggregate"]["count"]


@pytest.mark.parametrize("operator", ["and", "or", "not"])
def test_each_operator_is_a_level(database: TestDatabase, operator: str) -> None:
    def nested(depth: int) -> Where:
        inner = nested(depth - 1) if depth else FLAT
        return ({operator: inner} if operator == "not" else {operator: [inner]}) if depth else FLAT

    with serving(database, MAX_FILTER_DEPTH="1") as client:
        assert ask(client, LIST, where=nested(1)) == {"images": []}
        message = refusal(client, LIST, where=nested(2))["message"]
        assert message == "The filter must have at most 1 levels of nesting."


LONGEST_ORDER = [
    {"field": field, "direction": ("ASC", "DESC")[at % 2], "nulls": ("FIRST", "LAST")[at // 2 % 2]}
    for at, field in enumerate(reversed(ORDER_FIELDS))
]
LONG_LIST = """query ($order: [ImageOrder!]!, $where: ImageWhere, $marker: ID, $scope: ImageScope!) {
    images(orderBy: $order, where: $where, marker: $marker, scope: $scope) { id } }"""
LONG_CONNECTION = """query ($order: [ImageOrder!]!, $where: ImageWhere, $after: String, $before: String) {
    imagesConnection(orderBy: $order, where: $where, first: 2, after: $after, before: $before) {
      edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage } } }"""
CALLERS = {
    "administrator": PROXY | {"X-Roles": "admin"},
    "project": PROXY,
    "nobody": {"X-Proxy-Secret": PROXY["X-Proxy-Secret"]},
}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("shape", [nots, behind_a_deep_one])
def test_the_longest_order_goes_on_after_a_marker_and_a_cursor(
    database: TestDatabase, caller: str, shape: Any
) -> None:
    made = [image(owner="p", visibility="public", size=size, name=None) for size in (None, 1, 2)]
    database.insert(*made)
    headers = CALLERS[caller]
    secret = {"AUTH": "headers", "PROXY_SECRET": PROXY["X-Proxy-Secret"], "ANONYMOUS_READ": "true"}
    with serving(database, **secret) as client:
        client.headers.update(headers)
        listed = [
            each["id"] for each in ask(client, LONG_LIST, order=LONGEST_ORDER, scope="LISTED")["images"]
        ]
        assert sorted(listed) == sorted(each.id for each in made)
        for scope in ("LISTED", "VISIBLE"):
            rest = ask(client, LONG_LIST, order=LONGEST_ORDER, scope=scope, marker=listed[0])["images"]
            assert [each["id"] for each in rest] == listed[1:]
            # A filter as deep as it may be stands beside the marker.
            ask(client, LONG_LIST, order=LONGEST_ORDER, scope=scope, marker=listed[0], where=shape(20))
        first = ask(client, LONG_CONNECTION, order=LONGEST_ORDER)["imagesConnection"]["edges"][0]
        page = ask(client, LONG_CONNECTION, order=LONGEST_ORDER, after=first["cursor"])["imagesConnection"]
        assert [each["node"]["id"] for each in page["edges"]] == listed[1:]
        both = {"after": first["cursor"], "before": page["edges"][-1]["cursor"]}
        ask(client, LONG_CONNECTION, order=LONGEST_ORDER, where=shape(20), **both)
