"""`glimpse purge` as a command: its arguments, its report, and how it ends."""

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from cli import main
from db.demo.fill import fill
from db.sqlite.file import is_safe_for_two_writers
from db.write.image import lock_images
from tests.support.databases.builders import MADE, image, property_of, tag_of
from tests.support.databases.protocol import TestDatabase
from tests.support.databases.servers import ServerDatabase
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.in_process_client import asking_as
from tests.support.processes.commands import ended, run, started, wait_until
from transfer import check_database

pytestmark = pytest.mark.processes

LONG_AGO = ("purge", "--deleted-before", "2026-06-01")


@pytest.fixture
def command(database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch) -> SqliteDatabase:
    """The database of commands that run in this process."""
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", database.url)
    return database


@pytest.mark.parametrize(
    "time",
    [
        "0s",
        "1m",
        "1h",
        "1d",
        "1w",
        "2026-01-02T03:04:05.000007Z",
        "2026-01-02T04:04:05.000007+01:00",
        "2026-01-03",
    ],
)
def test_what_was_deleted_before_is_purged_and_counted(
    command: SqliteDatabase, capsys: pytest.CaptureFixture[str], time: str
) -> None:
    old, live = image(deleted_at=MADE), image()
    command.insert(old, property_of(old, "a", "x", deleted_at=MADE), live, tag_of(live, "t"))
    assert main(["purge", "--deleted-before", time]) == 0
    assert capsys.readouterr().out == (
        "1 images were purged, with 1 properties, 0 tags, 0 members and 0 locations.\n"
        "0 properties, 0 tags, 0 members and 0 locations were purged that had been removed from other"
        " images.\n"
    )
    assert command.rows("SELECT id FROM images") == [(live.id,)]


@pytest.mark.parametrize("time", ["2000w", "2026-01-02T03:04:05.000006Z", "2026-01-02", "1970-01-01"])
def test_what_was_deleted_later_stays(
    command: SqliteDatabase, capsys: pytest.CaptureFixture[str], time: str
) -> None:
    command.insert(image(deleted_at=MADE))
    assert main(["purge", "--deleted-before", time]) == 0
    assert capsys.readouterr().out.startswith("0 images were purged, with 0 properties")
    assert len(command.rows("SELECT id FROM images")) == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "the following arguments are required: --deleted-before"),
        *(
            (["--deleted-before", text], "must be an age such as 90d, or a time such as 2026-09-01")
            for text in (
                "",
                "d",
                "90",
                "90 d",
                "-1d",
                "1.5d",
                "1000000d",
                "1y",
                "٣d",
                "2026-13-01",
                "yesterday",
            )
        ),
        *(
            (["--deleted-before", text], "must have an offset, such as the Z of 2026-09-01T12:00:00Z")
            for text in ("2026-09-01T12:00:00", "2026W36T12", "20260901")
        ),
        (["--deleted-before", "0001-01-01T00:00:00+01:00"], "must be an age such as 90d"),
        *(
            (["--deleted-before", text], "must be between 1970 and now")
            for text in ("2999-01-01", "1969-12-31", "0001-01-01", "9999w")
        ),
    ],
)
def test_a_wrong_time_ends_with_its_reason(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    # An argument that begins with a dash needs the sign.
    given = ["=".join(arguments)] if "-1d" in arguments else arguments
    assert main(["purge", *given]) == 2
    assert reason in capsys.readouterr().err


def test_a_dry_run_purges_nothing(command: SqliteDatabase, capsys: pytest.CaptureFixture[str]) -> None:
    command.insert(image(deleted_at=MADE))
    assert main([*LONG_AGO, "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("1 images would be purged, with 0 properties")
    assert command.rows("SELECT count(*) FROM images") == [(1,)]


def test_a_glance_database_is_not_purged(glance_database: SqliteDatabase) -> None:
    before = glance_database.path.read_bytes()
    code, said, sentence = run(glance_database.url, *LONG_AGO)
    assert (code, said) == (2, "")
    expected = f"The database {glance_database.path} belongs to Glance: Glimpse only reads it."
    assert sentence == expected
    assert glance_database.path.read_bytes() == before


@pytest.mark.skipif(is_safe_for_two_writers(sqlite3.sqlite_version_info), reason="this SQLite lets two write")
def test_beside_a_server_old_sqlite_purges_nothing_and_says_what_to_do(
    command: SqliteDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    command.insert(image(deleted_at=MADE))
    # The lock is that of an opened file, also in one process.
    with asking_as(command):
        assert main([*LONG_AGO]) == 2
        said = capsys.readouterr().err
        assert said.startswith(f"Another process writes {command.path}, and with this SQLite (")
        assert said.endswith("Or stop that process, purge, and start it again.\n")
    assert main([*LONG_AGO]) == 0
    assert command.rows("SELECT count(*) FROM images") == [(0,)]


def delete_many(database: TestDatabase, count: int, folder: Path) -> None:
    """Fills it with the demonstration's images, all deleted long ago with all that they have."""
    file = database if isinstance(database, SqliteDatabase) else SqliteDatabase.migrated(folder / "gone.db")
    fill(file.path, count, 1, lambda _count: None)
    with file.connect() as connection:
        gone = f"deleted = 1, deleted_at = '{MADE}'"
        connection.execute(f"UPDATE images SET status = 'deleted', {gone}")
        for table in ("image_properties", "image_tags", "image_members", "image_locations"):
            connection.execute(f"UPDATE {table} SET {gone}")
    if isinstance(database, ServerDatabase):
        database.copy_of(file.path)


@contextmanager
def last_image_locked(database: TestDatabase) -> Iterator[None]:
    """A server purges faster than a test looks: a change of the last image holds it up."""
    if isinstance(database, SqliteDatabase):
        yield
        return
    ((last,),) = database.rows("SELECT max(id) FROM images")
    with asking_as(database) as asking:
        tx = asking.store.begin()
        transaction = asking.loop.run(tx.__aenter__())
        asking.loop.run(lock_images(transaction, [last]))
        yield
        asking.loop.run(tx.__aexit__(None, None, None))


@pytest.mark.all_databases
@pytest.mark.without_coverage
@pytest.mark.parametrize(("stop", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_a_purge_that_is_stopped_leaves_whole_images_and_can_run_again(
    database: TestDatabase, tmp_path: Path, stop: signal.Signals, code: int
) -> None:
    delete_many(database, 1000, tmp_path)

    def purged() -> int:
        ((count,),) = database.rows("SELECT count(*) FROM purged_images")
        return int(count)

    children = "SELECT count(*) FROM image_properties"
    with last_image_locked(database):
        process = started(database.url, *LONG_AGO)
        wait_until(lambda: purged() > 0)
        process.send_signal(stop)
        ended_with, _, said = ended(process)
    assert (ended_with, "Traceback" in said) == (code, False)
    done = purged()
    assert 0 < done < 1000
    assert database.rows("SELECT count(*) FROM images") == [(1000 - done,)]
    assert check_database(database.target) == []
    assert database.rows(children)[0][0] > 0
    code, said, wrong = run(database.url, *LONG_AGO)
    assert (code, wrong, said.split(" images")[0]) == (0, "", f"{1000 - done}")
    assert (purged(), database.rows(children)) == (1000, [(0,)])


def test_the_time_is_one_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[datetime] = []
    monkeypatch.setattr("commands.purge_database", lambda _, before, **__: given.append(before))
    for text in ("2026-09-01", "2026-09-01T02:00:00+02:00"):
        assert main(["purge", "--deleted-before", text]) == 70
    assert given == [datetime(2026, 9, 1)] * 2
