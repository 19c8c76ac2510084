"""The file that a command writes: private to its owner, and under its name only when it is complete."""

import errno
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from db.standard_streams import STDIO, require_open, standard_output

# `zlib` writes the header and the checksum of gzip with this size of window.
_GZIP_WINDOW = 31


class OutputStream:
    """Writes to a descriptor without a buffer of its own, so an interrupted command leaves nothing to write.

    Its errors name the file.
    """

    def __init__(self, descriptor: int, name: str, *, is_compressed: bool = False) -> None:
        self._descriptor = descriptor
        self._name = name
        self._compressor = zlib.compressobj(wbits=_GZIP_WINDOW) if is_compressed else None

    def write(self, data: bytes) -> None:
        self._write(data if self._compressor is None else self._compressor.compress(data))

    def finish(self) -> None:
        """Writes what the compression still holds."""
        if self._compressor is not None:
            self._write(self._compressor.flush())

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        with _errors_name(self._name):
            while left:
                left = left[os.write(self._descriptor, left) :]


def find_replaceable(path: Path) -> Path | None:
    """The regular file at the path, without links, or the file to be created there.

    None for standard output, a pipe or a device, which is written into. Raises OSError for a folder, and for
    a stream that is closed.
    """
    if path == STDIO:
        return None
    require_open(path)
    real = Path(os.path.realpath(path))
    try:
        found = path.stat()
    except FileNotFoundError:
        # Missing, or the missing target of a link.
        return real
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    # A link such as /dev/stdout may lead to a file that has no name.
    is_named = real.exists() and os.path.samestat(real.stat(), found)
    return real if stat.S_ISREG(found.st_mode) and is_named else None


@contextmanager
def replaced_when_complete(target: Path) -> Iterator[Path]:
    """A new file beside the target, which takes its name when the block ends; an exception removes it."""
    # Named before it is made, so that it is removed whenever a signal stops the command.
    unfinished = target.parent / f"{target.name[:50]}.{token_hex(8)}.part"
    try:
        with _errors_name(str(target)):
            os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield unfinished
        with _errors_name(str(target)):
            _sync(unfinished)
            unfinished.replace(target)
            # Makes the new name survive a power cut.
            _sync(target.parent)
    finally:
        # A file that could not be made cannot be removed.
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


@contextmanager
def written_stream(
    path: Path, name: Path | None = None, *, is_compressed: bool = False
) -> Iterator[OutputStream]:
    """Writes into standard output, or the file at the path, which must exist; errors give `name`."""
    if path == STDIO:
        yield OutputStream(standard_output().fileno(), "standard output")
        return
    # Opening a pipe waits for its reader.
    descriptor = os.open(path, os.O_WRONLY)
    try:
        stream = OutputStream(descriptor, str(name or path), is_compressed=is_compressed)
        yield stream
        stream.finish()
    finally:
        os.close(descriptor)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _errors_name(name: str) -> Iterator[None]:
    """Errors of the operating system give this name: writing gives none, and a temporary one is unknown."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = name, None
        raise
