"""Normalizes a Glance image for Glimpse's tables, and finds what does not fit in them.

One odd row costs no more than itself: a child that Glimpse's tables would refuse is left out, and its image
is taken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.rows.source import HEXADECIMAL_COLUMNS
from db.tables import images
from db.transfer.column_checks import rejection_reason
from db.transfer.location_metadata import normalize_metadata
from db.transfer.record import CHILDREN, ImageRecord, Row
from db.transfer.row_lengths import excess_reason

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.ASCII | re.IGNORECASE)
_TIMES = ("created_at", "updated_at", "deleted_at")


@dataclass(slots=True)
class Normalization:
    """The reasons why an image or its rows are left out, or values are changed or doubtful.

    With a `rejection` the image is left out. Rows are left out for the reasons in `left_out`. A value is
    changed for each reason in `changed`, and taken as it is for each one in `doubtful`.
    """

    rejection: str | None = None
    left_out: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    is_id_folded: bool = False


def normalize(record: ImageRecord, max_row_bytes: int | None = None) -> Normalization:
    """Normalizes the image in place.

    Fills in values that Glance may leave out, and keeps only the last of several children with one key. Rows
    with more than `max_row_bytes` in SQL do not fit.
    """
    found = Normalization()
    image = record.image
    _fold(image, found)
    _repair_times(images.name, image, None, found)
    _repair_deletion(image, found)
    found.rejection = _refusal(images.name, image, max_row_bytes)
    if found.rejection is None and not UUID.fullmatch(image["id"]):
        found.rejection = "images.id is not a UUID with dashes"
    if found.rejection is None:
        for name in CHILDREN:
            record.children[name] = list(_fitting_children(record, name, max_row_bytes, found))
    return found


def _refusal(table: str, row: Row, max_row_bytes: int | None) -> str | None:
    """The reason why the target would refuse the row; None if it accepts it."""
    reason = rejection_reason(table, row)
    if reason is None and max_row_bytes is not None:
        return excess_reason(table, row, max_row_bytes)
    return reason


def _fold(image: Row, found: Normalization) -> None:
    for name in ("id", *sorted(HEXADECIMAL_COLUMNS)):
        value = image[name]
        if isinstance(value, str) and value.isascii() and value != value.lower():
            image[name] = value.lower()
            found.changed.append(f"images.{name} is in upper case")
            found.is_id_folded |= name == "id"


def _repair_times(table: str, row: Row, image: Row | None, found: Normalization) -> None:
    """Replaces what is no time; `image` is that of a child, whose times stand in for missing ones."""
    created = row["created_at"]
    for name in _TIMES:
        if row[name] is not None and not isinstance(row[name], datetime):
            found.changed.append(f"{table}.{name} is not a time")
            row[name] = None
    if row["created_at"] is None:
        # Without a time that stands in, the value shows the reason why the row is rejected.
        row["created_at"] = row["updated_at"] or (created if image is None else image["created_at"])
        if created is None and row["created_at"] is not None:
            found.changed.append(f"{table}.created_at is missing")
    # Glance leaves it out until a row changes.
    row["updated_at"] = row["updated_at"] or row["created_at"]


def _repair_deletion(image: Row, found: Normalization) -> None:
    status = image["status"]
    if image["deleted"] is True and status != "deleted":
        image["status"] = "deleted"
        found.changed.append(f"images.status of a deleted image is {_shown(status)}")
    elif image["deleted"] is False and status == "deleted":
        image["deleted"] = True
        found.changed.append("images.deleted is false although images.status is deleted")
    _repair_deleted_at(images.name, image, image["updated_at"], found)


def _repair_deleted_at(table: str, row: Row, stand_in: Any, found: Normalization) -> None:
    if row["deleted"] is True and row["deleted_at"] is None:
        row["deleted_at"] = stand_in
        found.changed.append(f"{table}.deleted_at of a deleted row is missing")
    elif row["deleted"] is False and row["deleted_at"] is not None:
        row["deleted_at"] = None
        found.changed.append(f"{table}.deleted_at of a live row is set")


def _shown(value: object) -> str:
    return "null" if value is None else repr(value)[:40]


def _fitting_children(
    record: ImageRecord, name: str, max_row_bytes: int | None, found: Normalization
) -> Iterator[Row]:
    """The rows that the target accepts, with one row for each key: the live one, or the last."""
    table, key = CHILDREN[name]
    fitting: list[Row] = []
    # Rows are in order of their row ids.
    for row in record.children[name]:
        of_row = Normalization()
        _normalize_child(table.name, row, record.image, of_row)
        reason = _refusal(table.name, row, max_row_bytes)
        if reason is None:
            fitting.append(row)
            found.changed += of_row.changed
            found.doubtful += of_row.doubtful
        else:
            found.left_out.append(reason)
    if key is None:
        yield from fitting
        return
    live = [row for row in fitting if not row["deleted"]]
    chosen = {row[key]: row for row in fitting} | {row[key]: row for row in live}
    twice = len(live) - len({row[key] for row in live})
    found.left_out += [f"{table.name}.{key} is there twice"] * twice
    yield from chosen.values()


def _normalize_child(table: str, row: Row, image: Row, found: Normalization) -> None:
    _repair_times(table, row, image, found)
    if image["deleted"] and row["deleted"] is False:
        row |= {"deleted": True, "deleted_at": image["deleted_at"]}
        found.changed.append(f"{table}.deleted is false although the image is deleted")
    _repair_deleted_at(table, row, image["deleted_at"] or row["updated_at"], found)
    if "meta_data" in row:
        _normalize_location(table, row, found)


def _normalize_location(table: str, row: Row, found: Normalization) -> None:
    row["meta_data"], reason = normalize_metadata(row["meta_data"])
    if reason is not None:
        found.changed.append(f"{table}.meta_data {reason}")
    if isinstance(row["value"], str) and not SCHEME.match(row["value"]):
        found.doubtful.append(f"{table}.value has no scheme and may be encrypted")
