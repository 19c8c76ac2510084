"""How commands end: every signal and every file that cannot be used has its code and its sentence."""

import asyncio
import errno
import fcntl
import os
import signal
import struct
import sys
import termios
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli import main
from command_exit import (
    CommandStoppedError,
    end_by_os_error,
    end_by_signal,
    stopped_by_signals,
    write_report,
)
from db.transfer.jsonl import HEADER_FORMAT
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.processes.commands import wait_until

ADVICE_ON_SPACE = "Free space there, or name a file on another disk."


@pytest.fixture(autouse=True)
def on_database(database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", database.url)


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A named pipe, and a descriptor of both its ends that holds up to a megabyte."""
    os.mkfifo(path := tmp_path / "pipe")
    opened = os.open(path, os.O_RDWR)
    fcntl.fcntl(opened, fcntl.F_SETPIPE_SZ, 2**20)
    yield path, opened
    os.close(opened)


def unread_bytes(pipe: int) -> int:
    (count,) = struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))
    return int(count)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_command_at_once_with_its_code(sent: signal.Signals) -> None:
    # Perhaps the tests run where it is ignored, as under nohup.
    before = signal.signal(sent, signal.SIG_DFL)
    try:
        with pytest.raises(CommandStoppedError) as stop, stopped_by_signals():
            signal.raise_signal(sent)
        assert end_by_signal(stop.value) == 128 + sent
        assert signal.getsignal(sent) is signal.SIG_DFL
    finally:
        signal.signal(sent, before)


def test_a_signal_ends_an_event_loop_after_the_callback_that_it_meets() -> None:
    """In a callback of a driver, an error could be lost."""
    happened: list[str] = []

    async def work() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
            happened.append("callback ends")
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            # As a transaction does.
            await asyncio.sleep(0.6)
            happened.append("rolled back")
            raise

    with pytest.raises(CommandStoppedError) as stop, stopped_by_signals():
        asyncio.run(work())
    assert happened == ["callback ends", "rolled back"]
    assert end_by_signal(stop.value) == 128 + signal.SIGTERM
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_signal_that_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with stopped_by_signals():
        signal.raise_signal(signal.SIGHUP)
    assert signal.signal(signal.SIGHUP, before) is signal.SIG_IGN
    assert end_by_signal(KeyboardInterrupt()) == 130


def test_an_import_that_waits_for_a_pipe_can_be_interrupted(
    pipe: tuple[Path, int], capsys: pytest.CaptureFixture[str]
) -> None:
    path, opened = pipe
    os.write(opened, b'{"format":"glimpse images","version":1}\n')

    def interrupt() -> None:
        wait_until(lambda: unread_bytes(opened) == 0)
        os.kill(os.getpid(), signal.SIGINT)

    waiting = threading.Thread(target=interrupt)
    waiting.start()
    assert main(["import", "--file", str(path)]) == 130
    waiting.join()
    assert HEADER_FORMAT == {"format": "glimpse images", "version": 1}
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("command", ["export", "backup"])
def test_a_pipe_is_written_into(
    pipe: tuple[Path, int], capsys: pytest.CaptureFixture[str], command: str
) -> None:
    path, opened = pipe
    assert main([command, str(path)]) == 0
    assert unread_bytes(opened) > 0
    assert path.is_fifo()
    out, err = capsys.readouterr()
    assert (out, err.startswith("Copied the database")) == ("", command == "backup")


@pytest.mark.parametrize(
    ("arguments", "stream"), [(["export"], "stdout"), (["import", "--file", "-"], "stdin")], ids=" ".join
)
def test_a_closed_stream_is_named(
    arguments: list[str], stream: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, stream, None)
    assert main(arguments) == 2
    name = "output" if stream == "stdout" else "input"
    assert capsys.readouterr().err == (
        f"Standard {name} cannot be used: Bad file descriptor. It is closed: leave it open, or name a file.\n"
    )


def test_output_that_cannot_be_written_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open("/dev/full", "w") as full, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", full)
        assert main(["check"]) == 2
        # What it did not take is dropped: nothing fails when it is closed.
        full.flush()
    assert capsys.readouterr().err == (
        f"Standard output cannot be used: No space left on device. {ADVICE_ON_SPACE}\n"
    )


def test_a_command_needs_no_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["export", str(tmp_path / "images.jsonl")]) == 0
    assert capsys.readouterr().out == ""


def test_nothing_is_reported_to_a_closed_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    write_report("a", "b")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "/a"),
            f"The file /a cannot be used: No space left on device. {ADVICE_ON_SPACE}",
        ),
        (
            OSError(errno.EPIPE, "Broken pipe", "standard output"),
            "Standard output cannot be used: Broken pipe. Its reader has ended.",
        ),
        (OSError("words"), "A file cannot be used: words."),
    ],
)
def test_a_sentence_has_the_file_the_reason_and_advice(
    error: OSError, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert end_by_os_error(error) == 2
    assert capsys.readouterr().err == f"{sentence}\n"
