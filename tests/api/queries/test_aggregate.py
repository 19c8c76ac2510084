"""Statistics are those of the reference, whatever is stored, asked and by whom."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from resolvers.caller import Caller
from tests.reference.aggregate import average as reference_average
from tests.reference.executor import Reference
from tests.support.databases.builders import Row, image, property_of, tag_of
from tests.support.databases.filled_database import CALLERS, MATCHING, VIEWERS, Place
from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import Refusal, ask, refused
from tests.support.hypothesis_profile import drawn
from tests.support.strategies import NAMES, catalogues

pytestmark = pytest.mark.all_databases

MOST = 2**63 - 1

STATISTICS = """
count
size { count sum min max average }
virtualSize { count sum min max average }
byStatus { key count totalSize }
byVisibility { key count totalSize }
byDiskFormat(first: $first) { key count totalSize }
byContainerFormat(first: $first) { key count }
byOwner(first: $first) { key totalSize count }
byTag(first: $first) { key count totalSize }
byProperty(name: $name, first: $first) { key count totalSize }
other: byProperty(name: "é") { key count }
"""
QUERY = f"""
query($where: ImageWhere, $scope: ImageScope!, $includeDeleted: Boolean!, $first: Int!, $name: String!) {{
  imagesAggregate(where: $where, scope: $scope, includeDeleted: $includeDeleted) {{ {STATISTICS} }}
  imagesConnection(where: $where, scope: $scope, includeDeleted: $includeDeleted, first: 0) {{
    totalCount aggregate {{ {STATISTICS} }}
  }}
}}
"""

QUICK = drawn(35)
# Each asks over a network.
ON_SERVERS = drawn(12)

ASKED = st.fixed_dictionaries(MATCHING | {"first": st.integers(0, 4), "name": st.sampled_from(NAMES)})


def check(place: Place, rows: list[Row], caller: Caller, asked: dict[str, Any]) -> None:
    place.hold(rows)
    expected = Reference(place.file.path, VIEWERS[caller]).ask(QUERY, asked)
    answered = place.asking.ask(caller, QUERY, **asked)
    assert answered == expected
    assert answered["imagesConnection"]["aggregate"] == answered["imagesAggregate"]


@pytest.mark.slow
@pytest.mark.without_coverage
@QUICK
@given(rows=catalogues(glance=False, most=8), caller=CALLERS, asked=ASKED)
def test_statistics_are_of_all_that_the_caller_sees_and_the_filter_finds(
    own: Place, rows: list[Row], caller: Caller, asked: dict[str, Any]
) -> None:
    check(own, rows, caller, asked)


@pytest.mark.slow
@pytest.mark.without_coverage
@ON_SERVERS
@given(rows=catalogues(glance=False, most=8), caller=CALLERS, asked=ASKED)
def test_on_a_server_statistics_are_of_all_that_the_caller_sees_and_the_filter_finds(
    on_server: Place, rows: list[Row], caller: Caller, asked: dict[str, Any]
) -> None:
    check(on_server, rows, caller, asked)


@pytest.mark.slow
@pytest.mark.without_coverage
@QUICK
@given(rows=catalogues(glance=True, most=8), caller=CALLERS, asked=ASKED)
def test_in_glances_tables_statistics_are_the_references(
    glances: Place, rows: list[Row], caller: Caller, asked: dict[str, Any]
) -> None:
    check(glances, rows, caller, asked)


def sums(client: TestClient) -> tuple[int, float | None, int]:
    statistics = "size { sum average } byStatus { totalSize }"
    found = ask(client, f"{{ imagesAggregate {{ {statistics} }} }}")["imagesAggregate"]
    (bucket,) = found["byStatus"]
    return found["size"]["sum"], found["size"]["average"], bucket["totalSize"]


@pytest.mark.parametrize(
    ("sizes", "total"),
    [
        ([2**63 - 2, 1], MOST),
        ([2**63 - 2, 2], MOST),
        ([2**63 - 1] * 3, MOST),
        ([2**32 - 1] * 5, 5 * (2**32 - 1)),
        ([2**62 - 1, 2**61, 2**61 - 1], MOST - 1),
        ([2**62, 2**62], MOST),
        ([0, 0], 0),
    ],
)
def test_a_sum_stops_at_the_largest_long(
    client: TestClient, database: TestDatabase, sizes: list[int], total: int
) -> None:
    database.insert(*(image(size=size) for size in (*sizes, None)))
    summed, average, bucket = sums(client)
    assert (summed, bucket) == (total, total)
    assert average == reference_average(sizes)


@pytest.mark.parametrize(
    ("sizes", "text"),
    [
        ([3, 4, 4], "3.66666666666667"),
        ([11, 11, 11], "11.0"),
        ([100], "100.0"),
        ([1, 2], "1.5"),
        ([0, 0], "0.0"),
        ([0, 0, 1], "0.333333333333333"),
        ([0, 1, 1], "0.666666666666667"),
        ([0] * 6 + [1], "0.142857142857143"),
        ([0] * 9 + [1], "0.1"),
        ([0] * 20 + [1], "0.0476190476190476"),
        ([0] * 99 + [1], "0.01"),
        # Ties are rounded up, and what is rounded up may gain a digit.
        ([123456789012344, 123456789012345], "123456789012345.0"),
        ([123456789012345, 123456789012346], "123456789012346.0"),
        ([999999999999999, 1000000000000000], "1000000000000000.0"),
        ([99999999999999, 99999999999999, 100000000000000], "99999999999999.3"),
        # Just below and just above a tie.
        ([2469135780246893, 1], "1234567890123450.0"),
        ([12345678901234499] * 99 + [12345678901234500], "12345678901234500.0"),
        ([12345678901234549] * 99 + [12345678901234550], "12345678901234500.0"),
        ([12345678901234550], "12345678901234600.0"),
        ([2**63 - 1], "9223372036854780000.0"),
        ([2**63 - 1] * 3, "9223372036854780000.0"),
    ],
)
def test_an_average_has_fifteen_digits_on_every_database(
    client: TestClient, database: TestDatabase, sizes: list[int], text: str
) -> None:
    database.insert(*(image(size=size) for size in (*sizes, None)))
    query = "{ imagesAggregate { size { average } virtualSize { average } } }"
    response = client.post("/graphql", json={"query": query})
    expected = (
        f'{{"data":{{"imagesAggregate":{{"size":{{"average":{text}}},"virtualSize":{{"average":null}}}}}}}}'
    )
    assert response.text == expected
    assert float(text) == reference_average(sizes)


def test_of_nothing_there_are_no_statistics_and_no_buckets(client: TestClient) -> None:
    query = """{ imagesAggregate { count size { count sum min max average } byStatus { key } byTag { key }
                 byProperty(name: "a") { key } } }"""
    nothing = {"count": 0, "sum": 0, "min": None, "max": None, "average": None}
    assert ask(client, query)["imagesAggregate"] == {
        "count": 0,
        "size": nothing,
        "byStatus": [],
        "byTag": [],
        "byProperty": [],
    }


def buckets(client: TestClient, facet: str) -> list[tuple[str | None, int]]:
    found = ask(client, f"{{ imagesAggregate {{ facet: {facet} {{ key count }} }} }}")["imagesAggregate"]
    return [(bucket["key"], bucket["count"]) for bucket in found["facet"]]


def test_the_largest_buckets_come_first_then_by_code_point_and_null_last(
    client: TestClient, database: TestDatabase
) -> None:
    owners = ["q", "q", "\uffff", "😀", "é", "a", "B", None, "z"]
    database.insert(*(image(owner=owner) for owner in owners))
    ordered = [("q", 2), ("B", 1), ("a", 1), ("z", 1), ("é", 1), ("\uffff", 1), ("😀", 1), (None, 1)]
    assert buckets(client, "byOwner") == ordered
    assert buckets(client, "byOwner(first: 3)") == ordered[:3]
    assert buckets(client, "byOwner(first: 0)") == []


def test_a_null_key_stands_where_its_count_puts_it(client: TestClient, database: TestDatabase) -> None:
    database.insert(*(image(disk_format=disk_format) for disk_format in (None, None, "raw")))
    assert buckets(client, "byDiskFormat") == [(None, 2), ("raw", 1)]


def test_an_unknown_property_has_every_image_under_null(client: TestClient, database: TestDatabase) -> None:
    database.insert(made := image(), image(), property_of(made, "a", "b"))
    assert buckets(client, 'byProperty(name: "\\"); DROP TABLE images; --")') == [(None, 2)]


def test_an_image_whose_property_is_null_or_removed_counts_as_one_without_it(
    client: TestClient, database: TestDatabase
) -> None:
    null, removed, has = image(), image(), image()
    gone = property_of(removed, "a", "b", deleted_at="2026-01-02 03:04:05.000006")
    database.insert(null, removed, has, property_of(null, "a", None), gone, property_of(has, "a", ""))
    assert buckets(client, 'byProperty(name: "a")') == [(None, 2), ("", 1)]


def test_an_image_counts_once_under_each_of_its_tags(client: TestClient, database: TestDatabase) -> None:
    both, one, none = image(), image(), image()
    removed = tag_of(none, "b", deleted_at="2026-01-02 03:04:05.000006")
    database.insert(both, one, none, tag_of(both, "a"), tag_of(both, "b"), tag_of(one, "a"), removed)
    assert buckets(client, "byTag") == [("a", 2), ("b", 1), (None, 1)]


INPUT, LIMIT = "BAD_USER_INPUT", "LIMIT_EXCEEDED"


@pytest.mark.parametrize(
    ("facet", "refusal"),
    [
        ("byOwner(first: -1)", (INPUT, ["facet", "first"])),
        ("byOwner(first: 1001)", (LIMIT, ["facet", "first"])),
        ("byDiskFormat(first: 2147483647)", (LIMIT, ["facet", "first"])),
        ('byProperty(name: "a", first: -1)', (INPUT, ["facet", "first"])),
        ('byProperty(name: "a\\u0000")', (INPUT, ["facet", "name"])),
    ],
)
def test_a_bad_argument_of_a_facet_is_refused_with_its_place(
    client: TestClient, facet: str, refusal: Refusal
) -> None:
    selected = f"facet: {facet} {{ key }}"
    assert refused(client, f"{{ imagesAggregate {{ {selected} }} }}") == refusal
    code, place = refusal
    in_connection = (code, ["all", *(place or [])])
    assert refused(client, f"{{ imagesConnection {{ all: aggregate {{ {selected} }} }} }}") == in_connection


def test_a_facet_has_up_to_a_thousand_buckets(client: TestClient, database: TestDatabase) -> None:
    database.insert(*(image(owner=f"p{at:04}") for at in range(1001)))
    assert len(buckets(client, "byOwner")) == 50
    assert len(buckets(client, "byOwner(first: 1000)")) == 1000


FIRST = "query ($first: Int) { imagesAggregate { byOwner(first: $first) { key } } }"


def test_a_null_first_is_refused_and_a_missing_one_is_the_default(client: TestClient) -> None:
    assert refused(client, FIRST, first=None) == (INPUT, None)
    assert ask(client, FIRST) == {"imagesAggregate": {"byOwner": []}}


@pytest.mark.parametrize("field", ["imagesAggregate", "imagesConnection"])
def test_a_filter_is_judged_as_that_of_a_list(client: TestClient, field: str) -> None:
    query = f"query ($where: ImageWhere) {{ {field}(where: $where) {{ __typename }} }}"
    many = {"or": [{"name": {"eq": "a"}}] * 101}
    assert refused(client, query, where=many) == (LIMIT, ["where", "or", 100, "name", "eq"])
    assert refused(client, query, where={"name": {}}) == (INPUT, ["where", "name"])


@pytest.mark.parametrize("images", [0, 2])
def test_what_is_skipped_leaves_an_object_that_is_empty(
    client: TestClient, database: TestDatabase, images: int
) -> None:
    database.insert(*(image() for _ in range(images)))
    statistics = "size { sum @skip(if: true) } virtualSize { __typename }"
    expected = {"size": {}, "virtualSize": {"__typename": "LongStatistics"}}
    query = f"{{ imagesAggregate {{ {statistics} }} imagesConnection {{ aggregate {{ {statistics} }} }} }}"
    assert ask(client, query) == {"imagesAggregate": expected, "imagesConnection": {"aggregate": expected}}
    assert ask(client, "{ imagesConnection { totalCount @skip(if: true) } }") == {"imagesConnection": {}}
    assert ask(client, "{ imagesAggregate { count @skip(if: true) } }") == {"imagesAggregate": {}}
    skipped = "@skip(if: true)"
    page = f"edges {{ cursor {skipped} }} nodes {{ id {skipped} }} pageInfo {{ endCursor {skipped} }}"
    each: list[object] = [{}] * images
    assert ask(client, f"{{ imagesConnection {{ {page} }} }}") == {
        "imagesConnection": {"edges": each, "nodes": each, "pageInfo": {}}
    }
