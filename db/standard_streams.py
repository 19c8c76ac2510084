"""Standard input and output, by the name `-` or by a path, where they may be closed.

Python has no stream for a descriptor that was closed when it started.
"""

import errno
import os
import sys
from pathlib import Path
from typing import TextIO

STDIO = Path("-")

# As many as Linux follows.
_MAX_LINKS = 40


def standard_output() -> TextIO:
    """Raises OSError if it is closed."""
    return _opened(sys.stdout, "standard output")


def standard_input() -> TextIO:
    """Raises OSError if it is closed."""
    return _opened(sys.stdin, "standard input")


def _opened(stream: TextIO | None, name: str) -> TextIO:
    if stream is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), name)
    return stream


def require_open(path: Path) -> None:
    """Raises OSError if the path leads to a standard stream that is closed, as /dev/stdout does.

    Its number may be that of any other file.
    """
    streams = [sys.__stdin__, sys.__stdout__, sys.__stderr__]
    number = _descriptor(path)
    if number is not None and number < len(streams) and streams[number] is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), str(path))


def _descriptor(path: Path) -> int | None:
    """The number of the descriptor that the path leads to, such as 1 for /dev/stdout; None for a file."""
    folder = os.path.realpath("/proc/self/fd")
    for _ in range(_MAX_LINKS):
        if os.path.realpath(path.parent) == folder:
            return int(path.name) if path.name.isdecimal() else None
        if not path.is_symlink():
            break
        path = path.parent / path.readlink()
    return None
