"""A message about a database has its whole path or its server, the reason, and what to do."""

from pathlib import Path

import pytest

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.processes.commands import run

pytestmark = pytest.mark.processes

# In blocks of 1 KiB: no file may be longer. To read a database, SQLite needs 32 of them.
SHORT_FILES = ("bash", "-c", 'ulimit -f 64; exec "$@"', "bash")
ADVICE = "check the disk, its free space, and the limit of a file's size (`ulimit -f`)"
COMMANDS = ("check", "export -", "backup copy.db", "demo", "import --file /dev/null", "serve")


# A new database would have nothing for these.
READING = ("check", "export")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_missing_file_is_said_to_be_missing(command: str, tmp_path: Path) -> None:
    missing = tmp_path / "w.db"
    advice = "" if command.split()[0] in READING else ", or create it by `glimpse migrate`"
    assert run(f"sqlite+aiosqlite:///{missing}", *command.split()) == (
        2,
        "",
        f"The database {missing} does not exist: name another file{advice}.",
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_an_empty_file_is_named_with_its_path(command: str, tmp_path: Path) -> None:
    (empty := tmp_path / "w.db").touch()
    code, out, said = run(f"sqlite+aiosqlite:///{empty}", *command.split())
    assert (code, out) == (2, "")
    assert said.startswith(f"The database {empty} is ")
    assert said.endswith(": run `glimpse migrate` first.")


def test_a_file_that_may_not_grow_is_named_with_advice(
    template: Path, database: SqliteDatabase, tmp_path: Path
) -> None:
    new = tmp_path / "new.db"
    assert run(SqliteDatabase(new).url, "migrate", prefix=SHORT_FILES) == (
        2,
        "",
        f"The database {new} cannot be migrated: disk I/O error: {ADVICE}.",
    )
    copy = tmp_path / "copy.db"
    code, out, said = run(database.url, "backup", str(copy), prefix=SHORT_FILES)
    assert (code, out) == (2, "")
    assert said == f"The file {copy} cannot be used: disk I/O error. {ADVICE.capitalize()}."
    source = SqliteDatabase.copied(template, tmp_path / "source.db")
    assert run(source.url, "demo", "--images", "50")[0] == 0
    assert run(database.url, "import", "--from", source.url, prefix=SHORT_FILES) == (
        2,
        "",
        f"The database cannot be used: {database.path}: disk I/O error: {ADVICE}.",
    )
    code, out, said = run(database.url, "demo", prefix=SHORT_FILES)
    assert (code, out) == (2, "")
    assert said == f"The database {database.path} cannot be filled: disk I/O error: {ADVICE}."
    export = tmp_path / "images.jsonl"
    code, out, said = run(source.url, "export", str(export), prefix=SHORT_FILES)
    assert (code, out) == (2, "")
    assert said == (
        f"The file {export} cannot be used: File too large. "
        "Raise the limit of a file's size (`ulimit -f`), or name a file on another disk."
    )
