"""Paging gives every image exactly once and in order, past nulls and ties; a bad marker is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.reference.executor import Reference
from tests.support.databases.builders import Row, image
from tests.support.databases.protocol import TestDatabase
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import ask, refusal, refused, serving
from tests.support.hypothesis_profile import drawn
from tests.support.strategies import FLAT, ORDER_FIELDS, catalogues, groups, orders

pytestmark = pytest.mark.all_databases

QUERY = """
query(
  $where: ImageWhere, $orderBy: [ImageOrder!]!, $limit: Int, $marker: ID, $offset: Int! = 0
  $includeDeleted: Boolean! = false, $scope: ImageScope! = LISTED, $distinctOn: [ImageGroupKey!]! = []
) {
  images(
    where: $where, orderBy: $orderBy, limit: $limit, marker: $marker, offset: $offset
    includeDeleted: $includeDeleted, scope: $scope, distinctOn: $distinctOn
  ) { id }
}
"""

QUICK = drawn(40)

EVERY_KEY = [
    {"field": field, "direction": direction, "nulls": nulls}
    for field in ORDER_FIELDS
    for direction in ("ASC", "DESC")
    for nulls in ("FIRST", "LAST")
]


@pytest.fixture(scope="module")
def shelf(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SqliteDatabase, TestClient]]:
    database = SqliteDatabase.copied(template, tmp_path_factory.mktemp("paging") / "glimpse.db")
    with serving(database) as client:
        yield database, client


def ids(client: TestClient, **variables: Any) -> list[str]:
    return [image["id"] for image in ask(client, QUERY, **variables)["images"]]


def walked_by_marker(client: TestClient, size: int, **variables: Any) -> list[str]:
    pages = [ids(client, limit=size, **variables)]
    while pages[-1]:
        pages.append(ids(client, limit=size, marker=pages[-1][-1], **variables))
    assert all(len(page) == size for page in pages[:-2])
    return [identity for page in pages for identity in page]


def walked_by_offset(client: TestClient, size: int, **variables: Any) -> list[str]:
    walked: list[str] = []
    while page := ids(client, limit=size, offset=len(walked), **variables):
        walked += page
    return walked


def hold(database: SqliteDatabase, rows: list[Row]) -> Reference:
    database.clear()
    database.insert(*rows)
    return Reference(database.path)


def in_reference(reference: Reference, **variables: Any) -> list[str]:
    return [image["id"] for image in reference.ask(QUERY, {"limit": 1000, **variables})["images"]]


@pytest.mark.slow
@QUICK
@given(
    rows=catalogues(glance=False, most=8),
    order=orders(),
    where=FLAT,
    size=st.integers(1, 4),
    deleted=st.booleans(),
    distinct=groups(),
)
def test_pages_give_each_image_once_in_the_references_order(
    shelf: tuple[SqliteDatabase, TestClient],
    rows: list[Row],
    order: list[dict[str, str]],
    where: dict[str, Any],
    size: int,
    deleted: bool,
    distinct: list[dict[str, str]],
) -> None:
    database, client = shelf
    asked = {"orderBy": order, "where": where, "includeDeleted": deleted, "scope": "VISIBLE"}
    asked["distinctOn"] = distinct
    expected = in_reference(hold(database, rows), **asked)
    assert walked_by_marker(client, size, **asked) == expected
    assert walked_by_offset(client, size, **asked) == expected


@pytest.mark.slow
@pytest.mark.without_coverage
@pytest.mark.parametrize("key", EVERY_KEY, ids=lambda key: "-".join(key.values()))
def test_every_key_pages_past_nulls_and_ties(
    shelf: tuple[SqliteDatabase, TestClient], key: dict[str, str]
) -> None:
    database, client = shelf
    ends = {"disk_format": "raw", "container_format": "bare", "name": "😀", "owner": "q", "virtual_size": 1}
    rows = [image(size=size, **texts) for size in (None, 2, 7) for texts in (ends, {}, {"owner": None}, ends)]
    rows += [image(name="\uffff", min_disk=1, min_ram=1, visibility="public", status="active")]
    rows += [image(created_at="2026-01-02 03:04:05", size=2), image(updated_at="2027-01-02 03:04:05")]
    reference = hold(database, rows)
    for order in ([key], [key, {"field": "MIN_DISK"}], [{"field": "STATUS", "direction": "DESC"}, key]):
        if len({each["field"] for each in order}) == len(order):
            expected = in_reference(reference, orderBy=order)
            assert len(expected) == len(rows)
            assert walked_by_marker(client, 4, orderBy=order) == expected


@pytest.mark.slow
@QUICK
@given(rows=catalogues(glance=True, most=8), order=orders(), size=st.integers(1, 4))
def test_glances_tables_page_by_creation_where_there_was_no_update(
    glance_shelf: tuple[SqliteDatabase, TestClient], rows: list[Row], order: list[dict[str, str]], size: int
) -> None:
    database, client = glance_shelf
    asked: dict[str, Any] = {"orderBy": [{"field": "UPDATED_AT"}, *order][: 1 + len(order) % 3]}
    keys = {(key.get("field"), key.get("property")): key for key in asked["orderBy"]}
    asked["orderBy"] = list(keys.values())
    expected = in_reference(hold(database, rows), **asked)
    assert walked_by_marker(client, size, **asked) == expected


@pytest.fixture(scope="module")
def glance_shelf(
    glance_database: SqliteDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SqliteDatabase, TestClient]]:
    folder = tmp_path_factory.mktemp("paging")
    database = SqliteDatabase.copied(glance_database.path, folder / "glance.db")
    with serving(database) as client:
        yield database, client


def three(database: TestDatabase) -> list[str]:
    """Ids of three images in order of name."""
    rows = [image(name=name) for name in "abc"]
    database.insert(*rows)
    return [row.id for row in rows]


BY_NAME = [{"field": "NAME"}]


@pytest.mark.parametrize("where", [{"name": {"neq": "b"}}, {"name": {"eq": "c"}}])
def test_a_marker_outside_of_the_filter_has_a_place_in_the_order(
    client: TestClient, database: TestDatabase, where: dict[str, Any]
) -> None:
    _, second, third = three(database)
    assert ids(client, orderBy=BY_NAME, where=where, marker=second) == [third]


def test_a_hidden_image_can_be_the_marker_of_a_list_that_lacks_it(
    client: TestClient, database: TestDatabase
) -> None:
    database.insert(hidden := image(name="b", os_hidden=True), last := image(name="c"), image(name="a"))
    assert ids(client, orderBy=BY_NAME, marker=hidden.id) == [last.id]


def test_behind_the_last_image_is_an_empty_page(client: TestClient, database: TestDatabase) -> None:
    *_, last = three(database)
    assert ids(client, orderBy=BY_NAME, marker=last) == []
    assert ids(client, orderBy=BY_NAME, offset=3) == []


def test_a_limit_of_zero_is_an_empty_page_also_behind_a_marker(
    client: TestClient, database: TestDatabase
) -> None:
    first, *_ = three(database)
    assert ids(client, orderBy=BY_NAME, limit=0) == []
    assert ids(client, orderBy=BY_NAME, limit=0, marker=first) == []


UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("marker", ["", "malformed", "a" * 36, UNKNOWN, UNKNOWN.replace("-", "")])
@pytest.mark.parametrize("limit", [None, 0, 1])
def test_a_malformed_or_unknown_marker_is_refused(client: TestClient, marker: str, limit: int | None) -> None:
    assert refusal(client, QUERY, orderBy=[], marker=marker, limit=limit) == {
        "message": "No visible image has this marker id.",
        "locations": [{"line": 6, "column": 3}],
        "path": ["images"],
        "extensions": {"code": "BAD_USER_INPUT", "path": ["marker"]},
    }


def test_an_upper_case_id_is_a_marker(client: TestClient, database: TestDatabase) -> None:
    marked = image(id="abcdef00-0000-4000-8000-000000000000", name="b")
    database.insert(marked, last := image(name="c"), image(name="a"))
    assert ids(client, orderBy=BY_NAME, marker=marked.id.upper()) == [last.id]


def test_a_deleted_image_is_a_marker_only_among_deleted_ones(
    client: TestClient, database: TestDatabase
) -> None:
    gone = image(name="b", deleted_at="2026-01-02 03:04:05.000006")
    database.insert(gone, last := image(name="c"), image(name="a"))
    unseen = refusal(client, QUERY, orderBy=BY_NAME, marker=gone.id)
    assert unseen == refusal(client, QUERY, orderBy=BY_NAME, marker=UNKNOWN)
    assert ids(client, orderBy=BY_NAME, marker=gone.id, includeDeleted=True) == [last.id]


def test_offset_and_marker_together_are_refused(client: TestClient, database: TestDatabase) -> None:
    first, second, third = three(database)
    assert refused(client, QUERY, orderBy=[], marker=first, offset=1) == ("BAD_USER_INPUT", ["offset"])
    assert ids(client, orderBy=BY_NAME, marker=first, offset=0) == [second, third]
