"""Filters and orders, whatever they are, find in any catalogue what the reference finds."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from resolvers.caller import ADMINISTRATOR
from tests.reference.executor import Reference
from tests.support.databases.builders import Row, image, member_of, property_of, tag_of
from tests.support.databases.filled_database import Place
from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import ask
from tests.support.hypothesis_profile import drawn
from tests.support.strategies import WHERES, catalogues, orders

pytestmark = [pytest.mark.all_databases, pytest.mark.without_coverage]

QUERY = """
query($where: ImageWhere, $orderBy: [ImageOrder!]!, $scope: ImageScope!, $includeDeleted: Boolean!) {
  images(where: $where, orderBy: $orderBy, scope: $scope, includeDeleted: $includeDeleted, limit: 1000) { id }
}
"""

DETAILED = """
query($includeDeleted: Boolean!) {
  images(includeDeleted: $includeDeleted, scope: VISIBLE) {
    id name size updatedAt deletedAt version tags propertyMap
    properties(prefix: "o") { name value }
    os: property(name: "os_distro")
    members { member status updatedAt }
    locations { url metadata status }
  }
}
"""

QUICK = drawn(30)
# Each asks over a network.
ON_SERVERS = drawn(12)


def variables() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "where": WHERES,
            "orderBy": orders(),
            "scope": st.sampled_from(("VISIBLE", "LISTED")),
            "includeDeleted": st.booleans(),
        }
    )


def check(place: Place, rows: list[Row], asked: list[dict[str, Any]]) -> None:
    place.hold(rows)
    reference = Reference(place.file.path)
    for each in asked:
        assert place.asking.ask(ADMINISTRATOR, QUERY, **each) == reference.ask(QUERY, each), each
    for deleted in (False, True):
        detailed = {"includeDeleted": deleted}
        answered = place.asking.ask(ADMINISTRATOR, DETAILED, **detailed)
        assert answered == reference.ask(DETAILED, detailed)


@pytest.mark.slow
@QUICK
@given(rows=catalogues(glance=False), asked=st.lists(variables(), min_size=3, max_size=6))
def test_a_filter_finds_what_the_reference_finds(
    own: Place, rows: list[Row], asked: list[dict[str, Any]]
) -> None:
    check(own, rows, asked)


@pytest.mark.slow
@ON_SERVERS
@given(rows=catalogues(glance=False), asked=st.lists(variables(), min_size=3, max_size=6))
def test_on_a_server_a_filter_finds_what_the_reference_finds(
    on_server: Place, rows: list[Row], asked: list[dict[str, Any]]
) -> None:
    check(on_server, rows, asked)


@pytest.mark.slow
@QUICK
@given(rows=catalogues(glance=True), asked=st.lists(variables(), min_size=3, max_size=6))
def test_in_glances_tables_a_filter_finds_what_the_reference_finds(
    glances: Place, rows: list[Row], asked: list[dict[str, Any]]
) -> None:
    check(glances, rows, asked)


def found(client: TestClient, where: dict[str, Any]) -> list[str]:
    """The names of the images, in order."""
    query = "query($where: ImageWhere) { images(where: $where, orderBy: [{ field: NAME }]) { name } }"
    return [image["name"] for image in ask(client, query, where=where)["images"]]


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ({}, ["A", "a", "b", None]),
        ({"name": {"eq": "a"}}, ["a"]),
        ({"name": {"eq": "a", "ignoreCase": True}}, ["A", "a"]),
        ({"name": {"neq": "a"}}, ["A", "b"]),
        ({"not": {"name": {"eq": "a"}}}, ["A", "b", None]),
        ({"name": {"notIn": []}}, ["A", "a", "b"]),
        ({"name": {"in": []}}, []),
        ({"name": {"startsWith": ""}}, ["A", "a", "b"]),
        ({"name": {"glob": "*"}}, ["A", "a", "b"]),
        ({"name": {"glob": "?"}}, ["A", "a", "b"]),
        ({"name": {"glob": "a*"}}, ["a"]),
        ({"name": {"glob": "A*", "ignoreCase": True}}, ["A", "a"]),
        ({"not": {"name": {"glob": "[a]"}}}, ["A", "a", "b", None]),
        ({"name": {"isNull": True}}, [None]),
        ({"and": []}, ["A", "a", "b", None]),
        ({"or": []}, []),
        ({"not": {}}, []),
        ({"properties": []}, ["A", "a", "b", None]),
        ({"tags": {"any": []}}, []),
        ({"tags": {"all": []}}, ["A", "a", "b", None]),
        ({"tags": {"none": []}}, ["A", "a", "b", None]),
        ({"tags": {"all": ["t"]}}, ["a"]),
        ({"tags": {"isEmpty": True}}, ["A", "b", None]),
        ({"tags": {"some": {"startsWith": "t"}}}, ["a"]),
        ({"tags": {"some": {"neq": "t"}}}, []),
        ({"tags": {"some": {"glob": "*T", "ignoreCase": True}}}, ["a"]),
        ({"id": {"startsWith": ""}}, ["A", "a", "b", None]),
        ({"id": {"startsWith": "x"}}, []),
        ({"deletedAt": {"gt": "2020-01-01T00:00:00Z"}}, []),
        ({"hashAlgorithm": {"isNull": True}}, ["A", "a", "b", None]),
        ({"properties": [{"name": "k"}]}, ["a", "b"]),
        ({"properties": [{"name": "k", "value": {"isNull": True}}]}, ["b"]),
        ({"properties": [{"name": "k", "exists": False}]}, ["A", None]),
        ({"sharedWith": {"member": "q"}}, ["a"]),
        ({"sharedWith": {"member": "q", "status": []}}, []),
        ({"sharedWith": {"member": "q", "status": ["ACCEPTED"]}}, []),
        ({"id": {"eq": "malformed"}}, []),
        ({"id": {"notIn": ["malformed"]}}, ["A", "a", "b", None]),
        (None, ["A", "a", "b", None]),
    ],
)
def test_a_filter_finds(
    client: TestClient, database: TestDatabase, where: dict[str, Any], names: list[str | None]
) -> None:
    one, two = image(name="a"), image(name="b")
    gone = {"deleted_at": "2026-01-02 03:04:05.000006"}
    database.insert(one, two, other := image(name="A"), image(name=None), image(name="d", **gone))
    database.insert(
        property_of(one, "k", "v"),
        property_of(two, "k", None),
        property_of(other, "k", "v", **gone),
    )
    database.insert(tag_of(one, "t"), tag_of(other, "t", **gone))
    database.insert(member_of(one, "q"), member_of(other, "q", **gone))
    assert found(client, where) == names


MD5 = "d41d8cd98f00b204e9800998ecf8427e"


@pytest.mark.parametrize("field", ["checksum", "hashValue"])
@pytest.mark.parametrize(
    ("operators", "is_found"),
    [
        ({"eq": MD5}, True),
        ({"eq": MD5.upper()}, True),
        ({"eq": MD5.upper(), "ignoreCase": False}, True),
        ({"neq": MD5.upper()}, False),
        ({"in": [MD5.upper()]}, True),
        ({"notIn": [MD5.upper()]}, False),
        ({"contains": "CD98F"}, True),
        ({"startsWith": "D41D8CD"}, True),
        ({"endsWith": "F8427E"}, True),
        ({"startsWith": "E"}, False),
    ],
    ids=str,
)
def test_hexadecimal_digits_are_the_same_in_either_case(
    client: TestClient, database: TestDatabase, field: str, operators: dict[str, Any], *, is_found: bool
) -> None:
    for at, stored in enumerate((MD5, MD5.upper())):
        made = image(name=str(at), checksum=stored, os_hash_value=stored)
        database.insert(made, property_of(made, field, MD5.upper()))
    names = ["0", "1"] if is_found else []
    condition = {field: operators}
    for where in (condition, {"not": {"not": condition}}, {"or": [{"and": [condition]}]}):
        assert found(client, where) == names
    # A property's value is a text like any other.
    for value, names in ((MD5, []), (MD5.upper(), ["0", "1"])):
        assert found(client, {"properties": [{"name": field, "value": {"eq": value}}]}) == names
