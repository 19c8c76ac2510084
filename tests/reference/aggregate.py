"""The reference's statistics: plain loops over images as the API shows them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

Record = dict[str, Any]

MOST = 2**63 - 1


def aggregate(images: Sequence[Record], now: datetime) -> Record:
    """`now` has an offset."""
    return {
        "count": len(images),
        "size": statistics(images, "size"),
        "virtualSize": statistics(images, "virtualSize"),
        "byStatus": buckets(images, lambda image: [image["status"]]),
        "byVisibility": buckets(images, lambda image: [image["visibility"]]),
        "byDiskFormat": facet(images, lambda image: [image["diskFormat"]]),
        "byContainerFormat": facet(images, lambda image: [image["containerFormat"]]),
        "byOwner": facet(images, lambda image: [image["owner"]]),
        "byTag": facet(images, lambda image: image["tags"] or [None]),
        "byProperty": lambda _info, name, first: buckets(
            images, lambda image: [image["property"](None, name)]
        )[:first],
        "byPropertyName": lambda _info, first, prefix=None: buckets(
            images, lambda image: [*image["propertyMap"](None, prefix=prefix)]
        )[:first],
        "byCreatedAt": lambda _info, interval, last: histogram(images, interval, last, now),
    }


def statistics(images: Sequence[Record], field: str) -> Record:
    numbers = [image[field] for image in images if image[field] is not None]
    if not numbers:
        return {"count": 0, "sum": 0, "min": None, "max": None, "average": None}
    return {
        "count": len(numbers),
        "sum": min(sum(numbers), MOST),
        "min": min(numbers),
        "max": max(numbers),
        "average": average(numbers),
    }


def average(numbers: Sequence[int]) -> float:
    """Rounded half up to fifteen significant digits, by whole numbers alone."""
    exact = Fraction(sum(numbers), len(numbers))
    unit = Fraction(1)
    while exact and exact >= 10**15 * unit:
        unit *= 10
    while exact and exact < 10**14 * unit:
        unit /= 10
    return float((exact / unit + Fraction(1, 2)).__floor__() * unit)


def total(images: Iterable[Record]) -> int:
    return min(sum(image["size"] or 0 for image in images), MOST)


def buckets(images: Sequence[Record], keys: Callable[[Record], list[str | None]]) -> list[Record]:
    groups: dict[str | None, list[Record]] = {}
    for image in images:
        for key in keys(image):
            groups.setdefault(key, []).append(image)
    # Texts of Python sort by code points.
    ordered = sorted(groups, key=lambda key: (-len(groups[key]), key is None, key or ""))
    return [{"key": key, "count": len(groups[key]), "totalSize": total(groups[key])} for key in ordered]


def facet(
    images: Sequence[Record], keys: Callable[[Record], list[str | None]]
) -> Callable[..., list[Record]]:
    return lambda _info, first: buckets(images, keys)[:first]


def histogram(images: Sequence[Record], interval: str, last: int, now: datetime) -> list[Record]:
    counted: list[Record] = []
    start = begun(interval, now)
    for _ in range(last):
        within = [image for image in images if begun(interval, created(image)) == start]
        counted.append(
            {"from": f"{start:%Y-%m-%dT%H:%M:%S.%fZ}", "count": len(within), "totalSize": total(within)}
        )
        # Whatever the interval, the one before holds the moment before.
        start = begun(interval, start - timedelta(microseconds=1))
    return counted[::-1]


def created(image: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(image["createdAt"]).astimezone(UTC)


def begun(interval: str, time: datetime) -> datetime:
    """When the time's interval began."""
    hour = time.replace(minute=0, second=0, microsecond=0)
    while interval != "HOUR" and hour.hour:
        hour -= timedelta(hours=1)
    while interval == "WEEK" and hour.strftime("%A") != "Monday":
        hour -= timedelta(days=1)
    while interval == "MONTH" and hour.day != 1:
        hour -= timedelta(days=1)
    return hour
