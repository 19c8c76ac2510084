"""How a command ends early, by a signal or a file that cannot be used, and how it reports."""

import errno
import os
import signal
import sqlite3
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Never, TextIO

if TYPE_CHECKING:
    from tqdm import tqdm

# The exit code of an error that no other code names.
_FAULT = 70

_OUR_FOLDERS = ("db", "resolvers", "schema", "settings", "web")

_STANDARD_OUTPUT = "standard output"
_STREAMS = (_STANDARD_OUTPUT, "standard input")

# Ctrl+C, `kill`, and the end of the terminal.
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_NO_FOLDER = "Check the path and its folder."
_NO_RIGHT = "This user needs the right to it, and to its folder."
_NO_SPACE = "Free space there, or name a file on another disk."

# Seconds in which an event loop comes to its next callback, unless it waits for a pipe.
_LOOP_PATIENCE = 0.5

_ADVICE = {
    errno.ENOENT: _NO_FOLDER,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EISDIR: "Name a file in it.",
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: _NO_RIGHT,
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.EFBIG: "Raise the limit of a file's size (`ulimit -f`), or name a file on another disk.",
    errno.EIO: "Check the disk, its free space, and the limit of a file's size (`ulimit -f`).",
    errno.EPIPE: "Its reader has ended.",
    errno.EBADF: "It is closed: leave it open, or name a file.",
}


class CommandStoppedError(KeyboardInterrupt):
    """A signal has stopped the command."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Inside the block a signal raises CommandStoppedError, also while the command waits for a pipe.

    A signal that is ignored stays ignored. Where an event loop runs, the error is raised between two of its
    callbacks: in a callback of a driver it could be lost. A loop that waits for a pipe comes to no other
    callback, so a timer raises the error there.
    """
    stopped = CommandStoppedError(signal.SIGINT)

    def stop(number: int, _frame: object) -> None:
        nonlocal stopped
        stopped = CommandStoppedError(number)
        import asyncio

        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            raise stopped from None
        loop.call_soon_threadsafe(stop_loop)
        signal.setitimer(signal.ITIMER_REAL, _LOOP_PATIENCE, _LOOP_PATIENCE)

    def stop_loop() -> Never:
        signal.setitimer(signal.ITIMER_REAL, 0)
        raise stopped

    def stop_waiting(_number: int, _frame: object) -> Never:
        raise stopped

    handled = [each for each in _SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, stop) for each in handled}
    before[signal.SIGALRM] = signal.signal(signal.SIGALRM, stop_waiting)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for each, handler in before.items():
            signal.signal(each, handler)


class _LossyStream:
    """Standard error for progress: what it does not take is dropped, so that the work goes on."""

    def write(self, text: str) -> None:
        _write(sys.stderr, text)

    def flush(self) -> None:
        """`write` does it."""


def progress_bar(total: int | None, unit: str = " images") -> "tqdm[Never]":
    """Shows progress on standard error, unless it is closed; the total may be unknown."""
    from tqdm import tqdm

    # The delay lets an error be printed before the bar, and leaves it out of short commands.
    disabled = sys.stderr is None
    return tqdm(total=total, unit=unit, delay=0.3, file=_LossyStream(), disable=disabled)


def write_report(*lines: str) -> None:
    """Writes lines to standard output now, so that a failure is noticed; nothing if it is closed."""
    if sys.stdout is not None:
        write_output("\n".join(lines))


def write_output(text: str) -> None:
    """Writes what a command is for to standard output now; raises OSError also if it is closed."""
    try:
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        # An encoding of the terminal need not have every character, and none has one for a byte of a path.
        encoding = sys.stdout.encoding
        print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)
    except OSError as error:
        error.filename = _STANDARD_OUTPUT
        raise


def write_message(sentence: object) -> None:
    """Writes a line to standard error, and nowhere else; if that is impossible, the exit code has to do."""
    _write(sys.stderr, f"{sentence}\n")


def _write(stream: TextIO | None, text: str) -> None:
    """Writes what the stream takes."""
    if stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except OSError:
        _discard(stream)


def end_by_signal(stop: KeyboardInterrupt) -> int:
    """Returns the exit code."""
    _discard(sys.stdout)
    return stop.exit_code if isinstance(stop, CommandStoppedError) else 128 + signal.SIGINT


def end_by_os_error(error: OSError) -> int:
    """Says what cannot be used and what to do, and returns the exit code."""
    if error.filename == _STANDARD_OUTPUT:
        _discard(sys.stdout)
    write_message(_sentence(error))
    return 2


def end_by_fault(fault: Exception, version: str) -> int:
    """Says what a report of a mistake of Glimpse needs, and returns the exit code."""
    cause = f"{type(fault).__name__} in {_place(fault)}"
    write_message(
        f"An unexpected error: {cause}{_harmless_message(fault)}. "
        f"Report it, with the command and the version, {version}."
    )
    return _FAULT


def _place(fault: Exception) -> str:
    """The line of Glimpse that failed, or called the library that did."""
    root = Path(__file__).parent
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [each for each in frames if _is_ours(Path(each.filename), root)]
    last = (ours or frames)[-1]
    return f"{Path(os.path.relpath(last.filename, root)).as_posix()}, line {last.lineno}"


def _is_ours(path: Path, root: Path) -> bool:
    """Whether the file is of Glimpse; a wheel's modules have the libraries beside them."""
    return path.is_relative_to(root) and (
        path.parent == root or path.relative_to(root).parts[0] in _OUR_FOLDERS
    )


def _harmless_message(fault: BaseException) -> str:
    """What SQLite said: other messages may hold a password."""
    cause: BaseException | None = fault
    while cause is not None and not isinstance(cause, sqlite3.Error):
        cause = cause.__cause__
    return "" if cause is None else f" ({cause})"


def end_by_arguments(end: SystemExit) -> int:
    """After help, or a message about wrong arguments: the exit code, and 2 if the help cannot be written."""
    _write(sys.stderr, "")
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        error.filename = _STANDARD_OUTPUT
        return end_by_os_error(error)
    assert isinstance(end.code, int)
    return end.code


def _discard(stream: TextIO | None) -> None:
    """Drops what the stream has not taken: Python would write it, and perhaps wait, again at the end."""
    with suppress(AttributeError, OSError), open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())  # type: ignore[union-attr]


def _sentence(error: OSError) -> str:
    if error.filename in _STREAMS:
        subject = error.filename.capitalize()
    else:
        subject = "A file" if error.filename is None else f"The file {error.filename}"
    advice = _ADVICE.get(error.errno or 0, "")
    return f"{subject} cannot be used: {error.strerror or error}. {advice}".strip()
