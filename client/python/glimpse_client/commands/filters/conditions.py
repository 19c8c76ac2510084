"""The options of a filter as the arguments of a list; all of it runs on the server."""

import argparse
import json
import re
from datetime import UTC, datetime
from typing import Any

from glimpse_client.commands.failures import UsageFailure
from glimpse_client.commands.filters.address import parse_address
from glimpse_client.commands.filters.selection import Selection
from glimpse_client.commands.filters.units import size_condition, time_condition

_PROPERTY = re.compile(r"(?P<name>[^=~]+?)(?P<operator>!=|~|=)(?P<value>.*)", re.DOTALL)

ORDER_FIELDS = {
    "id": "ID",
    "name": "NAME",
    "status": "STATUS",
    "visibility": "VISIBILITY",
    "diskFormat": "DISK_FORMAT",
    "containerFormat": "CONTAINER_FORMAT",
    "size": "SIZE",
    "virtualSize": "VIRTUAL_SIZE",
    "minDisk": "MIN_DISK",
    "minRam": "MIN_RAM",
    "owner": "OWNER",
    "createdAt": "CREATED_AT",
    "updatedAt": "UPDATED_AT",
}


def selection_of(given: argparse.Namespace, now: datetime | None = None) -> Selection:
    """The selection of the options; ages count back from now."""
    now = now or datetime.now(UTC)
    selected = parse_address(given.filter, now) if given.filter else Selection()
    selected.conditions += [*_field_conditions(given, now), *_json_condition(given.where)]
    if given.scope:
        selected.scope = given.scope.upper()
    selected.include_deleted |= given.deleted
    selected.order = [order_of(each) for each in given.sort or ()] or selected.order
    return selected


def _field_conditions(given: argparse.Namespace, now: datetime) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in ("status", "visibility"):
        if values := [each.upper() for each in getattr(given, f"filter_{name}") or ()]:
            found.append({name: {"eq": values[0]} if len(values) == 1 else {"in": values}})
    if given.filter_owner:
        found.append({"owner": {"in": given.filter_owner}})
    if given.filter_name:
        found.append({"name": text_condition(given.filter_name)})
    tags = {"all": given.filter_tag, "none": given.filter_no_tag}
    if any(tags.values()):
        found.append({"tags": {operator: values for operator, values in tags.items() if values}})
    if given.filter_property:
        found.append({"properties": [property_condition(each) for each in given.filter_property]})
    if given.filter_size:
        found.append({"size": size_condition(given.filter_size)})
    for name, text in (("createdAt", given.filter_created), ("updatedAt", given.filter_updated)):
        if text:
            found.append({name: time_condition(text, now)})
    for name in ("protected", "hidden"):
        if (value := getattr(given, f"filter_{name}")) is not None:
            found.append({name: value})
    return found


def text_condition(text: str) -> dict[str, str]:
    """A pattern if it has `*` or `?`, else the whole text."""
    return {"glob": text} if re.search(r"[*?]", text) else {"eq": text}


def property_condition(text: str) -> dict[str, Any]:
    """The condition of NAME=VALUE, NAME!=VALUE, NAME~PATTERN, NAME or !NAME."""
    if match := _PROPERTY.fullmatch(text):
        operator = {"=": "eq", "!=": "neq", "~": "glob"}[match["operator"]]
        return {"name": match["name"], "value": {operator: match["value"]}}
    name = text.removeprefix("!")
    if not name or "=" in name:
        raise UsageFailure(f"{text!r} must be NAME=VALUE, NAME!=VALUE, NAME~PATTERN, NAME or !NAME")
    return {"name": name, "exists": name == text}


def _json_condition(text: str | None) -> list[dict[str, Any]]:
    if text is None:
        return []
    try:
        where = json.loads(text)
    except ValueError as error:
        raise UsageFailure(f"--where must be JSON: {error}") from error
    if not isinstance(where, dict):
        raise UsageFailure("--where must be an object of JSON, an ImageWhere of the schema")
    return [where]


def order_of(text: str) -> dict[str, Any]:
    """The order of FIELD or property.NAME, descending with `:desc` behind it."""
    name = text.removesuffix(":desc")
    direction = {"direction": "DESC"} if name != text else {}
    if name.startswith("property.") and name != "property.":
        return {"property": name.removeprefix("property."), **direction}
    if name not in ORDER_FIELDS:
        fields = ", ".join(ORDER_FIELDS)
        raise UsageFailure(f"Images cannot be sorted by {name!r}, but by {fields} or property.NAME")
    return {"field": ORDER_FIELDS[name], **direction}
