"""The demonstration's catalogue on servers: the rows of SQLite's, all of them or none."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from db.connect import DatabaseTarget
from db.demo import fill_server
from db.demo.catalogue import Catalogue, DemoImage
from db.demo.target import fill_target
from db.schema_version import VERSION_TABLE
from db.sqlite.migrate import migrate
from db.store import DatabaseNotServableError, StoreUnavailableError
from tests.support.databases.builders import image
from tests.support.databases.connections import cut_connections, held_open
from tests.support.databases.servers import ServerDatabase
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.paths import GLANCE_DUMPS

TABLES = {
    "images": "id",
    "image_properties": "image_id, name",
    "image_tags": "image_id, value",
    "image_locations": "image_id, id",
    "image_members": "image_id, member",
}


def content(database: Any) -> dict[str, list[Any]]:
    columns = {
        "images": "id, name, size, status, created_at, deleted_at, protected, owner",
        "image_properties": "image_id, name, value, deleted",
        "image_tags": "image_id, value, created_at",
        "image_locations": "image_id, value, meta_data, status",
        "image_members": "image_id, member, can_share, status",
    }
    return {
        table: [tuple(row) for row in database.rows(f"SELECT {columns[table]} FROM {table} ORDER BY {order}")]
        for table, order in TABLES.items()
    }


def indexes(server: ServerDatabase) -> set[Any]:
    listed = {
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "mariadb": "SELECT DISTINCT table_name, index_name FROM information_schema.statistics "
        f"WHERE table_schema = '{server.name}'",
    }
    return set(server.rows(listed[server.dialect]))


def fill(server: ServerDatabase, count: int) -> list[int]:
    told = list[int]()
    fill_target(server.target, count, 3, told.append)
    return told


@pytest.fixture
def empty(server: ServerDatabase) -> ServerDatabase:
    server.clear()
    return server


def test_a_server_gets_the_rows_and_keeps_its_indexes(empty: ServerDatabase, tmp_path: Path) -> None:
    file = tmp_path / "glimpse.db"
    migrate(file)
    fill_target(DatabaseTarget(file), 1500, 3, lambda _count: None)
    before = indexes(empty)
    assert fill(empty, 1500) == [1000, 500]
    assert content(empty) == content(SqliteDatabase(file))
    assert indexes(empty) == before


def test_a_database_with_images_is_left_alone(empty: ServerDatabase) -> None:
    empty.insert(image())
    before = content(empty), indexes(empty)
    with pytest.raises(DatabaseNotServableError, match=f"{empty.name} at 127.0.0.1 already has images"):
        fill(empty, 10)
    assert (content(empty), indexes(empty)) == before


def test_a_filling_that_fails_leaves_nothing(empty: ServerDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    made = iter(range(2000))
    generate = Catalogue.image

    def fails_late(catalogue: Catalogue) -> DemoImage:
        if next(made) == 1500:
            raise ZeroDivisionError
        return generate(catalogue)

    before = indexes(empty)
    monkeypatch.setattr(Catalogue, "image", fails_late)
    with pytest.raises(ZeroDivisionError):
        fill(empty, 2000)
    assert [rows for rows in content(empty).values() if rows] == []
    assert indexes(empty) == before


def test_an_old_schema_is_not_filled(bare: ServerDatabase) -> None:
    with pytest.raises(DatabaseNotServableError, match="glimpse migrate"):
        fill(bare, 10)
    bare.target.migrate()
    bare.execute(f"UPDATE {VERSION_TABLE} SET version_num = '0001'")
    with pytest.raises(DatabaseNotServableError, match="is not up to date: run `glimpse migrate` first"):
        fill(bare, 10)


def test_a_glance_database_is_not_filled(bare: ServerDatabase) -> None:
    bare.load(GLANCE_DUMPS / f"glance-33.{bare.dialect}.sql")
    with pytest.raises(DatabaseNotServableError, match="belongs to Glance: Glimpse only reads it"):
        fill(bare, 10)


def test_a_missing_database_is_named(server: ServerDatabase) -> None:
    url = server.address.url.set(database="glimpse_nowhere", drivername=server.dialect)
    target = DatabaseTarget.of_urls(url.render_as_string(False), None)
    with pytest.raises((DatabaseNotServableError, StoreUnavailableError), match="glimpse_nowhere"):
        fill_target(target, 10, 1, lambda _count: None)


def test_two_fillings_at_the_same_time_fill_once(empty: ServerDatabase) -> None:
    with ThreadPoolExecutor(2) as both:
        ends = [each.exception() for each in [both.submit(fill, empty, 500) for _ in range(2)]]
    (refused,) = [error for error in ends if error is not None]
    assert "already has images" in str(refused)
    assert empty.rows("SELECT count(*) FROM images") == [(500,)]


def test_a_database_in_use_is_not_filled(empty: ServerDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fill_server, "_LOCK_TIMEOUT", 1)
    other = {
        "postgresql": "LOCK TABLE images IN ACCESS SHARE MODE",
        "mariadb": f"SELECT GET_LOCK(CONCAT('glimpse demo ', MD5('{empty.name}')), 1)",
    }[empty.dialect]
    with held_open(empty, other), pytest.raises(DatabaseNotServableError, match="Another process uses"):
        fill(empty, 10)
    assert fill(empty, 10) == [10]


def test_a_server_that_is_lost_is_named(empty: ServerDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    made = iter(range(2000))
    generate = Catalogue.image

    def cuts(catalogue: Catalogue) -> DemoImage:
        if next(made) == 1500:
            with ThreadPoolExecutor(1) as other:
                other.submit(cut_connections, empty).result()
        return generate(catalogue)

    monkeypatch.setattr(Catalogue, "image", cuts)
    with pytest.raises(StoreUnavailableError, match=f"{empty.name} at 127.0.0.1: "):
        fill(empty, 2000)
    assert empty.rows("SELECT count(*) FROM images") == [(0,)]
