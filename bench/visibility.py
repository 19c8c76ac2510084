"""How fast a project's first page is among a million images, most of which it does not see."""

import sqlite3
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter_ns

from db.fields.selection import RequestedField
from db.query.statement import read_statement
from db.rows.order import Order, OrderKey
from db.rows.page import ImageRows
from db.rows.visibility import PROJECT_PARAMETER, Scope, ViewerScope
from db.sqlite.migrate import migrate

IMAGES = 1_000_000
ROUNDS = 50
SCOPES: tuple[Scope, ...] = ("listed", "visible")
BRIEF = ("id", "name", "size", "disk_format", "container_format", "checksum")

ORDERS: dict[str, Order] = {
    "created": (OrderKey("created_at", is_descending=True), OrderKey("id", is_descending=True)),
    "updated": (OrderKey("updated_at", is_descending=True), OrderKey("id", is_descending=True)),
    "name": (OrderKey("name"), OrderKey("id")),
    "size": (OrderKey("size", is_descending=True), OrderKey("id", is_descending=True)),
}

# Project `small` owns 10 images and is a member of 10; each of the 500 others owns 2000, and is a
# member of 50. One image of a thousand is public, one of fifty is open to the community.
_IMAGES = """
    INSERT INTO images (id, name, size, status, created_at, updated_at, deleted, owner, min_disk,
                        min_ram, protected, visibility, os_hidden)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :images)
    SELECT printf('%08x-0000-4000-8000-%012x', i * 2654435761 % 4294967296, i),
           'image-' || (i * 7919 % 1000003), i * 13 % 1000000007, 'active',
           strftime('%Y-%m-%d %H:%M:%S', 1700000000 + i * 60, 'unixepoch') || printf('.%06d', i % 1000000),
           strftime('%Y-%m-%d %H:%M:%S', 1700000000 + i * 61, 'unixepoch') || printf('.%06d', i % 1000000),
           0, CASE WHEN i % 100000 = 7 THEN 'small' ELSE 'p' || (i % 500) END, 0, 0, 0,
           CASE WHEN i % 1000 = 0 THEN 'public' WHEN i % 50 = 0 THEN 'community'
                WHEN i % 2 THEN 'shared' ELSE 'private' END, 0
    FROM n
"""
_MEMBERS = """
    INSERT INTO image_members (image_id, member, can_share, status, created_at, updated_at, deleted)
    SELECT id, CASE WHEN rowid % 100000 = 1 THEN 'small' ELSE 'p' || (rowid % 499) END, 0, 'accepted',
           created_at, updated_at, 0
    FROM images WHERE visibility = 'shared' AND rowid % 40 = 1
"""


def microseconds(
    connection: sqlite3.Connection, viewer: ViewerScope, order: Order, project: str | None
) -> float:
    """The median time of the first page of 25 brief images, in SQLite alone."""
    wanted = [RequestedField(name, name, "Image") for name in BRIEF]
    statement = read_statement(wanted, ImageRows(viewer, "list", order=order), is_glance=False)
    values = {"limit": 25, PROJECT_PARAMETER: project}
    parameters = [values[name] for name in statement.parameters]
    times = []
    for _ in range(ROUNDS):
        start = perf_counter_ns()
        connection.execute(statement.sql, parameters).fetchall()
        times.append((perf_counter_ns() - start) / 1000)
    return median(times)


def main() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "images.db"
        migrate(path)
        with closing(sqlite3.connect(path)) as connection:
            with connection:
                connection.execute(_IMAGES, {"images": IMAGES})
                connection.execute(_MEMBERS)
            _print_table(connection)


def _print_table(connection: sqlite3.Connection) -> None:
    print(f"First page of 25 of {IMAGES} images, microseconds: the median of {ROUNDS}.")
    print(
        f"{'order':8} {'scope':8} {'administrator':>14} {'small project':>14} {'large project':>14}"
        f" {'nobody':>8}"
    )
    for order in ORDERS:
        for scope in SCOPES:
            times = [
                microseconds(connection, viewer, ORDERS[order], project)
                for viewer, project in _callers(scope)
            ]
            print(f"{order:8} {scope:8} {times[0]:14.0f} {times[1]:14.0f} {times[2]:14.0f} {times[3]:8.0f}")


def _callers(scope: Scope) -> list[tuple[ViewerScope, str | None]]:
    project = ViewerScope("project", scope)
    return [
        (ViewerScope("administrator", scope), None),
        (project, "small"),
        (project, "p3"),
        (ViewerScope("nobody", scope), None),
    ]


if __name__ == "__main__":
    main()
