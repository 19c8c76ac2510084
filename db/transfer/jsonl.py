"""JSON Lines of whole images: a header line, a line for each image, and a last line with their number."""

import gzip
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import IO, Any

import orjson

from db.json_text import NumberOutOfRangeError, RepeatedKeyError, TooDeepError, parse_json
from db.output_file import OutputStream, find_replaceable, replaced_when_complete, written_stream
from db.standard_streams import STDIO, require_open, standard_input
from db.tables import images
from db.transfer.column_checks import is_unicode
from db.transfer.record import CHILDREN, COLUMNS, ImageRecord, Row
from db.transfer.source import BATCH, Source
from db.transfer.value_types import read_times

HEADER_FORMAT = {"format": "glimpse images", "version": 1}


class InvalidExportError(Exception):
    """The file is invalid; the message is a sentence that names the line."""


async def write_lines(source: Source, file: OutputStream, progress: Any) -> int:
    """Writes all images and returns their number; `progress` gets the number since its last call."""
    written = 0
    file.write(orjson.dumps(HEADER_FORMAT) + b"\n")
    async for batch in source.batches():
        file.write(b"".join([_line(image) + b"\n" for image in batch]))
        written += len(batch)
        progress(len(batch))
    file.write(orjson.dumps({"images": written}) + b"\n")
    return written


def _line(image: ImageRecord) -> bytes:
    whole = {"image": image.image, **image.children}
    # SQLite keeps bytes, infinite numbers and texts that are not UTF-8 in any column; an import reports them.
    if any(type(value) is float for row in _rows(image) for value in row.values()):
        return orjson.dumps(_encodable(whole))
    try:
        return orjson.dumps(whole)
    except TypeError:
        return orjson.dumps(_encodable(whole))


def _rows(image: ImageRecord) -> Iterator[Row]:
    yield image.image
    for rows in image.children.values():
        yield from rows


def _encodable(value: Any) -> Any:
    """The value, with an object in place of bytes, of infinite numbers, and of texts that are not UTF-8."""
    if isinstance(value, dict):
        return {name: _encodable(held) for name, held in value.items()}
    if isinstance(value, list):
        return [_encodable(held) for held in value]
    if isinstance(value, float) and not isfinite(value):
        return {"number": str(value)}
    if isinstance(value, str):
        value = value if is_unicode(value) else value.encode("utf-8", "surrogateescape")
    return {"bytes": value.hex()} if isinstance(value, bytes) else value


@contextmanager
def written_file(path: Path) -> Iterator[OutputStream]:
    """A private file that gets its name when it is complete. `-` is standard output; `.gz` is compressed.

    A pipe or a device is written into.
    """
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
        yield standard_input().buffer
    else:
        require_open(path)
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
    number = 1
    last: str | None = None
    for number, line in enumerate(file, 2):
        held = _object(line, number)
        if held.keys() == {"images"}:
            if held["images"] != number - 2 or file.readline():
                raise InvalidExportError(
                    f"Line {number} must be the last, with the number of images {number - 2}."
                )
            yield _with_times(batch)
            return
        image = _image(held, number)
        # An id of another type is reported with the other values.
        if isinstance(image.image["id"], str):
            if last is not None and image.id <= last:
                raise InvalidExportError(f"Line {number} must have an id that comes after the one before.")
            last = image.id
        batch.append(image)
        if len(batch) == BATCH:
            yield _with_times(batch)
            batch = []
    yield _with_times(batch)
    raise InvalidExportError(
        f"The file is cut off after line {number}: the images up to there were processed."
    )


def _object(line: bytes, number: int) -> dict[str, Any]:
    try:
        held = parse_json(line)
    except RepeatedKeyError as error:
        raise InvalidExportError(f"Line {number} must not repeat a key in an object.") from error
    except (TooDeepError, NumberOutOfRangeError) as error:
        raise InvalidExportError(f"Line {number} {error}.") from error
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
    if not isinstance(held, dict) or held.keys() != _NAMES[table]:
        raise InvalidExportError(
            f"Line {number} must have exactly the columns of {table} in each of its rows."
        )
    return held


_NAMES = {table: frozenset(names) for table, names in COLUMNS.items()}


def _with_times(batch: list[ImageRecord]) -> list[ImageRecord]:
    """The images, with texts parsed as times; values are checked later, as those of a database."""
    read_times(images.name, [image.image for image in batch])
    for name, (table, _) in CHILDREN.items():
        read_times(table.name, [row for image in batch for row in image.children[name]])
    return batch
