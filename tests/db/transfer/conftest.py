"""A database of Glimpse to import into, and the sources."""

from pathlib import Path

import pytest

from db.connect import DatabaseTarget
from tests.support.databases.glance_file import GlanceFile
from tests.support.databases.sqlite_file import SqliteDatabase


@pytest.fixture
def glance(tmp_path: Path) -> GlanceFile:
    return GlanceFile(tmp_path / "glance.db")


@pytest.fixture
def own(template: Path, tmp_path: Path) -> DatabaseTarget:
    return SqliteDatabase.copied(template, tmp_path / "own.db").target


@pytest.fixture
def other(template: Path, tmp_path: Path) -> DatabaseTarget:
    return SqliteDatabase.copied(template, tmp_path / "source.db").target
