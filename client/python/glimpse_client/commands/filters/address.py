"""The filter of an address of the dashboard: what its page shows, a command reads."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from glimpse_client.commands.failures import UsageFailure
from glimpse_client.commands.filters.selection import ONLY_DELETED, Selection
from glimpse_client.commands.filters.units import edges_of, size_of, time_condition

Condition = dict[str, Any]

_SORT_FIELDS = {
    "disk": "DISK_FORMAT",
    "container": "CONTAINER_FORMAT",
    "virtual": "VIRTUAL_SIZE",
    "mindisk": "MIN_DISK",
    "minram": "MIN_RAM",
    "created": "CREATED_AT",
    "updated": "UPDATED_AT",
}
_PLAIN_SORTS = ("id", "name", "status", "visibility", "size", "owner")

# Parameters that change what the page shows, and not which images.
_VIEW = {"after", "before", "cols", "compare", "facets", "image", "n", "tab", "view"}


def parse_address(url: str, now: datetime) -> Selection:
    """The selection of an address, or of its query string alone; raises UsageFailure for an unknown part."""
    query = urlsplit(url).query if "://" in url else url.partition("?")[2] or url.removeprefix("?")
    selected = Selection()
    tags: dict[str, list[str]] = {"all": [], "none": []}
    for part in filter(None, query.split("&")):
        key, separator, raw = part.partition("=")
        text = unquote_plus(raw)
        if key.startswith("p."):
            selected.conditions.append(_property_condition(key[2:], raw, bool(separator)))
        elif key in ("tag", "notag"):
            tags["all" if key == "tag" else "none"].append(text)
        elif key == "sort":
            selected.order = [_order(unquote_plus(each)) for each in raw.split(",")]
        elif key == "scope":
            selected.scope = "VISIBLE" if text == "visible" else "LISTED"
        elif key == "deleted":
            selected.include_deleted = True
            if text == "only":
                selected.conditions.append(ONLY_DELETED)
        elif key in _READERS:
            selected.conditions.append(_READERS[key](raw, now))
            if key == "visibility" and len(raw.split(",")) > 1 and "COMMUNITY" in text.upper():
                selected.scope = "VISIBLE"
        elif key not in _VIEW:
            raise UsageFailure(f"The address has an unknown parameter: {part}")
    if any(tags.values()):
        selected.conditions.append({"tags": {operator: each for operator, each in tags.items() if each}})
    return selected


def _items(raw: str) -> list[str | None]:
    """The items of a list. Null is empty; an empty or quoted text has a quotation mark in front."""
    texts = [unquote_plus(part) for part in raw.split(",")]
    return [None if not text else text.removeprefix('"') for text in texts]


def _choice(name: str, raw: str) -> Condition:
    """One of these values; null is no value."""
    items = _items(raw)
    texts = [each for each in items if each is not None]
    found: list[Condition] = [{name: _one_of(texts)}] if texts else []
    if len(texts) < len(items):
        found.append({name: {"isNull": True}})
    return found[0] if len(found) == 1 else {"or": found}


def _one_of(texts: list[str]) -> Condition:
    return {"eq": texts[0]} if len(texts) == 1 else {"in": texts}


def _enum(name: str, raw: str) -> Condition:
    return {name: _one_of([each.upper() for each in _items(raw) if each])}


def _search(raw: str, _now: datetime) -> Condition:
    """As the search field of the page: a part of a name, a pattern, or the beginning of an id."""
    text = unquote_plus(raw)
    operator = "glob" if "*" in text or "?" in text else "contains"
    name: Condition = {"name": {operator: text, "ignoreCase": True}}
    if 4 <= len(text) <= 36 and set(text.lower()) <= set("0123456789abcdef-"):
        return {"or": [name, {"id": {"startsWith": text.lower()}}]}
    return name


def _sizes(raw: str, _now: datetime) -> Condition:
    first, last = edges_of(unquote_plus(raw), "1G..10G")
    found = {"gte": first, "lte": last}
    return {"size": {operator: size_of(text) for operator, text in found.items() if text}}


def _where(raw: str, _now: datetime) -> Condition:
    try:
        where = json.loads(unquote_plus(raw))
    except ValueError as error:
        raise UsageFailure(f"The parameter `where` of the address must be JSON: {error}") from error
    if not isinstance(where, dict):
        raise UsageFailure("The parameter `where` of the address must be an object of JSON")
    return where


def _property_condition(key: str, raw: str, has_value: bool) -> Condition:
    """`NAME=a,b`, `NAME!=a` (not one of them), `NAME?` (exists) and `NAME!?` (is absent)."""
    is_existence = key.endswith("?")
    key = key.removesuffix("?")
    is_not = key.endswith("!")
    name = unquote_plus(key.removesuffix("!"))
    if is_existence or not has_value:
        return {"properties": [{"name": name, "exists": not is_not}]}
    items = _items(raw)
    texts = [each for each in items if each is not None]
    found: list[Condition] = []
    if texts:
        found.append({"properties": [{"name": name, "value": _one_of(texts)}]})
    if len(texts) < len(items):
        found.append({"properties": [{"name": name, "exists": False}]})
    one_of = found[0] if len(found) == 1 else {"or": found}
    return {"not": one_of} if is_not else one_of


def _order(item: str) -> Condition:
    name = item.removeprefix("-")
    direction = "DESC" if item.startswith("-") else "ASC"
    if name.startswith("p."):
        return {"property": name[2:], "direction": direction}
    known = {**_SORT_FIELDS, **{each: each.upper() for each in _PLAIN_SORTS}}
    if name not in known:
        raise UsageFailure(f"The address sorts by an unknown column: {name}")
    return {"field": known[name], "direction": direction}


def _flag(name: str) -> Callable[[str, datetime], Condition]:
    return lambda raw, _now: {name: raw == "true"}


_READERS: dict[str, Callable[[str, datetime], Condition]] = {
    "q": _search,
    "status": lambda raw, _now: _enum("status", raw),
    "visibility": lambda raw, _now: _enum("visibility", raw),
    "disk": lambda raw, _now: _choice("diskFormat", raw),
    "container": lambda raw, _now: _choice("containerFormat", raw),
    "owner": lambda raw, _now: _choice("owner", raw),
    "size": _sizes,
    "created": lambda raw, now: {"createdAt": time_condition(unquote_plus(raw), now)},
    "updated": lambda raw, now: {"updatedAt": time_condition(unquote_plus(raw), now)},
    "protected": _flag("protected"),
    "hidden": _flag("hidden"),
    "where": _where,
}
