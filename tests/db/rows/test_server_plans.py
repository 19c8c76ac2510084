"""How servers find the rows of images among 20 000: by an index, whatever they expect of a list."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from db.dialect.variants import DialectName
from db.server.store import ServerStore
from db.store import Statement, Store
from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.servers import ServerDatabase
from tests.support.databases.statement_recorder import Asked, RecordingStore
from tests.support.http.in_process_client import AskingAs, asking_store

pytestmark = [pytest.mark.slow, pytest.mark.without_coverage]

IMAGES = 20_000
NUMBERS = {"postgresql": "generate_series(0, 19999) AS numbers (n)", "mariadb": "seq_0_to_19999"}
HEX = {"postgresql": "lpad(to_hex(n), 8, '0')", "mariadb": "lpad(hex(n), 8, '0')"}
ANALYZE = {"postgresql": "ANALYZE", "mariadb": "ANALYZE TABLE images, image_properties"}


def fill(dialect: DialectName) -> str:
    number = {"postgresql": "n", "mariadb": "seq"}[dialect]
    id_ = f"lower(concat({HEX[dialect]}, '-0000-4000-8000-000000000000'))".replace("(n)", f"({number})")
    return f"""
        INSERT INTO images (id, name, size, status, created_at, updated_at, deleted, min_disk, min_ram, owner,
          visibility, os_hidden, protected)
        SELECT {id_}, CASE WHEN {number} % 10 > 0 THEN concat('image ', {number}) END,
          CASE WHEN {number} % 7 > 0 THEN {number} * 17 % 5003 END, 'active', '2026-01-02', '2026-01-02',
          false, 0, 0, CASE WHEN {number} % 3 > 0 THEN 'p' ELSE 'q' END,
          CASE WHEN {number} % 4 > 0 THEN 'private' ELSE 'public' END, false, false
        FROM {NUMBERS[dialect]}
    """


PROPERTIES = """
    INSERT INTO image_properties (image_id, name, value, created_at, updated_at, deleted)
    SELECT id, 'os_type', CASE WHEN size % 20 = 0 THEN 'windows' ELSE 'linux' END,
      created_at, updated_at, false
    FROM images
"""


@dataclass(frozen=True)
class Many:
    asking: AskingAs
    ids: list[str]
    public_id: str

    def plans(
        self, query: str, caller: Caller = ADMINISTRATOR, *, is_run: bool = False, **variables: object
    ) -> list[Any]:
        """How the database runs each statement of a request that succeeds; with `is_run` how
        PostgreSQL did."""
        store = self.asking.store
        recording = RecordingStore(store)
        replace(self.asking, store=recording).ask(caller, query, **variables)
        return [self.asking.loop.run(_plan(store, each, is_run)) for each in recording.asked]


PLAN = {"postgresql": "EXPLAIN (FORMAT JSON)", "mariadb": "EXPLAIN FORMAT=JSON"}
RUN = "EXPLAIN (ANALYZE, FORMAT JSON)"


async def _plan(store: Store, asked: Asked, is_run: bool = False) -> Any:
    form = RUN if is_run else PLAN[store.dialect]
    names = tuple(name for name, _ in asked.values)
    ((plan,),) = await store.read(Statement(f"{form} {asked.sql}", names), dict(asked.values))
    return json.loads(plan)


def scanned(plan: Any) -> list[str]:
    """The tables that are read whole, in a plan of either database."""
    if isinstance(plan, list):
        return [name for part in plan for name in scanned(part)]
    if not isinstance(plan, dict):
        return []
    names = [plan["Relation Name"]] if plan.get("Node Type") == "Seq Scan" else []
    if plan.get("access_type") == "ALL":
        names = [plan["table_name"]]
    return names + [name for part in plan.values() for name in scanned(part)]


@pytest.fixture(scope="module")
def many(server: ServerDatabase) -> Iterator[Many]:
    server.execute(fill(server.dialect), PROPERTIES, ANALYZE[server.dialect])
    with asking_store(ServerStore.open(server.address)) as asking:
        ids = [id_ for (id_,) in server.rows("SELECT id FROM images ORDER BY id LIMIT 5")]
        ((public,),) = server.rows("SELECT min(id) FROM images WHERE visibility = 'public' AND size > 9")
        yield Many(asking, ids, public)


def test_a_scan_of_the_table_is_recognized(many: Many) -> None:
    asked = Asked("SELECT name FROM images WHERE min_ram = 5", ())
    assert scanned(many.asking.loop.run(_plan(many.asking.store, asked))) == ["images"]


READS = [
    "query ($ids: [ID!]!) { images(where: { id: { in: $ids } }) { id name } }",
    "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Image { name } } }",
    "query ($ids: [ID!]!) { imagesConnection(where: { id: { in: $ids } }) { nodes { id } } }",
]
CHANGES = [
    "mutation { createImage(input: {}) { image { id properties { name } } } }",
    "mutation ($ids: [ImageUpdate!]!) { updateImages(input: $ids) { images { id name } } }",
]


@pytest.mark.parametrize("query", READS)
def test_images_by_several_ids_are_found_by_the_key(many: Many, query: str) -> None:
    for ids in (many.ids[:1], many.ids):
        for plan in many.plans(query, ids=ids):
            assert "images" not in scanned(plan)


@pytest.mark.parametrize("query", CHANGES)
def test_the_images_of_a_payload_are_found_by_the_key(many: Many, query: str) -> None:
    changes = [{"id": id_, "input": {"name": "new"}} for id_ in many.ids]
    for plan in many.plans(query, ids=changes):
        assert "images" not in scanned(plan)


CALLERS = [ADMINISTRATOR, Caller("p"), Caller(None)]
ORDERS = [
    f"{{ field: {field}, direction: {direction}, nulls: {nulls} }}"
    for field in ("NAME", "SIZE", "CREATED_AT", "UPDATED_AT")
    for direction in ("ASC", "DESC")
    for nulls in ("FIRST", "LAST")
]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("caller", CALLERS, ids=str)
def test_every_order_is_read_along_an_index(many: Many, caller: Caller, order: str) -> None:
    page = f"images(orderBy: [{order}], limit: 25"
    first, after = f"{{ {page}) {{ id }} }}", f"query ($id: ID) {{ {page}, marker: $id) {{ id }} }}"
    for plan in (*many.plans(first, caller), *many.plans(after, caller, id=many.public_id)):
        assert most_sorted(plan) < IMAGES / 5


def most_sorted(plan: Any) -> float:
    """The most rows of the table that a plan of either database sorts, as it expects."""
    if isinstance(plan, list):
        return max(map(most_sorted, plan), default=0)
    if not isinstance(plan, dict):
        return 0
    below = max(map(most_sorted, plan.values()), default=0)
    if plan.get("Node Type") in ("Sort", "Incremental Sort"):
        return max(below, float(plan["Plans"][0]["Plan Rows"]))
    if "filesort" in plan and "images" in json.dumps(plan["filesort"]):
        return max(below, float(plan["filesort"].get("table", {}).get("rows", 0)))
    return below


FILTERS = [
    'properties: [{ name: "os_type", value: { eq: "linux" } }]',
    'properties: [{ name: "os_type", value: { eq: "windows" } }]',
    'properties: [{ name: "os_type", value: { eq: "plan9" } }]',
    'owner: { eq: "p" }',
    'owner: { eq: "q" }',
]


# MariaDB's numbers of rows are not those of one statement's tables alone.
@pytest.mark.parametrize("server", ["postgresql"], indirect=True)
@pytest.mark.parametrize("where", FILTERS)
@pytest.mark.parametrize("caller", CALLERS, ids=str)
def test_a_filtered_page_reads_few_rows(many: Many, caller: Caller, where: str) -> None:
    for plan in many.plans(f"{{ images(where: {{ {where} }}, limit: 25) {{ id }} }}", caller, is_run=True):
        assert rows_read(plan) < IMAGES / 2


LINUX = '{ name: "os_type", value: { eq: "linux" } }'
SEVERAL_PROPERTIES = f"properties: [{LINUX}, {LINUX}, {LINUX}]"


# It would read and sort the table: it expects that only few images have both.
@pytest.mark.parametrize("server", ["mariadb"], indirect=True)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("caller", CALLERS, ids=str)
def test_a_page_of_several_properties_is_read_along_an_index(many: Many, caller: Caller, order: str) -> None:
    page = f"images(where: {{ {SEVERAL_PROPERTIES} }}, orderBy: [{order}], limit: 25"
    first, after = f"{{ {page}) {{ id }} }}", f"query ($id: ID) {{ {page}, marker: $id) {{ id }} }}"
    for plan in (*many.plans(first, caller), *many.plans(after, caller, id=many.public_id)):
        assert "images" not in scanned(plan)
        assert most_sorted(plan) < IMAGES / 5


def rows_read(plan: Any) -> float:
    """The rows that a statement of PostgreSQL has read from tables and indexes."""
    if isinstance(plan, list):
        return sum(map(rows_read, plan))
    if not isinstance(plan, dict):
        return 0
    below = sum(map(rows_read, plan.values()))
    if not plan.get("Node Type", "").endswith("Scan"):
        return below
    removed = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
    return below + float(plan["Actual Loops"] * (plan["Actual Rows"] + removed))
