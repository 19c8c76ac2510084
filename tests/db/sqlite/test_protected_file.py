"""SQLite files that this process must not read or write: served read-only, or refused by a sentence."""

import logging
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from db.connect import DatabaseTarget
from db.sqlite.backup import backup
from db.sqlite.file import detect_schema, is_writable, require_multiprocess_support, startup_findings
from db.sqlite.store import SqliteStore
from db.store import DatabaseNotServableError, ReadOnlyStoreError
from tests.support.databases.builders import image
from tests.support.databases.protected import protected
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.databases.stores import opened, statement
from transfer import import_images

READ_ONLY = "This user must not write {} or its folder: Glimpse serves it read-only."
OLD = (3, 40, 1)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everyone may reach, unlike those of pytest."""
    with TemporaryDirectory(prefix="glimpse-test-") as name:
        (folder := Path(name)).chmod(0o755)
        yield folder


@pytest.fixture
def copy(database: SqliteDatabase, folder: Path) -> Path:
    """A database with one image, without a log."""
    database.insert(image(name="a"))
    (private := folder / "private").mkdir()
    backup(database.path, path := private / "glimpse.db")
    return path


async def images_that_can_be_read(store: SqliteStore) -> int:
    assert store.is_read_only
    with pytest.raises(ReadOnlyStoreError):
        async with store.begin():
            raise AssertionError
    await store.ping()
    return len(await store.read(statement("SELECT id FROM images"), {}))


@pytest.mark.parametrize(("file", "folder_mode"), [(0o400, 0o700), (0o600, 0o500), (0o400, 0o500)])
def test_a_file_that_cannot_be_written_is_read_only(copy: Path, file: int, folder_mode: int) -> None:
    before = copy.read_bytes()
    target = DatabaseTarget(copy)
    assert is_writable(copy)
    with protected({copy: file, copy.parent: folder_mode}):
        assert not is_writable(copy)
        assert opened(copy, images_that_can_be_read) == 1
        assert (logging.WARNING, READ_ONLY.format(copy)) in startup_findings(copy)
        # Nobody writes: several processes may serve it.
        require_multiprocess_support(copy, OLD)
        with pytest.raises(
            DatabaseNotServableError, match=r"^This user must not write the database /.+db or"
        ):
            import_images(target, target, dry_run=False)
    assert copy.read_bytes() == before
    assert [*copy.parent.iterdir()] == [copy]


def test_a_file_with_a_log_is_read_only_where_the_folder_can_be_written(
    database: SqliteDatabase, folder: Path
) -> None:
    (private := folder / "private").mkdir()
    path = SqliteDatabase.copied(database.path, private / "glimpse.db").path
    with protected({path: 0o400, private: 0o700}):
        assert opened(path, images_that_can_be_read) == 0
    for mode in (0o400, 0o600):
        for side in ("-wal", "-shm"):
            Path(f"{path}{side}").unlink(missing_ok=True)
        sentence = rf"^SQLite must write beside the database {path} to read it, and this user must not: make"
        with protected({path: mode, private: 0o500}), pytest.raises(DatabaseNotServableError, match=sentence):
            opened(path, images_that_can_be_read)


def test_a_file_that_cannot_be_read_is_named(copy: Path) -> None:
    with (
        protected({copy: 0o200, copy.parent: 0o700}),
        pytest.raises(DatabaseNotServableError, match=rf"^This user must not read the database {copy}\.$"),
    ):
        detect_schema(copy)


def test_any_other_reason_is_sqlites(copy: Path) -> None:
    Path(f"{copy}-wal").mkdir()
    with pytest.raises(DatabaseNotServableError, match=rf"^The database {copy} cannot be read: .+\.$"):
        detect_schema(copy)
