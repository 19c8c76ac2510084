"""How SQLite runs the lists on 20 000 images: along an index, without sorting, whatever the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from db.column_types import time_text
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.databases.statement_recorder import recorded
from tests.support.http.client import ask, serving

pytestmark = [pytest.mark.slow, pytest.mark.without_coverage]

# Some without name or size, some sizes and times equal, a few hidden or deleted.
FILL = """
WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 19999)
INSERT INTO images (
  id, name, size, status, created_at, updated_at, deleted_at, deleted, min_disk, min_ram, visibility,
  os_hidden, protected
)
SELECT
  printf('%08x-0000-4000-8000-000000000000', n * 7919 % 100003),
  CASE WHEN n % 10 THEN printf('image %d', n * 31 % 1009) END,
  CASE WHEN n % 7 THEN n * 17 % 5003 END,
  CASE WHEN n % 50 THEN 'active' ELSE 'deleted' END,
  strftime('%Y-%m-%d %H:%M:%S', 1700000000 + n / 3, 'unixepoch') || '.000000',
  strftime('%Y-%m-%d %H:%M:%S', 1800000000 + n * 7919 % 100003, 'unixepoch') || '.000000',
  CASE WHEN n % 50 = 0 THEN '2030-01-01 00:00:00.000000' END,
  n % 50 = 0, 0, 0,
  CASE n % 4 WHEN 0 THEN 'public' WHEN 1 THEN 'community' WHEN 2 THEN 'shared' ELSE 'private' END,
  n % 30 = 1, 0
FROM numbers
"""


@pytest.fixture(scope="module")
def many(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SqliteDatabase, TestClient]]:
    database = SqliteDatabase.copied(template, tmp_path_factory.mktemp("plans") / "glimpse.db")
    with database.connect() as connection:
        connection.execute(FILL)
    with serving(database) as client:
        yield database, client


@dataclass(frozen=True)
class List:
    """`key` is what the order names; None is the default order."""

    key: str | None
    direction: str
    nulls: str
    scope: str
    after: bool

    def __str__(self) -> str:
        after = "after a marker" if self.after else "first page"
        return f"{self.key or 'default'} {self.direction} nulls {self.nulls}, {self.scope}, {after}"

    @property
    def query(self) -> str:
        key = f"{{ field: {self.key}, direction: {self.direction}, nulls: {self.nulls} }}"
        order = f"orderBy: [{key}]" if self.key else ""
        arguments = f"scope: {self.scope}, marker: $marker {order}"
        return f"query($marker: ID) {{ images({arguments}) {{ id name tags }} }}"


KEYS: list[tuple[str | None, str, str]] = [(None, "DESC", "LAST")] + [
    (key, direction, nulls)
    for key, places in (("UPDATED_AT", ["LAST"]), ("NAME", ["FIRST", "LAST"]), ("SIZE", ["FIRST", "LAST"]))
    for direction in ("ASC", "DESC")
    for nulls in places
]
LISTS = [
    List(key, direction, nulls, scope, after)
    for key, direction, nulls in KEYS
    for scope in ("LISTED", "VISIBLE")
    for after in (False, True)
]


def plan(database: SqliteDatabase, client: TestClient, query: str, **variables: str) -> list[str]:
    """What SQLite says it will do for the one statement of the query, with its values bound."""
    with recorded(client) as asked:
        ask(client, query, **variables)
    (one,) = asked
    values = [value if isinstance(value, str | int | None) else time_text(value) for _, value in one.values]  # type: ignore[arg-type]
    with database.connect() as connection:
        return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {one.sql}", values)]


def marker_of(database: SqliteDatabase, number: int) -> str:
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT id FROM images WHERE NOT deleted AND size IS NOT NULL AND name IS NOT NULL"
        )
        return str(rows.fetchall()[number][0])


@pytest.mark.parametrize("asked", LISTS, ids=str)
def test_a_page_is_read_along_an_index_and_not_sorted(
    many: tuple[SqliteDatabase, TestClient], asked: List
) -> None:
    database, client = many
    variables = {"marker": marker_of(database, 5000)} if asked.after else {}
    steps = plan(database, client, asked.query, **variables)
    of_images = [step for step in steps if " images" in step or "ORDER BY" in step]
    assert of_images, steps
    for step in of_images:
        assert "TEMP B-TREE" not in step, steps
        assert " USING " in step, steps
        # Behind a marker nothing before it is looked at.
        assert step.startswith("SEARCH images") or not asked.after, steps


@pytest.mark.parametrize("after", [False, True])
def test_children_are_read_by_their_image(many: tuple[SqliteDatabase, TestClient], after: bool) -> None:
    database, client = many
    variables = {"marker": marker_of(database, 5000)} if after else {}
    steps = plan(
        database,
        client,
        """query($marker: ID) {
          images(marker: $marker) {
            tags property(name: "a") properties(prefix: "a") { name } propertyMap
            members { member } locations { url }
          }
        }""",
        **variables,
    )
    children = [step for step in steps if " image_" in step]
    assert len(children) == 6
    assert all(step.startswith("SEARCH image_") and "(image_id=?" in step for step in children), steps


@pytest.mark.parametrize(
    "query", ["image(id: $id) { name }", "node(id: $id) { id }", "nodes(ids: [$id]) { id }"]
)
def test_an_image_is_found_by_its_primary_key(many: tuple[SqliteDatabase, TestClient], query: str) -> None:
    database, client = many
    steps = plan(database, client, f"query($id: ID!) {{ {query} }}", id=marker_of(database, 1))
    of_images = [step for step in steps if " images" in step]
    assert of_images == ["SEARCH images USING INDEX sqlite_autoindex_images_1 (id=?)"]
