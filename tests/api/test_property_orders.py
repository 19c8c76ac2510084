"""Orders by properties, and the first image of each group: values of any length, and what is refused."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import Row, image, property_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import ask, refusal, refused

pytestmark = pytest.mark.all_databases

LIST = """
query($orderBy: [ImageOrder!]! = [], $distinctOn: [ImageGroupKey!]! = [], $marker: ID) {
  images(orderBy: $orderBy, distinctOn: $distinctOn, marker: $marker, limit: 2) { name }
}
"""
PAGE = """
query(
  $orderBy: [ImageOrder!]! = [], $distinctOn: [ImageGroupKey!]! = []
  $first: Int, $after: String, $last: Int, $before: String
) {
  imagesConnection(
    orderBy: $orderBy, distinctOn: $distinctOn, first: $first, after: $after, last: $last, before: $before
  ) {
    nodes { id name }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
    aggregate { count byPropertyName { key count } }
  }
}
"""
BAD = "BAD_USER_INPUT"


def with_property(name: str, value: str | None, at: int = 0) -> list[Row]:
    """An image of this name whose property `p` has the value, if it is not null."""
    made = image(name=name, created_at=f"2026-01-02 03:04:{at:02}.000000")
    return [made] if value is None else [made, property_of(made, "p", value)]


def insert(database: TestDatabase, values: dict[str, str | None]) -> None:
    database.insert(*(row for at, each in enumerate(values.items()) for row in with_property(*each, at)))


def names(page: Any) -> str:
    return "".join(node["name"] for node in page["nodes"])


# As long as a value may be, and equal in all but the last characters.
LONG = "x" * 65_533
VALUES = {"e": None, "c": f"{LONG}b", "a": "X", "d": f"{LONG}c", "b": f"{LONG}a"}


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("nulls", ["FIRST", "LAST"])
def test_values_that_differ_in_the_last_of_65535_bytes_page_in_order(
    client: TestClient, database: TestDatabase, direction: str, nulls: str
) -> None:
    insert(database, VALUES)
    expected = "abcd" if direction == "ASC" else "dcba"
    expected = f"e{expected}" if nulls == "FIRST" else f"{expected}e"
    listed: dict[str, Any] = {"orderBy": [{"property": "p", "direction": direction, "nulls": nulls}]}
    forwards, backwards = "", ""
    asked = {**listed, "first": 2}
    while True:
        page = ask(client, PAGE, **asked)["imagesConnection"]
        forwards += names(page)
        if not page["pageInfo"]["hasNextPage"]:
            break
        asked["after"] = page["pageInfo"]["endCursor"]
    asked = {**listed, "last": 2}
    while True:
        page = ask(client, PAGE, **asked)["imagesConnection"]
        backwards = names(page) + backwards
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        asked["before"] = page["pageInfo"]["startCursor"]
    assert (forwards, backwards) == (expected, expected)


def test_values_that_differ_in_the_last_of_65535_bytes_are_groups(
    client: TestClient, database: TestDatabase
) -> None:
    insert(database, {**VALUES, "f": f"{LONG}b"})
    page = ask(client, PAGE, distinctOn=[{"property": "p"}], orderBy=[{"field": "NAME"}])["imagesConnection"]
    assert names(page) == "abcde"
    assert page["totalCount"] == 5


def test_of_each_group_the_first_in_the_order_is_paged_and_counted(
    client: TestClient, database: TestDatabase
) -> None:
    insert(database, {"a": "1", "b": "2", "c": None, "d": "1", "e": None, "f": "é"})
    distinct = [{"property": "p"}]
    newest = ask(client, PAGE, distinctOn=distinct, first=2)["imagesConnection"]
    assert names(newest) == "fe"
    assert newest["totalCount"] == 4
    assert newest["aggregate"] == {"count": 4, "byPropertyName": [{"key": "p", "count": 3}]}
    rest = ask(client, PAGE, distinctOn=distinct, after=newest["pageInfo"]["endCursor"])["imagesConnection"]
    assert names(rest) == "db"
    by_value = [{"property": "p", "direction": "DESC"}, {"field": "CREATED_AT"}]
    (first, second) = ask(client, LIST, distinctOn=distinct, orderBy=by_value)["images"]
    assert [first["name"], second["name"]] == ["f", "b"]


@pytest.mark.parametrize("time", ["created_at", "updated_at"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_the_first_of_each_group_is_the_same_by_an_aggregate_and_by_a_window(
    client: TestClient, database: TestDatabase, time: str, direction: str
) -> None:
    """A second key that is equal in all images makes a window of the aggregate."""
    random = Random(1)
    values = [None, "", "a", "A", *(f"{'é' * length}{end}" for length in (198, 199, 200) for end in "xy")]
    times = [f"2026-01-02 03:04:05.{fraction:06}" for fraction in (0, 1, 10)]
    made = [
        image(created_at=random.choice(times), updated_at=random.choice(times), owner=random.choice("pq"))
        for _ in range(60)
    ]
    held = {each.id: random.choice(values) for each in made}
    gone = property_of(made[0], "q", "a", deleted_at=times[-1])
    properties = [property_of(each, "p", value) for each in made if (value := held[each.id]) is not None]
    database.insert(*made, gone, *properties)
    first: dict[tuple[object, ...], str] = {}
    for each in sorted(made, key=lambda each: (f"{each[time]}", each.id), reverse=direction == "DESC"):
        first.setdefault((held[each.id], each["owner"]), each.id)
    groups = [{"property": "p"}, {"field": "OWNER"}, {"property": "q"}]
    key = {"field": time.upper(), "direction": direction}
    for order in ([key], [key], [key, {"field": "MIN_DISK"}]):
        page = ask(client, PAGE, distinctOn=groups, orderBy=order, first=60)["imagesConnection"]
        assert [node["id"] for node in page["nodes"]] == list(first.values())
        assert page["totalCount"] == len(first)


def test_a_marker_of_a_group_that_has_another_first_is_a_position(
    client: TestClient, database: TestDatabase
) -> None:
    rows = [with_property(name, value, at) for at, (name, value) in enumerate(zip("abc", "121", strict=True))]
    database.insert(*(row for each in rows for row in each))
    asked: dict[str, Any] = {"orderBy": [{"field": "NAME"}], "distinctOn": [{"property": "p"}]}
    assert ask(client, LIST, **asked)["images"] == [{"name": "a"}, {"name": "b"}]
    assert ask(client, LIST, **asked, marker=rows[2][0].id)["images"] == []


def test_a_field_that_is_null_is_left_out(client: TestClient, database: TestDatabase) -> None:
    insert(database, {"a": "2", "b": "1"})
    keys = [{"field": None, "property": "p"}]
    assert ask(client, LIST, orderBy=keys)["images"] == [{"name": "b"}, {"name": "a"}]


@pytest.mark.parametrize("key", [{}, {"field": None}, {"field": "NAME", "property": "p"}, {"property": None}])
def test_a_key_has_either_a_field_or_a_property(
    client: TestClient, database: TestDatabase, key: dict[str, Any]
) -> None:
    refused_with = refusal(client, LIST, orderBy=[{"field": "SIZE"}, key])
    assert refused_with["message"] == "A key of `orderBy` must have either `field` or `property`."
    assert refused_with["extensions"] == {"code": BAD, "path": ["orderBy", 1]}


NAME, PROPERTY = {"field": "NAME"}, {"property": "p"}


@pytest.mark.parametrize("argument", ["orderBy", "distinctOn"])
@pytest.mark.parametrize("key", [NAME, PROPERTY], ids=["field", "property"])
def test_a_repeated_key_is_refused(
    client: TestClient, database: TestDatabase, argument: str, key: dict[str, str]
) -> None:
    (place,) = key
    for query in (LIST, PAGE):
        assert refused(client, query, **{argument: [key, key]}) == (BAD, [argument, 1, place])


@pytest.mark.parametrize("argument", ["orderBy", "distinctOn"])
def test_a_property_that_no_database_can_store_is_refused(
    client: TestClient, database: TestDatabase, argument: str
) -> None:
    assert refused(client, LIST, **{argument: [{"property": "a\0"}]}) == (BAD, [argument, 0, "property"])


def test_ten_properties_are_the_most(client: TestClient, database: TestDatabase) -> None:
    insert(database, {"a": "1"})
    keys = [{"property": str(number)} for number in range(10)]
    assert ask(client, LIST, orderBy=keys, distinctOn=keys)["images"] == [{"name": "a"}]
    page = ask(client, PAGE, orderBy=keys, distinctOn=keys)["imagesConnection"]
    again = ask(client, PAGE, orderBy=keys, distinctOn=keys, before=page["pageInfo"]["endCursor"], last=1)
    assert again["imagesConnection"]["nodes"] == []
    beyond = {"orderBy": keys, "distinctOn": [{"property": "10"}]}
    assert refused(client, LIST, **beyond) == ("LIMIT_EXCEEDED", ["distinctOn", 0, "property"])


def test_a_cursor_of_another_property_is_refused(client: TestClient, database: TestDatabase) -> None:
    insert(database, {"a": "1"})
    page = ask(client, PAGE, orderBy=[PROPERTY])["imagesConnection"]
    cursor = page["pageInfo"]["endCursor"]
    assert refused(client, PAGE, orderBy=[{"property": "q"}], after=cursor) == (BAD, ["after"])
    assert refused(client, PAGE, orderBy=[NAME], after=cursor) == (BAD, ["after"])


def test_names_of_properties_are_counted_by_image(client: TestClient, database: TestDatabase) -> None:
    made = [image(size=2**62), image(size=2**62), image(size=1)]
    gone = {"deleted_at": "2026-01-02 03:04:05.000000"}
    database.insert(
        *made,
        *(property_of(each, "os_distro", "a") for each in made[:2]),
        *(property_of(each, "hw_disk_bus", "a") for each in made[1:]),
        property_of(made[0], "os_version", "1", **gone),
        property_of(made[0], "É", None),
    )
    query = """{ imagesAggregate {
      byPropertyName { key count totalSize }
      os: byPropertyName(prefix: "os_") { key count }
      none: byPropertyName(prefix: "OS_") { key count }
      all: byPropertyName(prefix: "", first: 1) { key count }
    } }"""
    assert ask(client, query)["imagesAggregate"] == {
        "byPropertyName": [
            {"key": "hw_disk_bus", "count": 2, "totalSize": 2**62 + 1},
            {"key": "os_distro", "count": 2, "totalSize": 2**63 - 1},
            {"key": "É", "count": 1, "totalSize": 2**62},
        ],
        "os": [{"key": "os_distro", "count": 2}],
        "none": [],
        "all": [{"key": "hw_disk_bus", "count": 2}],
    }
    for first, code in ((-1, BAD), (1001, "LIMIT_EXCEEDED")):
        limited = f"{{ imagesAggregate {{ byPropertyName(first: {first}) {{ key }} }} }}"
        assert refused(client, limited) == (code, ["byPropertyName", "first"])


def test_values_that_differ_after_1024_bytes_are_buckets_in_order(
    client: TestClient, database: TestDatabase
) -> None:
    values = [f"{'x' * (at % 3 * 1500)}{at % 7}" for at in range(60)]
    insert(database, {f"{at}": value for at, value in enumerate(values)})
    query = '{ imagesAggregate { byProperty(name: "p", first: 1000) { key count } } }'
    buckets = ask(client, query)["imagesAggregate"]["byProperty"]
    expected = sorted(Counter(values).items(), key=lambda bucket: (-bucket[1], bucket[0]))
    assert [(each["key"], each["count"]) for each in buckets] == expected
