"""How SQLite finds what common filters leave of 20 000 images, for whom, in which order."""

import asyncio
import re
from collections.abc import Iterator

import pytest

from bench.scale.catalogue import SMALL_PROJECT
from bench.statements import Statements
from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.shared_catalogue import copied_catalogue
from tests.support.databases.sqlite_file import SqliteDatabase

pytestmark = [pytest.mark.slow, pytest.mark.without_coverage]

COVERING = "ix_images_deleted_os_hidden_visibility_owner"
PROPERTIES = "ix_image_properties_name_value_image_id (name=? AND value=?)"
TAGS, STATUS = "ix_image_tags_value_image_id (value=?)", "ix_images_status_id (status=?)"

# The filter, and the indexes that are asked for the images that it can leave.
FILTERS = {
    "property": ('properties: [{ name: "os_distro", value: { eq: "debian" } }]', [PROPERTIES]),
    "one of some values": (
        'properties: [{ name: "os_distro", value: { in: ["debian", "ubuntu"] } }]',
        [PROPERTIES],
    ),
    "property by prefix": (
        'properties: [{ name: "os_version", value: { startsWith: "1" } }]',
        ["ix_image_properties_name_value_image_id (name=? AND value>? AND value<?)"],
    ),
    "a property at all": (
        'properties: [{ name: "hw_machine_type" }]',
        ["ix_image_properties_name_value_image_id (name=?)"],
    ),
    "two properties": (
        """properties: [
          { name: "os_distro", value: { eq: "debian" } }, { name: "architecture", value: { eq: "s390x" } }
        ]""",
        [PROPERTIES, PROPERTIES],
    ),
    "tag": ('tags: { all: ["gpu"] }', [TAGS]),
    "one of some tags": ('tags: { any: ["gpu", "golden"] }', [TAGS]),
    "name": ('name: { eq: "none" }', ["ix_images_name_id (name=?)"]),
    "prefix": ('name: { startsWith: "Debian" }', ["ix_images_name_id (name>? AND name<?)"]),
    "glob": ('name: { glob: "Debian*12?" }', ["ix_images_name_id (name>? AND name<?)"]),
    "property by glob": (
        'properties: [{ name: "os_version", value: { glob: "1*" } }]',
        ["ix_image_properties_name_value_image_id (name=? AND value>? AND value<?)"],
    ),
    "tag by glob": (
        'tags: { some: { glob: "gp*" } }',
        ["ix_image_tags_value_image_id (value>? AND value<?)"],
    ),
    "status": ("status: { eq: UPLOADING }", [STATUS]),
    "owner": ('owner: { eq: "none" }', ["ix_images_owner_size_id (owner=?)"]),
    "since": (
        'updatedAt: { gte: "2026-10-30T00:00:00Z" }',
        ["ix_images_updated_at_id (updated_at>?)"],
    ),
    "member": (
        'sharedWith: { member: "none" }',
        ["ix_image_members_member_status_image_id (member=?)"],
    ),
    "status, property and tag": (
        """status: { eq: ACTIVE }, tags: { all: ["gpu"] },
        properties: [{ name: "os_distro", value: { eq: "debian" } }]""",
        [PROPERTIES, TAGS, STATUS],
    ),
    "one or the other": (
        'or: [{ tags: { all: ["gpu"] } }, { name: { startsWith: "Debian" } }]',
        [TAGS, "ix_images_name_id (name>? AND name<?)"],
    ),
}
ORDERS = {
    "created_at": "",
    "updated_at": "orderBy: [{ field: UPDATED_AT, direction: DESC }]",
    "name": "orderBy: [{ field: NAME }]",
    "size": "orderBy: [{ field: SIZE, direction: DESC }]",
}
BY_ID = "SEARCH images USING INDEX sqlite_autoindex_images_1 (id=?)"

Plan = list[tuple[int, str]]
"""Of each step what it is part of, and what it does."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabase:
    folder = tmp_path_factory.mktemp("filter_plans")
    return SqliteDatabase(copied_catalogue(tmp_path_factory, folder, 20_000))


@pytest.fixture(scope="module")
def asking(database: SqliteDatabase) -> Iterator[tuple[asyncio.Runner, Statements]]:
    statements = Statements(database.path)
    with asyncio.Runner() as runner:
        runner.run(statements.__aenter__())
        yield runner, statements
        runner.run(statements.__aexit__(None, None, None))


def plan(
    database: SqliteDatabase, asking: tuple[asyncio.Runner, Statements], query: str, caller: Caller
) -> Plan:
    runner, statements = asking
    runner.run(statements.answer(query, {}, caller))
    sql, values = statements.last
    with database.connect() as connection:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        return [(parent, step) for _, parent, _, step in rows]


def on(plan: Plan, table: str) -> Plan:
    return [(parent, step) for parent, step in plan if re.search(rf" {table}\b", step)]


def lists(plan: Plan) -> list[str]:
    """What is read from indexes alone."""
    found = (re.search(r"^SEARCH \w+ USING COVERING INDEX (.*)$", step) for _, step in plan)
    return [match[1] for match in found if match]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("where", "indexes"), FILTERS.values(), ids=FILTERS)
def test_a_page_is_of_few_that_an_index_lists_or_is_walked_along_the_order(
    database: SqliteDatabase,
    asking: tuple[asyncio.Runner, Statements],
    where: str,
    indexes: list[str],
    order: str,
) -> None:
    query = f"{{ imagesConnection(first: 25, where: {{ {where} }} {ORDERS[order]}) {{ nodes {{ id }} }} }}"
    steps = plan(database, asking, query, ADMINISTRATOR)
    assert sorted(lists(steps)) == sorted(indexes), steps
    (few, *_), (walk, *_) = on(steps, "images")[:1], on(steps, "images")[-1:]
    assert few[1] == BY_ID
    # The owner's own images are walked, not all.
    along = rf"ix_images_(owner_)?{order}_id\b"
    assert re.search(along, walk[1]), steps
    assert ("owner_" in walk[1]) is where.startswith("owner"), steps
    assert (walk[0], "USE TEMP B-TREE FOR ORDER BY") not in steps
    for child in ("image_properties", "image_tags", "image_members"):
        for _, step in on(steps, child):
            assert "COVERING" in step or "(image_id=? AND " in step or "(image_id=?)" in step, steps


@pytest.mark.parametrize("order", ORDERS)
def test_what_a_project_sees_is_walked_along_an_index_for_each_way_to_see_it(
    database: SqliteDatabase, asking: tuple[asyncio.Runner, Statements], order: str
) -> None:
    where = FILTERS["property"][0]
    query = f"{{ imagesConnection(first: 25, where: {{ {where} }} {ORDERS[order]}) {{ nodes {{ id }} }} }}"
    steps = plan(database, asking, query, Caller(SMALL_PROJECT))
    shared = "ix_image_members_member_status_image_id (member=? AND status=?)"
    assert sorted(lists(steps)) == sorted([PROPERTIES, shared])
    of_images = [step for _, step in on(steps, "images")]
    along = f"SEARCH images USING INDEX ix_images_{{}}_{order}_id ({{}}=?)"
    public = shared_too = along.format("visibility", "visibility")
    own = along.format("owner", "owner")
    assert of_images == [BY_ID, public, own, BY_ID, shared_too], steps


@pytest.mark.parametrize("filter_", ["property", "property by prefix", "a property at all", "tag"])
def test_a_total_of_one_condition_reads_indexes_alone(
    database: SqliteDatabase, asking: tuple[asyncio.Runner, Statements], filter_: str
) -> None:
    where, (index,) = FILTERS[filter_]
    query = f"{{ imagesConnection(first: 0, where: {{ {where} }}) {{ totalCount }} }}"
    steps = plan(database, asking, query, ADMINISTRATOR)
    assert lists(steps)[0] == index
    # Those that are deleted, and those that are hidden.
    unseen = [step for _, step in on(steps, "images")]
    assert len(unseen) == 2
    assert [step for step in unseen if f"USING COVERING INDEX {COVERING} " not in step] == []


@pytest.mark.parametrize("filter_", ["two properties", "one of some tags"])
def test_all_that_match_are_those_that_an_index_lists(
    database: SqliteDatabase, asking: tuple[asyncio.Runner, Statements], filter_: str
) -> None:
    where, indexes = FILTERS[filter_]
    query = f"{{ imagesConnection(first: 0, where: {{ {where} }}) {{ totalCount }} }}"
    steps = plan(database, asking, query, ADMINISTRATOR)
    # Once for whether they are few, and once for all of them.
    assert sorted(lists(steps)) == sorted(indexes * 2)
    assert {step for _, step in on(steps, "images")} == {BY_ID}


@pytest.mark.parametrize("facet", ["byStatus", "byVisibility", "byOwner(first: 5)", "byDiskFormat"])
@pytest.mark.parametrize("caller", [ADMINISTRATOR, Caller("p"), Caller(None)], ids=str)
def test_a_facet_of_a_column_reads_the_covering_index_alone(
    database: SqliteDatabase, asking: tuple[asyncio.Runner, Statements], facet: str, caller: Caller
) -> None:
    steps = plan(database, asking, f"{{ imagesAggregate {{ {facet} {{ key count totalSize }} }} }}", caller)
    read = [step for _, step in on(steps, "images")]
    assert [step for step in read if f"COVERING INDEX {COVERING}" not in step] == []


def test_an_administrators_statistics_of_another_column_read_the_rows_as_they_are_stored(
    database: SqliteDatabase, asking: tuple[asyncio.Runner, Statements]
) -> None:
    asked = "{ imagesAggregate { byCreatedAt { count } virtualSize { sum } } }"
    steps = plan(database, asking, asked, ADMINISTRATOR)
    assert {step for _, step in on(steps, "images")} == {"SCAN images"}
