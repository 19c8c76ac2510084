"""Sizes, instants and ranges as people type them; the dashboard's addresses have the same forms."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from glimpse_client.commands.failures import UsageFailure

_Value = TypeVar("_Value", int, str)

_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([KMGTP]?)(?:I?B)?", re.ASCII | re.IGNORECASE)
_POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4, "P": 5}
_AGE = re.compile(r"(\d{1,5})([mhdwy])", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_AGES = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "y": timedelta(days=365),
}


def size_of(text: str) -> int:
    """The bytes of a size such as 10G, 1.5 GiB or 512; units are powers of 1024."""
    if match := _SIZE.fullmatch(text.strip()):
        number, factor = match[1], 1 << (10 * _POWERS[match[2].upper()])
        return int(number) * factor if number.isdecimal() else round(float(number) * factor)
    raise UsageFailure(f"{text!r} must be a size such as 512, 10G or 1.5GiB")


def instant_of(text: str, now: datetime, *, is_end: bool = False) -> str:
    """The instant of a date, of an age such as 7d before now, or of an RFC 3339 text.

    A date is the beginning of its day, or as the end of a range the beginning of the next day, in UTC.
    """
    try:
        if match := _AGE.fullmatch(text):
            return _written(now - int(match[1]) * _AGES[match[2]])
        instant = datetime.fromisoformat(text)
        if _DATE.fullmatch(text):
            return _written(instant.replace(tzinfo=UTC) + timedelta(days=is_end))
        if instant.tzinfo is not None:
            return _written(instant.astimezone(UTC))
    except (ValueError, OverflowError):
        pass
    raise UsageFailure(f"{text!r} must be a date, an age such as 7d, or a time such as 2026-01-02T03:04:05Z")


def _written(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def edges_of(text: str, example: str) -> tuple[str, str]:
    """Both edges of a range with `..` between them; an open one is empty."""
    first, separator, last = text.partition("..")
    if not separator or not (first or last):
        raise UsageFailure(f"{text!r} must be a range such as {example}")
    return first, last


def size_condition(text: str) -> dict[str, int]:
    """The condition of a range of sizes, edges included, or of one size."""
    if ".." not in text:
        return {"eq": size_of(text)}
    first, last = edges_of(text, "1G..10G")
    return _conditions(("gte", first, size_of), ("lte", last, size_of))


def time_condition(text: str, now: datetime) -> dict[str, str]:
    """The condition of a range of instants; a date as its end includes the whole day."""
    first, last = edges_of(text, "7d.. or 2026-01-01..2026-01-31")
    end = "lt" if _DATE.fullmatch(last) else "lte"
    return _conditions(
        ("gte", first, lambda edge: instant_of(edge, now)),
        (end, last, lambda edge: instant_of(edge, now, is_end=True)),
    )


def _conditions(*edges: tuple[str, str, Callable[[str], _Value]]) -> dict[str, _Value]:
    return {operator: read(text) for operator, text, read in edges if text}
