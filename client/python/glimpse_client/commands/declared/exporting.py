"""Images of a filter as a document that an application reads."""

import argparse
import json
import sys
from typing import Any

from glimpse_client.commands.declared.documents import FIELDS
from glimpse_client.commands.filters.conditions import selection_of
from glimpse_client.commands.image.pages import image_pages
from glimpse_client.commands.output.rows import yaml_text
from glimpse_client.connection import Connection

_FIELDS = f"id name owner {' '.join(FIELDS)} tags propertyMap"

# Left out where an image has them: a new image does so too.
_DEFAULTS: dict[str, Any] = {"minDisk": 0, "minRam": 0, "protected": False, "hidden": False}


def export_images(connection: Connection, given: argparse.Namespace) -> None:
    images = []
    for page in image_pages(connection, selection_of(given), _FIELDS, limit=given.limit):
        images += [_declared(node, with_id=not given.no_ids) for node in page.nodes]
    document = {"images": images}
    if given.format == "json":
        sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(yaml_text(document))


def _declared(node: dict[str, Any], *, with_id: bool) -> dict[str, Any]:
    properties = {name: value for name, value in node.pop("propertyMap").items() if value is not None}
    found = {
        name: value
        for name, value in node.items()
        if value not in (None, []) and _DEFAULTS.get(name) != value
    }
    if not with_id:
        del found["id"]
    if properties:
        found["properties"] = properties
    return found
