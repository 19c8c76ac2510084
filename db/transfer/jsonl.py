"""JSON Lines of whole images: a head says what they are, each line is one, and an end counts them."""

import gzip
import sys
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import orjson
from sqlalchemy import DateTime

from db.tables import images, metadata
from db.transfer.record import CHILDREN, COLUMNS, ImageRecord, Row
from db.transfer.source import BATCH, Source

HEADER_FORMAT = {"format": "glimpse images", "version": 1}
STDIO = Path("-")


class InvalidExportError(Exception):
    """What is wrong with a file, as a sentence that names the line."""


async def write_lines(source: Source, file: IO[bytes], progress: Any) -> int:
    """How many images were written; `progress` is told how many since."""
    written = 0
    file.write(orjson.dumps(HEADER_FORMAT) + b"\n")
    async for batch in source.batches():
        for image in batch:
            file.write(orjson.dumps({"image": image.image, **image.children}) + b"\n")
        written += len(batch)
        progress(len(batch))
    file.write(orjson.dumps({"images": written}) + b"\n")
    return written


@contextmanager
def written_file(path: Path) -> Iterator[IO[bytes]]:
    """The file gets its name when it is whole. `-` is the standard output; `.gz` is compressed."""
    if path == STDIO:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with gzip.open(unfinished, "wb") if path.suffix == ".gz" else unfinished.open("wb") as file:
            yield file  # type: ignore[misc]
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def read_file(path: Path) -> Iterator[IO[bytes]]:
    """Raises InvalidExportError if what is compressed is broken, or cut off, where it is read."""
    try:
        with _opened(path) as file:
            yield file
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InvalidExportError(
            f"The file {path.name} is no whole gzip: the images up to its fault were taken."
        ) from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if path == STDIO:
        yield sys.stdin.buffer
    else:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            yield file  # type: ignore[misc]


async def batches_of(file: IO[bytes]) -> AsyncIterator[list[ImageRecord]]:
    """Raises InvalidExportError at a line that is none of ours, and at the end of a file that was cut off.

    Ids ascend, so that an image is there once.
    """
    head = _object(file.readline(), 1)
    if head != HEADER_FORMAT:
        raise InvalidExportError(
            "Line 1 does not say that these are images that Glimpse exported, of version 1."
        )
    batch: list[ImageRecord] = []
    number, last = 1, ""
    for number, line in enumerate(file, 2):
        held = _object(line, number)
        if held.keys() == {"images"}:
            if held["images"] != number - 2 or file.readline():
                raise InvalidExportError(f"Line {number} is not the end of {number - 2} images.")
            yield batch
            return
        image = _image(held, number)
        # What is no text is judged with the other values.
        if isinstance(image.image["id"], str):
            if image.id <= last:
                raise InvalidExportError(
                    f"Line {number} has an image whose id does not come after the one before."
                )
            last = image.id
        batch.append(image)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch
    raise InvalidExportError(
        f"The file ends after line {number}, before its end: the images up to there were taken."
    )


def _object(line: bytes, number: int) -> dict[str, Any]:
    try:
        held = orjson.loads(line)
    except ValueError as error:
        raise InvalidExportError(f"Line {number} is no JSON.") from error
    if not isinstance(held, dict):
        raise InvalidExportError(f"Line {number} is no JSON object.")
    return held


def _image(held: dict[str, Any], number: int) -> ImageRecord:
    if held.keys() != {"image", *CHILDREN}:
        raise InvalidExportError(f"Line {number} does not have exactly image, {', '.join(CHILDREN)}.")
    image = ImageRecord(_row(held["image"], images.name, number))
    for name, (table, _) in CHILDREN.items():
        rows = held[name]
        if not isinstance(rows, list):
            raise InvalidExportError(f"Line {number} has {name} that are no list.")
        image.children[name] = [_row(row, table.name, number) for row in rows]
    return image


def _row(held: Any, table: str, number: int) -> Row:
    if not isinstance(held, dict) or held.keys() != set(COLUMNS[table]):
        raise InvalidExportError(
            f"Line {number} has a row of {table} that does not have exactly its columns."
        )
    return {name: _value(value, table, name, number) for name, value in held.items()}


def _value(value: Any, table: str, column: str, number: int) -> Any:
    """Times are texts; what other values must be is judged as it is for a database."""
    if value is None or not isinstance(metadata.tables[table].c[column].type, DateTime):
        return value
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise InvalidExportError(f"Line {number} has a {table}.{column} that is no time.") from error
    if time.tzinfo is not None:
        raise InvalidExportError(f"Line {number} has a {table}.{column} with an offset: times are in UTC.")
    return time
