"""Normalizes the images of a batch together, by checks of whole columns.

Python's C functions check a column in a tenth of the time that `normalize` takes for its values one by one.
Images that do not pass are left to `normalize`, so a check may be too strict, but not too loose. Measured by
`python -m bench.transfer`. To switch it off, let `_all_fit` return false. Decision:
docs/adr/059-imports-check-columns-together.md.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Integer

from db.rows.source import HEXADECIMAL_COLUMNS
from db.tables import image_locations, images, metadata
from db.transfer.column_checks import TextLimits, highest_number, is_unicode, text_limits
from db.transfer.location_metadata import normalize_metadata
from db.transfer.normalize import SCHEME, UUID, Normalization, normalize
from db.transfer.record import CHILDREN, COLUMNS, ImageRecord, Row
from db.transfer.row_lengths import may_exceed

# If a batch does not fit, its images are checked in groups of this many.
_GROUP = 20

Values = Sequence[Any]


def normalize_batch(
    batch: Sequence[ImageRecord], max_row_bytes: int | None = None
) -> Iterator[Normalization]:
    """As `normalize`, for each image."""
    if _all_fit(batch, max_row_bytes):
        for _ in batch:
            yield Normalization()
    elif len(batch) > _GROUP:
        for at in range(0, len(batch), _GROUP):
            yield from normalize_batch(batch[at : at + _GROUP], max_row_bytes)
    else:
        for image in batch:
            yield normalize(image, max_row_bytes)


def _all_fit(batch: Sequence[ImageRecord], max_row_bytes: int | None) -> bool:
    """Whether `normalize` would find nothing. Values that it fills in silently are filled in here."""
    rows = {images.name: [image.image for image in batch]}
    for name, (table, _) in CHILDREN.items():
        rows[table.name] = [row for image in batch for row in image.children[name]]
    return (
        _locations_fit(rows[image_locations.name])
        and all(_rows_fit(table, of_table, max_row_bytes) for table, of_table in rows.items())
        and all(map(_image_fits, rows[images.name]))
        and all(map(_children_fit, batch))
    )


def _rows_fit(table: str, rows: Sequence[Row], max_row_bytes: int | None) -> bool:
    for row in rows:
        # Glance leaves it out until a row changes.
        if row["updated_at"] is None and isinstance(row["created_at"], datetime):
            row["updated_at"] = row["created_at"]
    for name, nullable, fits in _COLUMNS[table]:
        values = [value for row in rows if (value := row[name]) is not None]
        if not (nullable or len(values) == len(rows)) or not (not values or fits(values)):
            return False
    if any(row["deleted"] is (row["deleted_at"] is None) for row in rows):
        return False
    return max_row_bytes is None or not any(may_exceed(row, max_row_bytes) for row in rows)


def _image_fits(image: Row) -> bool:
    """Beyond its columns."""
    return (
        image["deleted"] is (image["status"] == "deleted")
        and UUID.fullmatch(image["id"]) is not None
        and not any((text := image[name]) and text != text.lower() for name in HEXADECIMAL_COLUMNS)
    )


def _children_fit(image: ImageRecord) -> bool:
    """Whether no key is there twice, and nothing is live on a deleted image."""
    for name, (_, key) in CHILDREN.items():
        rows = image.children[name]
        if key is not None and len({row[key] for row in rows}) < len(rows):
            return False
        if image.image["deleted"] and not all(row["deleted"] for row in rows):
            return False
    return True


def _locations_fit(rows: Sequence[Row]) -> bool:
    """Whether metadata and schemes are as expected; other values than texts are found by their columns."""
    if not all(isinstance(row["meta_data"], str | None) for row in rows):
        return False
    normalized = {stored: normalize_metadata(stored) for stored in {row["meta_data"] for row in rows}}
    for row in rows:
        text, reason = normalized[row["meta_data"]]
        if reason is not None or not isinstance(row["value"], str) or not SCHEME.match(row["value"]):
            return False
        row["meta_data"] = text
    return True


def _are_of(kind: type[Any], values: Values) -> bool:
    return set(map(type, values)) == {kind}


def _are_numbers(most: int, values: Values) -> bool:
    return _are_of(int, values) and min(values) >= 0 and max(values) <= most


def _are_texts(limits: TextLimits, values: Values) -> bool:
    if not _are_of(str, values):
        return False
    if limits.known is not None:
        return limits.known >= set(values)
    lengths = set(map(len, values))
    if min(lengths) < limits.least or max(lengths) > limits.most:
        return False
    # Neither NUL nor half a character is printable.
    return all(text.isprintable() or ("\0" not in text and is_unicode(text)) for text in values)


def _check(column: Column[Any]) -> Callable[[Values], bool]:
    """The check of a column's values without nulls; as that of a single value in `column_checks`."""
    if isinstance(column.type, Boolean):
        return partial(_are_of, bool)
    if isinstance(column.type, DateTime):
        return partial(_are_of, datetime)
    if isinstance(column.type, Integer):
        return partial(_are_numbers, highest_number(column))
    return partial(_are_texts, text_limits(column))


_COLUMNS: Mapping[str, list[tuple[str, bool, Callable[[Values], bool]]]] = {
    table: [
        (column.name, bool(column.nullable), _check(column))
        for column in map(metadata.tables[table].c.__getitem__, names)
    ]
    for table, names in COLUMNS.items()
}
