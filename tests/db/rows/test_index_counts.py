"""Counts that an administrator gets from an index of properties or tags: the same as image by image."""

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import MADE, image, property_of, tag_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import ask

pytestmark = pytest.mark.all_databases


def buckets(client: TestClient, arguments: str) -> list[tuple[str | None, int]]:
    found = ask(client, f'{{ imagesAggregate({arguments}) {{ byProperty(name: "a") {{ key count }} }} }}')
    return [(bucket["key"], bucket["count"]) for bucket in found["imagesAggregate"]["byProperty"]]


def test_values_are_counted_whole_however_long_they_are(client: TestClient, database: TestDatabase) -> None:
    # Servers index the first 200 characters.
    start = "é" * 199
    values = [start, start + "x", start + "xy", start + "xz", start + "xz", None]
    made = [image() for _ in (*values, "none")]
    database.insert(
        *made, *(property_of(each, "a", value) for each, value in zip(made, values, strict=False))
    )
    assert buckets(client, "scope: LISTED") == [
        (start + "xz", 2),
        (None, 2),
        (start, 1),
        (start + "x", 1),
        (start + "xy", 1),
    ]
    for value in values[:-1]:
        where = f'where: {{ properties: [{{ name: "a", value: {{ eq: "{value}" }} }}] }}'
        found = ask(client, f"{{ imagesConnection(first: 0, {where}) {{ totalCount }} }}")
        assert found["imagesConnection"]["totalCount"] == values.count(value)


def test_several_counts_of_one_request_are_those_of_each_alone(
    client: TestClient, database: TestDatabase
) -> None:
    made = [image(os_hidden=at == 3) for at in range(4)]
    database.insert(*made)
    for name, values in (("a", "1122"), ("b", "1 23"), ("c", ["x" * 300] * 4)):
        database.insert(*(property_of(each, name, value) for each, value in zip(made, values, strict=True)))
    database.insert(*(tag_of(each, "t") for each in made))
    facets = {name: f'byProperty(name: "{name}") {{ key count }}' for name in "abcd"} | {
        "tag": "byTag { key count }",
        "sized": 'byProperty(name: "a") { key count totalSize }',
    }
    totals = {"total": "totalCount", "again": "totalCount"}
    for arguments in ("", "scope: VISIBLE", *(f"where: {{ {where} }}" for where, *_ in COUNTED)):
        alone: dict[str, object] = {}
        for name, facet in facets.items():
            found = ask(client, f"{{ imagesConnection({arguments} first: 0) {{ aggregate {{ {facet} }} }} }}")
            ((_, alone[name]),) = found["imagesConnection"]["aggregate"].items()
        counted = ask(client, f"{{ imagesConnection({arguments} first: 0) {{ totalCount }} }}")
        several = " ".join(f"{name}: {field}" for name, field in totals.items())
        together = " ".join(f"{name}: {facet}" for name, facet in facets.items())
        query = f"{{ imagesConnection({arguments} first: 1) {{ {several} aggregate {{ {together} }} }} }}"
        total = counted["imagesConnection"]["totalCount"]
        assert ask(client, query)["imagesConnection"] == {
            "total": total,
            "again": total,
            "aggregate": alone,
        }


COUNTED = [
    ('properties: [{ name: "a", value: { eq: "1" } }]', 2, 1),
    ('properties: [{ name: "a", value: { startsWith: "" } }]', 3, 2),
    ('properties: [{ name: "a" }]', 3, 2),
    ('tags: { all: ["t"] }', 3, 2),
    ('tags: { any: ["t", "u"] }', 3, 2),
]


@pytest.mark.parametrize(("where", "visible", "listed"), COUNTED)
def test_a_total_of_one_condition_leaves_out_what_is_deleted_or_hidden(
    client: TestClient, database: TestDatabase, where: str, visible: int, listed: int
) -> None:
    made = [image(), image(), image(os_hidden=True), image(deleted_at=MADE), image(deleted_at=MADE)]
    # The last one kept its rows, as in a database that another program has changed.
    gone = [None, None, None, MADE, None]
    for each, value, at in zip(made, "12111", gone, strict=True):
        database.insert(each, property_of(each, "a", value, deleted_at=at), tag_of(each, "t", deleted_at=at))
    for scope, expected in (("VISIBLE", visible), ("LISTED", listed)):
        found = ask(
            client, f"{{ imagesConnection(first: 0, scope: {scope}, where: {{ {where} }}) {{ totalCount }} }}"
        )
        assert found["imagesConnection"]["totalCount"] == expected
    assert buckets(client, "scope: LISTED") == [("1", 1), ("2", 1)]
    assert buckets(client, "scope: VISIBLE") == [("1", 2), ("2", 1)]
    assert buckets(client, "where: { hidden: true }") == [("1", 1)]
