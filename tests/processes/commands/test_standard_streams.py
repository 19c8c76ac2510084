"""Standard streams that are closed or full: only data enters standard output, and the exit code is right."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.databases.builders import image
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.processes.commands import run

pytestmark = pytest.mark.processes

CLOSED = "It is closed: leave it open, or name a file."
FULL = "Free space there, or name a file on another disk."
NO_OUTPUT = f"Standard output cannot be used: Bad file descriptor. {CLOSED}"
FULL_OUTPUT = f"Standard output cannot be used: No space left on device. {FULL}"


def redirected(redirection: str) -> tuple[str, ...]:
    """A prefix that runs the command with a redirection of the shell."""
    return ("bash", "-c", f'exec "$@" {redirection}', "bash")


def whole_database(out: str) -> bool:
    return out.startswith("SQLite format 3\0")


def whole_export(out: str) -> bool:
    return out.startswith('{"format":"glimpse images"') and out.endswith('{"images":1}\n')


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize(
    ("command", "environ", "code", "is_right"),
    [
        ("backup -", {}, 0, whole_database),
        ("backup /dev/stdout", {}, 0, whole_database),
        ("export -", {}, 0, whole_export),
        ("export", {"GLIMPSE_DATABASE_URL": "sqlite+aiosqlite:////nowhere/x.db"}, 2, "".__eq__),
        ("check", {"GLIMPSE_X": "1"}, 2, "".__eq__),
        ("import --file missing.jsonl", {}, 2, "".__eq__),
        ("serve", {"PORT": "x"}, 2, "".__eq__),
        ("demo --images 0", {}, 2, "".__eq__),
        ("schema", {}, 0, lambda out: out.endswith("}\n") and "\ntype Query" in out),
    ],
)
def test_messages_enter_no_other_stream(
    database: SqliteDatabase,
    redirection: str,
    command: str,
    environ: dict[str, str],
    code: int,
    is_right: Callable[[str], bool],
) -> None:
    database.insert(image())
    environ = {"GLIMPSE_DATABASE_URL": database.url} | environ
    prefix = (*redirected(redirection), "env", *(f"{name}={value}" for name, value in environ.items()))
    ended, out, _ = run(database.url, *command.split(), prefix=prefix)
    assert ended == code
    assert is_right(out)


def test_progress_that_cannot_be_written_stops_no_command(tmp_path: Path) -> None:
    path = tmp_path / "glimpse.db"
    url = f"sqlite+aiosqlite:///{path}"
    assert run(url, "migrate")[0] == 0
    # Longer than the delay of the progress bar.
    assert run(url, "demo", prefix=redirected("2>/dev/full"))[:2] == (0, "")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM images").fetchone() == (10000,)


@pytest.mark.parametrize(
    ("command", "closed", "full"),
    [
        # What a command is for must be written.
        *[(each, (2, NO_OUTPUT), (2, FULL_OUTPUT)) for each in ("export", "backup -", "schema")],
        # A report need not be wanted.
        *[(each, (0, ""), (2, FULL_OUTPUT)) for each in ("check", "migrate")],
    ],
)
def test_standard_output_that_cannot_be_written_is_named(
    database: SqliteDatabase, command: str, closed: tuple[int, str], full: tuple[int, str]
) -> None:
    for redirection, expected in ((">&-", closed), (">/dev/full", full)):
        code, out, said = run(database.url, *command.split(), prefix=redirected(redirection))
        assert (code, out, said) == (expected[0], "", expected[1])


@pytest.mark.parametrize("command", ["backup", "export"])
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"])
def test_a_path_to_a_closed_stream_is_named(
    database: SqliteDatabase, tmp_path: Path, command: str, name: str
) -> None:
    (link := tmp_path / "link").symlink_to("/dev/stdout")
    path = str(link) if name == "link" else name
    assert run(database.url, command, path, prefix=redirected(">&-")) == (
        2,
        "",
        f"The file {path} cannot be used: Bad file descriptor. {CLOSED}",
    )


def test_a_closed_standard_input_is_named(database: SqliteDatabase) -> None:
    for file, subject in (("-", "Standard input"), ("/dev/stdin", "The file /dev/stdin")):
        code, out, said = run(database.url, "import", "--file", file, prefix=redirected("<&-"))
        assert (code, out) == (2, "")
        assert said == f"{subject} cannot be used: Bad file descriptor. {CLOSED}"


def test_help_that_cannot_be_written_is_named(database: SqliteDatabase) -> None:
    code, _, said = run(database.url, "--help", prefix=redirected(">/dev/full"))
    assert (code, said) == (2, FULL_OUTPUT)


def test_a_link_to_itself_is_a_sentence(database: SqliteDatabase, tmp_path: Path) -> None:
    (link := tmp_path / "link").symlink_to("link")
    code, out, said = run(database.url, "export", str(link))
    assert (code, out) == (2, "")
    assert said.startswith(f"The file {link} cannot be used: Too many levels of symbolic links.")


def test_a_name_that_the_terminal_cannot_show_is_escaped(tmp_path: Path) -> None:
    path = tmp_path / "caf\xe9.db"
    code, out, said = run(f"sqlite+aiosqlite:///{path}", "migrate", PYTHONIOENCODING="ascii")
    assert (code, out, said) == (0, f"Migrated the database {tmp_path}/caf\\xe9.db.\n", "")
