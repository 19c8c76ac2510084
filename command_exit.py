"""How a command ends early, by a signal or a file that cannot be used, and how it reports."""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Never

from tqdm import tqdm

_STANDARD_OUTPUT = "standard output"
_STREAMS = (_STANDARD_OUTPUT, "standard input")

# Ctrl+C, `kill`, and the end of the terminal.
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_NO_FOLDER = "Check the path and its folder."
_NO_RIGHT = "This user needs the right to it, and to its folder."
_NO_SPACE = "Free space there, or name a file on another disk."

_ADVICE = {
    errno.ENOENT: _NO_FOLDER,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EISDIR: "Name a file in it.",
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: _NO_RIGHT,
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.EFBIG: _NO_SPACE,
    errno.EPIPE: "Its reader has ended.",
}


class CommandStoppedError(KeyboardInterrupt):
    """A signal has stopped the command."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Inside the block a signal raises CommandStoppedError, also while the command waits for a pipe.

    asyncio would note Ctrl+C, and act after the read. A signal that is ignored stays ignored.
    """

    def stop(number: int, _frame: object) -> Never:
        raise CommandStoppedError(number)

    handled = [each for each in _SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, stop) for each in handled}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def progress_bar(images: int | None) -> "tqdm[Never]":
    """Shows progress on standard error, unless it is closed; None is an unknown number of images."""
    # The delay lets an error be printed before the bar, and leaves it out of short commands.
    return tqdm(total=images, unit=" images", delay=0.3, file=sys.stderr, disable=sys.stderr is None)


def write_report(*lines: str) -> None:
    """Writes lines to standard output now, so that a failure is noticed; nothing if it is closed."""
    try:
        print(*lines, sep="\n", flush=True)
    except OSError as error:
        error.filename = _STANDARD_OUTPUT
        raise


def end_by_signal(stop: KeyboardInterrupt) -> int:
    """Returns the exit code."""
    _discard_output()
    return stop.exit_code if isinstance(stop, CommandStoppedError) else 128 + signal.SIGINT


def end_by_os_error(error: OSError) -> int:
    """Says what cannot be used and what to do, and returns the exit code."""
    if error.filename == _STANDARD_OUTPUT:
        _discard_output()
    print(_sentence(error), file=sys.stderr)
    return 2


def _discard_output() -> None:
    """Drops what standard output has not taken: Python would write it, and perhaps wait, again at the end."""
    with suppress(AttributeError, OSError), open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _sentence(error: OSError) -> str:
    if error.filename in _STREAMS:
        subject = error.filename.capitalize()
    else:
        subject = "A file" if error.filename is None else f"The file {error.filename}"
    advice = _ADVICE.get(error.errno or 0, "")
    return f"{subject} cannot be used: {error.strerror or error}. {advice}".strip()
