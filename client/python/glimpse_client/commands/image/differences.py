"""The differences that a dry run shows, field by field."""

import json
from collections.abc import Iterator
from typing import Any

from glimpse_client.commands.output.columns import IMAGE_FIELDS
from glimpse_client.commands.output.rows import printable

# They follow from the others.
_DERIVED = ("version", "updatedAt", "viewerCanUpdate", "viewerCanDelete", "properties", "tags", "id")

SELECTION = " ".join("propertyMap" if name == "properties" else name for name in IMAGE_FIELDS)


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """Each difference with the keys `field`, `before` and `after`; properties and tags one by one."""
    return [
        {"field": field, "before": old, "after": new}
        for field, old, new in _compared(before, after)
        if old != new
    ]


def _compared(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for field in IMAGE_FIELDS:
        if field not in _DERIVED:
            yield field, before[field], after[field]
    old, new = before["propertyMap"], after["propertyMap"]
    for name in sorted(old.keys() | new.keys()):
        yield f"property.{name}", old.get(name), new.get(name)
    for tag in sorted({*before["tags"], *after["tags"]}):
        yield f"tag.{tag}", tag in before["tags"] or None, tag in after["tags"] or None


def described(image: dict[str, Any], found: list[dict[str, Any]]) -> Iterator[str]:
    """The lines of one image: `-` for an old value, `+` for a new one."""
    yield printable(f"{image['id']} {image['name'] or ''}").rstrip()
    if not found:
        yield "  unchanged"
    for each in found:
        for sign, value in (("-", each["before"]), ("+", each["after"])):
            if value is not None:
                yield printable(f"  {sign} {each['field']}: {_text(value)}")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
