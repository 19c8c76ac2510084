"""Glance databases with any odd rows: never a traceback, never an image lost without a line."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from db.connect import DatabaseTarget
from db.transfer.source import open_source_of
from tests.support.databases.odd_glance import SOUND, fill, fill_server, glance_file, glance_server, rows_of
from tests.support.databases.servers import ServerDatabase, require
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.databases.whole_contents import everything
from tests.support.hypothesis_profile import drawn
from transfer import check_database, export_images, import_images


def imported(source: DatabaseTarget, own: DatabaseTarget, folder: Path) -> None:
    """Imports twice, by a database and by a file, and checks what the reports say."""
    check_database(source)

    async def number() -> int:
        async with open_source_of(source) as opened:
            return opened.count()

    total = asyncio.run(number())
    dry = import_images(own, source, dry_run=True)
    report = import_images(own, source, dry_run=False)
    assert report.lines(dry_run=True) == dry.lines(dry_run=True)
    assert report.total == total
    assert report.copied.new + report.rejected.counts.total() == total
    images_taken = everything(own)
    assert len(images_taken) == report.copied.new
    (sound,) = [image for image in images_taken if image["id"] == SOUND]
    assert (sound["name"], sound["status"], sound["tags"]) == ("sound", "ACTIVE", ["sound"])
    again = import_images(own, source, dry_run=False)
    assert again.copied.same == report.copied.new
    assert again.lines(dry_run=False)[1:] == report.lines(dry_run=False)[1:]
    export_images(source, folder / "odd.jsonl")
    assert check_database(own) == []
    assert "\n".join(report.lines(dry_run=False)).encode()


@pytest.fixture(scope="module")
def own(template: Path, tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabase:
    return SqliteDatabase.copied(template, tmp_path_factory.mktemp("own") / "own.db")


@pytest.fixture(scope="module")
def odd_file(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabase:
    return glance_file(tmp_path_factory.mktemp("odd") / "glance.db")


@given(rows=rows_of(is_sqlite=True))
@settings(drawn(12), suppress_health_check=list(HealthCheck))
def test_any_rows_of_a_file(
    rows: list[tuple[str, dict[str, object]]], odd_file: SqliteDatabase, own: SqliteDatabase
) -> None:
    own.clear()
    odd_file.clear()
    with odd_file.connect() as connection:
        fill(connection, rows)
    imported(odd_file.target, own.target, own.path.parent)


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def odd_server(request: pytest.FixtureRequest) -> Iterator[ServerDatabase]:
    """Glance's tables on a server, without keys and constraints."""
    require(request.param)
    made = glance_server(request.param)
    yield made
    made.drop()


@given(rows=rows_of(is_sqlite=False))
@settings(drawn(8), suppress_health_check=list(HealthCheck))
@pytest.mark.without_coverage
def test_any_rows_of_a_server(
    rows: list[tuple[str, dict[str, object]]], odd_server: ServerDatabase, own: SqliteDatabase
) -> None:
    own.clear()
    fill_server(odd_server, rows)
    imported(odd_server.target, own.target, own.path.parent)
