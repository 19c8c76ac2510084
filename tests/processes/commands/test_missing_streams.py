"""What a command writes where a standard stream is closed, cannot be written, or is the target."""

import errno
import sys
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from command_exit import end_by_arguments, write_message, write_output, write_report
from db.connect import DatabaseTarget, named_errors
from db.sqlite.backup import backup
from db.standard_streams import STDIO, require_open, standard_input, standard_output
from db.store import AnswerTooLargeError, ReadOnlyStoreError, StoreUnavailableError
from db.transfer.postgresql_texts import unreadable_text
from tests.support.databases.sqlite_file import SqliteDatabase

PLACE = DatabaseTarget.of_urls("postgresql://app@db.example/images", None)


class Full(StringIO):
    """A stream on a full disk."""

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_output_needs_an_open_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(OSError, match="Bad file descriptor") as refused:
        write_output("schema")
    assert refused.value.filename == "standard output"
    # A report is no result: the exit code says the same.
    write_report("Copied.")


@pytest.mark.parametrize("stream", [None, Full()])
def test_a_message_that_cannot_be_written_is_dropped(
    monkeypatch: pytest.MonkeyPatch, stream: StringIO | None
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    write_message("The database cannot be used.")


@pytest.mark.parametrize(("stream", "code"), [(None, 0), (StringIO(), 0), (Full(), 2)])
def test_help_that_cannot_be_written_has_a_code(
    monkeypatch: pytest.MonkeyPatch, stream: StringIO | None, code: int
) -> None:
    monkeypatch.setattr(sys, "stdout", stream)
    assert end_by_arguments(SystemExit(0)) == code


def test_a_closed_standard_stream_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout"):
        monkeypatch.setattr(sys, name, None)
        monkeypatch.setattr(sys, f"__{name}__", None)
    for opened, name in ((standard_input, "standard input"), (standard_output, "standard output")):
        with pytest.raises(OSError, match="Bad file descriptor") as refused:
            opened()
        assert refused.value.filename == name
    with pytest.raises(OSError, match="Bad file descriptor"):
        require_open(Path("/dev/stdout"))
    require_open(Path("/dev/stderr"))


def test_a_backup_is_written_to_standard_output(
    database: SqliteDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with out.open("w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        size = backup(database.path, STDIO)
        monkeypatch.undo()
    assert out.read_bytes().startswith(b"SQLite format 3")
    assert out.stat().st_size == size


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ReadOnlyStoreError(), "set `default_transaction_read_only` to off"),
        (AnswerTooLargeError(), "raise its `max_allowed_packet`"),
        (StoreUnavailableError("mariadb: 1040"), f"{PLACE.name}: mariadb: 1040"),
        (StoreUnavailableError(f"{PLACE.name}: gone"), f"^{PLACE.name}: gone$"),
    ],
)
def test_an_error_of_a_database_names_it_once(error: Exception, words: str) -> None:
    with pytest.raises(StoreUnavailableError, match=words) as named, named_errors(PLACE):
        raise error
    assert str(named.value).count(PLACE.name) == 1


def test_only_a_text_that_cannot_be_converted_is_an_unreadable_one() -> None:
    class Coded(Exception):
        def __init__(self, sqlstate: str) -> None:
            self.sqlstate = sqlstate

    for code, found in (("22021", True), ("22P05", True), ("42601", False)):
        refusal = unreadable_text(DBAPIError("SELECT", {}, Coded(code)), "images")
        assert (refusal is not None) is found
