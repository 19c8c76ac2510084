"""The plans of connections: pages are read along an index from either end, and nothing twice."""

from typing import Any

import pytest

from db.fields.selection import RequestedField
from db.query.statement import Read, read_statement
from db.rows.matching import MatchingImages
from db.rows.order import Order, OrderKey
from db.rows.visibility import PROJECT_PARAMETER, ViewerScope
from db.rows.window import CursorShape, ImageWindow
from tests.support.databases.sqlite_file import SqliteDatabase


def field(name: str, *children: RequestedField) -> RequestedField:
    return RequestedField(name, name, "", (), children)


PAGE = field("edges", field("cursor"), field("node", field("id"), field("name")))
ENDS = field("page_info", field("has_next_page"), field("has_previous_page"))
STATISTICS = field(
    "aggregate", field("count"), field("by_status", field("key")), field("by_owner", field("count"))
)

ADMINISTRATOR, PROJECTS = ViewerScope("administrator", "listed"), ViewerScope("project", "listed")
VALUES: dict[str, Any] = {
    **{PROJECT_PARAMETER: "p", "limit": 25, "one_more": 26},
    **{f"{name}{at}": "2" for name in ("after", "before") for at in range(3)},
}

KEYS = {
    f"{column} {'desc' if descending else 'asc'} nulls {'first' if nulls_first else 'last'}": (
        OrderKey(column, descending, nulls_first),
        OrderKey("id", descending),
    )
    for column in ("created_at", "updated_at", "name", "size")
    for descending in (False, True)
    for nulls_first in (False, True)
}
CURSORS: list[tuple[CursorShape | None, CursorShape | None]] = [
    (None, None),
    ("value", None),
    (None, "value"),
    ("value", "value"),
]


def steps(database: SqliteDatabase, wanted: list[RequestedField], read: Read) -> list[str]:
    """What SQLite says it will do, without statistics: the same for few images as for many."""
    statement = read_statement(wanted, read, is_glance=False)
    values = [VALUES[name] for name in statement.parameters]
    with database.connect() as connection:
        return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement.sql}", values)]


def of_images(plan: list[str]) -> list[str]:
    return [step for step in plan if " images" in step]


@pytest.mark.without_coverage
@pytest.mark.parametrize("order", KEYS.values(), ids=KEYS)
@pytest.mark.parametrize(("after", "before"), CURSORS)
@pytest.mark.parametrize("backwards", [False, True], ids=["first", "last"])
def test_a_page_is_read_along_an_index_from_either_end(
    database: SqliteDatabase,
    order: Order,
    after: CursorShape | None,
    before: CursorShape | None,
    backwards: bool,
) -> None:
    window = ImageWindow(MatchingImages(ADMINISTRATOR), order, backwards, after, before)
    plan = steps(database, [PAGE, ENDS], window)
    index = f"ix_images_{order[0].column}_id"
    assert of_images(plan)
    for step in of_images(plan):
        assert f"INDEX {index}" in step, plan
        # From a cursor on nothing on its other side is looked at.
        assert step.startswith("SEARCH images") or not (after or before), plan
    # A page from the end is put in order; its images are at most the largest page.
    assert sum("TEMP B-TREE" in step for step in plan) == backwards, plan


def test_between_two_cursors_is_one_range_of_the_index(database: SqliteDatabase) -> None:
    order = KEYS["size desc nulls last"]
    window = ImageWindow(MatchingImages(ADMINISTRATOR), order, False, "value", "value")
    between = "SEARCH images USING INDEX ix_images_size_id ((size,id)>(?,?) AND (size,id)<(?,?))"
    assert of_images(steps(database, [PAGE], window)) == [between]


@pytest.mark.parametrize("after", [None, "value"])
@pytest.mark.parametrize("backwards", [False, True], ids=["first", "last"])
@pytest.mark.parametrize("column", ["created_at", "updated_at", "name", "size"])
def test_a_project_pages_along_an_index_for_each_way_to_see_an_image(
    database: SqliteDatabase, column: str, backwards: bool, after: CursorShape | None
) -> None:
    order = KEYS[f"{column} desc nulls {'first' if backwards else 'last'}"]
    at, end = (None, after) if backwards else (after, None)
    window = ImageWindow(MatchingImages(PROJECTS), order, backwards, at, end)
    found = of_images(steps(database, [field("nodes", field("id"))], window))
    # A key without nulls behind a cursor is one range, one with nulls two.
    ranges = 2 if after and column in ("name", "size") else 1
    # What is public and what is its own, and what is shared with it if that is much.
    for way, times in (("visibility", 2), ("owner", 1)):
        walked = [step for step in found if f"INDEX ix_images_{way}_{column}_id ({way}=?" in step]
        assert len(walked) == times * ranges, found
    # If little is shared with it, that is found by the ids, which its memberships tell.
    assert len([step for step in found if step.endswith("id=?)")]) == 1, found
    assert len(found) == 3 * ranges + 1


def test_a_page_and_all_that_match_are_looked_for_once_however_often_they_are_read(
    database: SqliteDatabase,
) -> None:
    nodes = [RequestedField(f"n{at}", "nodes", "", (), (field("id"),)) for at in range(9)]
    cursors = field("page_info", field("has_next_page"), field("start_cursor"), field("end_cursor"))
    window = ImageWindow(MatchingImages(ADMINISTRATOR), KEYS["created_at desc nulls last"])
    plan = steps(database, [*nodes, PAGE, cursors, field("total_count"), STATISTICS], window)
    for name in ("ahead", "page", "matching"):
        assert plan.count(f"MATERIALIZE {name}") == 1, plan
    assert len(of_images(plan)) == 2


def test_one_number_is_counted_without_a_copy_of_what_matches(database: SqliteDatabase) -> None:
    plan = steps(database, [field("count")], MatchingImages(ADMINISTRATOR))
    assert not [step for step in plan if "MATERIALIZE" in step or "TEMP B-TREE" in step], plan
    assert len(of_images(plan)) == 1


@pytest.mark.parametrize(
    ("facet", "viewer"), [("by_tag", ADMINISTRATOR), ("by_tag", PROJECTS), ("by_property", PROJECTS)]
)
def test_a_facet_of_children_finds_them_by_their_image(
    database: SqliteDatabase, facet: str, viewer: ViewerScope
) -> None:
    wanted = RequestedField(facet, facet, "", (("name", "name"), ("first", "limit")), (field("key"),))
    statement = read_statement([wanted], MatchingImages(viewer), is_glance=False)
    values = [{**VALUES, "name": "a"}[name] for name in statement.parameters]
    with database.connect() as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement.sql}", values)]
    (children,) = [step for step in plan if "image_properties" in step or "image_tags" in step]
    assert children.startswith("SEARCH image_")
    assert "(image_id=?" in children
