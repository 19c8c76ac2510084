"""JSON Lines of whole images: a header line, a line for each image, and a last line with their number."""

import errno
import gzip
import os
import sys
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TextIO

import orjson
from sqlalchemy import DateTime

from db.dialect.stored_times import parse_time
from db.json_text import RepeatedKeyError, parse_json
from db.output_file import OutputStream, find_replaceable, replaced_when_complete, written_stream
from db.tables import images, metadata
from db.transfer.column_checks import is_unicode
from db.transfer.record import CHILDREN, COLUMNS, ImageRecord, Row
from db.transfer.source import BATCH, Source

HEADER_FORMAT = {"format": "glimpse images", "version": 1}
STDIO = Path("-")


class InvalidExportError(Exception):
    """The file is invalid; the message is a sentence that names the line."""


async def write_lines(source: Source, file: OutputStream, progress: Any) -> int:
    """Writes all images and returns their number; `progress` gets the number since its last call."""
    written = 0
    file.write(orjson.dumps(HEADER_FORMAT) + b"\n")
    async for batch in source.batches():
        file.write(b"".join([_line({"image": image.image, **image.children}) + b"\n" for image in batch]))
        written += len(batch)
        progress(len(batch))
    file.write(orjson.dumps({"images": written}) + b"\n")
    return written


def _line(image: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(image)
    except TypeError:
        # SQLite keeps bytes and texts that are not UTF-8 in any column; an import reports them.
        return orjson.dumps(_encodable(image))


def _encodable(value: Any) -> Any:
    """The value, with an object in place of bytes and of texts that are not UTF-8."""
    if isinstance(value, dict):
        return {name: _encodable(held) for name, held in value.items()}
    if isinstance(value, list):
        return [_encodable(held) for held in value]
    if isinstance(value, str):
        value = value if is_unicode(value) else value.encode("utf-8", "surrogateescape")
    return {"bytes": value.hex()} if isinstance(value, bytes) else value


@contextmanager
def written_file(path: Path) -> Iterator[OutputStream]:
    """A private file that gets its name when it is complete. `-` is standard output; `.gz` is compressed.

    A pipe or a device is written into.
    """
    if path == STDIO:
        yield OutputStream(_standard(sys.stdout, "standard output").fileno(), "standard output")
        return
    target, is_compressed = find_replaceable(path), path.suffix == ".gz"
    if target is None:
        with written_stream(path, is_compressed=is_compressed) as file:
            yield file
        return
    with (
        replaced_when_complete(target) as unfinished,
        # Entered last, so it has written all before the file gets its name.
        written_stream(unfinished, path, is_compressed=is_compressed) as file,
    ):
        yield file


def _standard(stream: TextIO | None, name: str) -> TextIO:
    """Python has no stream where the descriptor was closed before it started."""
    if stream is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), name)
    return stream


@contextmanager
def read_file(path: Path) -> Iterator[IO[bytes]]:
    """The opened file; raises InvalidExportError where a compressed file is damaged or cut off."""
    try:
        with _opened(path) as file:
            yield file
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InvalidExportError(
            f"The file {path.name} must be a complete gzip file: the images before the damage were processed."
        ) from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if path == STDIO:
        yield _standard(sys.stdin, "standard input").buffer
    else:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            yield file  # type: ignore[misc]


async def batches_of(file: IO[bytes]) -> AsyncIterator[list[ImageRecord]]:
    """Batches of images; raises InvalidExportError at an invalid line, or at the end of a truncated file.

    Ids must ascend, so that no image occurs twice.
    """
    head = _object(file.readline(), 1)
    if head != HEADER_FORMAT:
        raise InvalidExportError("Line 1 must be the header of an export of Glimpse, version 1.")
    batch: list[ImageRecord] = []
    number, last = 1, ""
    for number, line in enumerate(file, 2):
        held = _object(line, number)
        if held.keys() == {"images"}:
            if held["images"] != number - 2 or file.readline():
                raise InvalidExportError(
                    f"Line {number} must be the last, with the number of images {number - 2}."
                )
            yield batch
            return
        image = _image(held, number)
        # An id of another type is reported with the other values.
        if isinstance(image.image["id"], str):
            if image.id <= last:
                raise InvalidExportError(f"Line {number} must have an id that comes after the one before.")
            last = image.id
        batch.append(image)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch
    raise InvalidExportError(
        f"The file is cut off after line {number}: the images up to there were processed."
    )


def _object(line: bytes, number: int) -> dict[str, Any]:
    try:
        held = parse_json(line)
    except RepeatedKeyError as error:
        raise InvalidExportError(f"Line {number} must not repeat a key in an object.") from error
    except ValueError as error:
        raise InvalidExportError(f"Line {number} must be JSON.") from error
    if not isinstance(held, dict):
        raise InvalidExportError(f"Line {number} must be a JSON object.")
    return held


def _image(held: dict[str, Any], number: int) -> ImageRecord:
    if held.keys() != {"image", *CHILDREN}:
        raise InvalidExportError(f"Line {number} must have exactly image, {', '.join(CHILDREN)}.")
    image = ImageRecord(_row(held["image"], images.name, number))
    for name, (table, _) in CHILDREN.items():
        rows = held[name]
        if not isinstance(rows, list):
            raise InvalidExportError(f"Line {number} must have a list of {name}.")
        image.children[name] = [_row(row, table.name, number) for row in rows]
    return image


def _row(held: Any, table: str, number: int) -> Row:
    if not isinstance(held, dict) or held.keys() != set(COLUMNS[table]):
        raise InvalidExportError(
            f"Line {number} must have exactly the columns of {table} in each of its rows."
        )
    return {name: _value(value, table, name) for name, value in held.items()}


def _value(value: Any, table: str, column: str) -> Any:
    """The value, with texts parsed as times; values are checked later, as those of a database."""
    return parse_time(value) if isinstance(metadata.tables[table].c[column].type, DateTime) else value
