"""The options of `create`, `set` and `unset` as inputs of the API, which merge properties and tags."""

import argparse
from typing import Any

from glimpse_client.commands.failures import UsageFailure
from glimpse_client.commands.filters.units import size_of

# The options by their fields, and how each value is read.
TEXTS = {
    "name": "name",
    "disk_format": "diskFormat",
    "container_format": "containerFormat",
    "checksum": "checksum",
    "hash_algorithm": "hashAlgorithm",
    "hash_value": "hashValue",
    "owner": "owner",
}
SIZES = {"size": "size", "virtual_size": "virtualSize"}
NUMBERS = {"min_disk": "minDisk", "min_ram": "minRam"}
ENUMS = ("status", "visibility")
FLAGS = ("protected", "hidden")

# Fields that may be null.
CLEARABLE = (*(name for name in TEXTS.values()), *SIZES.values())


def given_fields(given: argparse.Namespace) -> dict[str, Any]:
    """The fields of the options that are given."""
    found: dict[str, Any] = {}
    for option, field in {**TEXTS, **NUMBERS}.items():
        found[field] = getattr(given, option)
    for option, field in SIZES.items():
        text = getattr(given, option)
        found[field] = None if text is None else size_of(text)
    for field in ENUMS:
        text = getattr(given, field)
        found[field] = None if text is None else text.upper()
    for field in FLAGS:
        found[field] = getattr(given, field)
    return {field: value for field, value in found.items() if value is not None}


def create_input(given: argparse.Namespace) -> dict[str, Any]:
    """The input of a new image."""
    found = given_fields(given)
    if given.id:
        found["id"] = given.id
    if given.property:
        found["properties"] = [_property(text) for text in given.property]
    if given.tag:
        found["tags"] = given.tag
    return found


def set_input(given: argparse.Namespace) -> dict[str, Any]:
    """The input that sets fields, properties and tags; the others stay."""
    found = given_fields(given)
    if given.property:
        found["properties"] = {"merge": {"set": [_property(text) for text in given.property]}}
    if given.tag:
        found["tags"] = {"merge": {"add": given.tag}}
    return _required(found, "set")


def unset_input(given: argparse.Namespace) -> dict[str, Any]:
    """The input that clears fields, and removes properties and tags; the others stay."""
    found: dict[str, Any] = {}
    for field in given.field or ():
        if field not in CLEARABLE:
            raise UsageFailure(f"The field {field!r} cannot be cleared, only {', '.join(CLEARABLE)}")
        found[field] = None
    if given.property:
        found["properties"] = {"merge": {"remove": given.property}}
    if given.tag:
        found["tags"] = {"merge": {"remove": given.tag}}
    return _required(found, "unset")


def _property(text: str) -> dict[str, str]:
    name, separator, value = text.partition("=")
    if not (name and separator):
        raise UsageFailure(f"{text!r} must have the form NAME=VALUE")
    return {"name": name, "value": value}


def _required(found: dict[str, Any], verb: str) -> dict[str, Any]:
    if not found:
        raise UsageFailure(f"Nothing to {verb}: see `glimpse image {verb} --help`")
    return found
