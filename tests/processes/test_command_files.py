"""Files that commands write: private, whole or not there, and written where a link or a pipe leads."""

import gzip
import os
import signal
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cli import main
from db.connect import DatabaseTarget
from db.demo.fill import fill
from tests.support.databases.protocol import dump
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.processes.commands import ended, leave_log, opened_files, run, started, wait_until
from transfer import check_database

pytestmark = pytest.mark.processes

IMAGES = 1500
WRITING = ("backup", "export")


@pytest.fixture(scope="module")
def filled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabase:
    database = SqliteDatabase.copied(template, tmp_path_factory.mktemp("filled") / "glimpse.db")
    fill(database.path, IMAGES, 1, lambda _count: None)
    return database


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def require_whole(command: str, written: Path, filled: SqliteDatabase) -> None:
    """Raises AssertionError unless the file holds all that the database does."""
    if command == "backup":
        assert dump(SqliteDatabase(written)) == dump(filled)
        assert check_database(DatabaseTarget(written)) == []
    else:
        assert written.read_bytes().endswith(b'{"images":%d}\n' % IMAGES)


@pytest.mark.parametrize("kind", ["wal", "journal"])
def test_a_log_of_an_older_file_is_not_applied_to_a_copy(
    filled: SqliteDatabase, tmp_path: Path, kind: str
) -> None:
    (folder := tmp_path / "copies").mkdir()
    copy = folder / "copy.db"
    leave_log(tmp_path, copy, kind)
    code, said, _ = run(filled.url, "backup", str(copy))
    assert (code, said) == (0, f"Copied the database glimpse.db: {copy.stat().st_size} bytes.\n")
    require_whole("backup", copy, filled)
    assert [*folder.iterdir()] == [copy]


def test_a_log_that_cannot_be_removed_is_named_and_the_copy_that_was_stays(
    filled: SqliteDatabase, tmp_path: Path
) -> None:
    copy, log = tmp_path / "copy.db", tmp_path / "copy.db-wal"
    copy.write_text("of yesterday")
    log.mkdir()
    code, said, sentence = run(filled.url, "backup", str(copy))
    assert (code, said) == (2, "")
    assert sentence == f"The file {log} cannot be used: Is a directory. Name a file in it."
    assert copy.read_text() == "of yesterday"
    assert sorted(tmp_path.iterdir()) == [copy, log]


@pytest.mark.parametrize(
    ("command", "before"),
    [("backup", "file"), ("backup", "link"), ("export", "link"), ("export", "link to nothing")],
)
def test_what_is_written_is_private_and_a_link_stays_a_link(
    filled: SqliteDatabase, tmp_path: Path, command: str, before: str
) -> None:
    real = named = tmp_path / "images"
    if before.startswith("link"):
        (tmp_path / "elsewhere").mkdir()
        real = tmp_path / "elsewhere" / "real"
        named.symlink_to("elsewhere/real")
    if before in ("file", "link"):
        real.write_text("of yesterday")
        real.chmod(0o644)
    assert run(filled.url, command, str(named))[0] == 0
    assert mode(real) == 0o600
    assert named.is_symlink() is before.startswith("link")
    assert real.parent == tmp_path or [*real.parent.iterdir()] == [real]
    require_whole(command, real, filled)


def test_a_compressed_export_is_whole_and_private(filled: SqliteDatabase, tmp_path: Path) -> None:
    plain, packed = tmp_path / "images.jsonl", tmp_path / "images.jsonl.gz"
    for each in (plain, packed):
        assert run(filled.url, "export", str(each))[0] == 0
        assert mode(each) == 0o600
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()


def test_a_new_database_is_private_and_one_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    path, link = tmp_path / "glimpse.db", tmp_path / "link.db"
    link.symlink_to(path)
    for _ in range(2):
        assert run(SqliteDatabase(link).url, "migrate")[0] == 0
        assert mode(path) == 0o600
        path.unlink()
    path.touch(0o640)
    assert run(SqliteDatabase(path).url, "migrate")[0] == 0
    assert mode(path) == 0o640


@pytest.mark.parametrize("command", WRITING)
def test_a_pipe_is_written_into_and_stays(filled: SqliteDatabase, tmp_path: Path, command: str) -> None:
    pipe, written = tmp_path / "pipe", tmp_path / "written"
    os.mkfifo(pipe)
    process = started(filled.url, command, str(pipe))
    with ThreadPoolExecutor(1) as thread:
        written.write_bytes(thread.submit(pipe.read_bytes).result(60))
    code, said, report = ended(process)
    assert (code, said) == (0, "")
    assert report == (
        f"Copied the database glimpse.db: {written.stat().st_size} bytes." if command == "backup" else ""
    )
    assert pipe.is_fifo()
    assert sorted(tmp_path.iterdir()) == [pipe, written]
    require_whole(command, written, filled)


@pytest.mark.parametrize("command", WRITING)
def test_standard_output_by_its_path_is_a_pipe_too(
    filled: SqliteDatabase, tmp_path: Path, command: str
) -> None:
    written = tmp_path / "written"
    process = started(filled.url, command, "/dev/stdout")
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    written.write_bytes(out)
    require_whole(command, written, filled)


@pytest.mark.parametrize("arguments", [("backup",), ("export",), ("export", ".gz")])
def test_a_full_device_stays_a_device(
    filled: SqliteDatabase, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    command, *suffix = arguments
    # Not /dev/full itself, which a mistake would take from the whole machine.
    device = tmp_path / f"full{''.join(suffix)}"
    try:
        os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 7))
    except PermissionError:
        pytest.skip("Only an administrator can make a device.")
    code, said, sentence = run(filled.url, command, str(device))
    assert (code, said) == (2, "")
    assert sentence == (
        f"The file {device} cannot be used: No space left on device. "
        "Free space there, or name a file on another disk."
    )
    assert device.is_char_device()
    assert [*tmp_path.iterdir()] == [device]


@pytest.mark.parametrize("command", WRITING)
def test_a_disk_that_is_full_leaves_what_was(filled: SqliteDatabase, tmp_path: Path, command: str) -> None:
    target = tmp_path / "images"
    target.write_text("of yesterday")
    # In blocks of 1 KiB: no file may be longer.
    limit = ("bash", "-c", 'ulimit -f 300; exec "$@"', "bash")
    code, said, sentence = run(filled.url, command, str(target), prefix=limit)
    assert (code, said) == (2, "")
    assert sentence.startswith(f"The file {target} cannot be used: ")
    assert "\n" not in sentence
    assert target.read_text() == "of yesterday"
    assert [*tmp_path.iterdir()] == [target]


@pytest.mark.parametrize(
    ("command", "sent", "expected"),
    [
        ("backup", signal.SIGINT, 130),
        ("export", signal.SIGINT, 130),
        ("backup", signal.SIGTERM, 143),
        ("export", signal.SIGHUP, 129),
        ("backup", signal.SIGKILL, -9),
        ("export", signal.SIGKILL, -9),
    ],
)
def test_a_command_that_is_stopped_leaves_what_was(
    filled: SqliteDatabase, tmp_path: Path, command: str, sent: signal.Signals, expected: int
) -> None:
    target = tmp_path / "images"
    target.write_text("of yesterday")
    process = started(filled.url, command, str(target))
    wait_until(lambda: any(each.endswith(".part") for each in opened_files(process)))
    process.send_signal(sent)
    assert ended(process) == (expected, "", "")
    assert target.read_text() == "of yesterday"
    # A process that is killed removes nothing.
    assert sent is signal.SIGKILL or [*tmp_path.iterdir()] == [target]


@pytest.mark.parametrize("command", WRITING)
def test_of_two_at_once_each_writes_a_whole_file(
    filled: SqliteDatabase, tmp_path: Path, command: str
) -> None:
    target = tmp_path / "images"
    both = [started(filled.url, command, str(target)) for _ in range(2)]
    assert [ended(process)[0] for process in both] == [0, 0]
    require_whole(command, target, filled)
    assert [*tmp_path.iterdir()] == [target]


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.parametrize("name", ["glimpse.db", "link.db", "hard.db", "glimpse.db-wal", "glimpse.db-shm"])
def test_the_database_and_what_belongs_to_it_are_not_written_over(
    database: SqliteDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    name: str,
) -> None:
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", database.url)
    (tmp_path / "link.db").symlink_to(database.path)
    os.link(database.path, tmp_path / "hard.db")
    before = database.path.read_bytes()
    assert main([command, str(tmp_path / name)]) == 2
    assert capsys.readouterr().err == (
        f"{tmp_path / name} is the database itself, or a file that SQLite keeps beside it: "
        "name another file.\n"
    )
    assert database.path.read_bytes() == before


def test_an_interrupted_export_does_not_wait_for_its_reader(filled: SqliteDatabase, tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    process = started(filled.url, "export", "-")
    assert process.stdout is not None
    # The pipe is full then, and nothing more is read.
    assert process.stdout.read(1) == b"{"
    unread = started(filled.url, "export", str(pipe))
    wait_until(lambda: str(filled.path) in opened_files(unread))
    for each in (process, unread):
        each.send_signal(signal.SIGINT)
        # It ends before somebody reads.
        assert each.wait(60) == 130
        assert ended(each)[2] == ""
    assert pipe.is_fifo()


@pytest.mark.parametrize("source", ["-", "pipe"])
def test_an_interrupted_import_does_not_wait_for_its_writer(
    database: SqliteDatabase, tmp_path: Path, source: str
) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    file = source if source == "-" else str(pipe)
    process = started(database.url, "import", "--file", file, stdin=subprocess.PIPE)
    wait_until(lambda: str(database.path) in opened_files(process))
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    assert ended(process) == (130, "", "")
