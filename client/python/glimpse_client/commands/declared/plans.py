"""Files compared with the server: creations, updates, and what is pruned."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from glimpse_client.commands.declared.documents import Declared, Document
from glimpse_client.commands.failures import AMBIGUOUS, CommandFailure, UsageFailure
from glimpse_client.commands.filters.selection import Selection
from glimpse_client.commands.image.differences import SELECTION
from glimpse_client.commands.image.pages import image_pages
from glimpse_client.connection import Connection

Image = dict[str, Any]

# Images that one request looks for.
_TOGETHER = 20

# What pruning sets; the deletion is a mutation of its own.
PRUNE_INPUTS: dict[str, dict[str, Any]] = {"hide": {"hidden": True}, "deactivate": {"status": "DEACTIVATED"}}
PRUNE_RESULTS = {"hide": "hidden", "deactivate": "deactivated", "delete": "deleted"}


@dataclass
class Change:
    """One image: what to send, and the names of what differs. Without `current` it is created."""

    image: Declared
    current: Image | None
    input: dict[str, Any]
    changes: list[dict[str, Any]]


@dataclass
class Plan:
    """All changes of some documents, and the images to prune."""

    changes: list[Change]
    pruned: list[Image]
    project: str | None


def plan_of(connection: Connection, documents: Sequence[Document], given: argparse.Namespace) -> Plan:
    """Reads the declared images; raises CommandFailure for an ambiguous name, or too much to prune."""
    project = connection.execute("{ viewer { project } }")["viewer"]["project"]
    declared = [(image, document.tag) for document in documents for image in document.images]
    found = find_images(connection, [image for image, _ in declared], project)
    changes = [
        change_of(image, tag, current, replace=given.replace)
        for (image, tag), current in zip(declared, found, strict=True)
    ]
    pruned: list[Image] = []
    if given.prune:
        kept = {change.current["id"] for change in changes if change.current is not None}
        for tag, keep in _managed(documents).items():
            pruned += [
                each for each in _to_prune(connection, tag, keep, given.prune) if each["id"] not in kept
            ]
        if len(pruned) > given.max_prune:
            raise UsageFailure(f"{len(pruned)} images would be pruned, and --max-prune is {given.max_prune}")
    return Plan(changes, pruned, project)


def find_images(
    connection: Connection, declared: Sequence[Declared], project: str | None
) -> list[Image | None]:
    """The current image of each declared one, by its id, or by owner and name; null for a new one."""
    found: list[Image | None] = []
    for start in range(0, len(declared), _TOGETHER):
        some = declared[start : start + _TOGETHER]
        heads = ", ".join(f"$w{at}: ImageWhere!" for at in range(len(some)))
        roots = [
            f"r{at}: images(where: $w{at}, limit: 2, scope: VISIBLE) {{ {SELECTION} }}"
            for at in range(len(some))
        ]
        variables = {f"w{at}": _where(each, project) for at, each in enumerate(some)}
        data = connection.execute(f"query ({heads}) {{ {' '.join(roots)} }}", variables)
        for at, each in enumerate(some):
            images = data[f"r{at}"]
            if len(images) > 1:
                ids = " and ".join(image["id"] for image in images)
                raise CommandFailure(AMBIGUOUS, f"{each.place}: several images have its name, such as {ids}")
            found.append(images[0] if images else None)
    return found


def _where(image: Declared, project: str | None) -> dict[str, Any]:
    if image.id is not None:
        return {"id": {"eq": image.id}}
    owner = image.owner if image.has_owner else project
    return {"name": {"eq": image.name}, "owner": {"isNull": True} if owner is None else {"eq": owner}}


def change_of(image: Declared, tag: str | None, current: Image | None, *, replace: bool) -> Change:
    """The input that makes an image the declared one; `replace` removes other properties and tags."""
    tags = list(dict.fromkeys([*image.tags, *([] if tag is None else [tag])]))
    if current is None:
        return Change(image, None, _create_input(image, tags), [])
    wanted = dict(image.fields)
    if image.id is not None and image.name is not None:
        wanted["name"] = image.name
    if image.has_owner:
        wanted["owner"] = image.owner
    sent = {field: value for field, value in wanted.items() if current[field] != value}
    changes = [{"field": field, "before": current[field], "after": value} for field, value in sent.items()]
    old, new = current["propertyMap"], image.properties
    removed = [name for name in old if (name not in new if replace else name in new and new[name] is None)]
    added = {name: value for name, value in new.items() if value is not None and old.get(name) != value}
    removed += [name for name in old if replace and name in new and new[name] is None]
    if added or removed:
        sets = [{"name": name, "value": value} for name, value in added.items()]
        sent["properties"] = {"merge": {"set": sets, "remove": removed}}
        changes += [
            {"field": f"property.{name}", "before": old.get(name), "after": added.get(name)}
            for name in sorted({*added, *removed})
        ]
    lost = [each for each in current["tags"] if replace and each not in tags]
    gained = [each for each in tags if each not in current["tags"]]
    if lost or gained:
        sent["tags"] = {"merge": {"add": gained, "remove": lost}}
        changes += [
            {"field": f"tag.{each}", "before": each in lost or None, "after": each in gained or None}
            for each in sorted({*lost, *gained})
        ]
    return Change(image, current, sent, changes)


def _create_input(image: Declared, tags: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {field: value for field, value in image.fields.items() if value is not None}
    if image.id is not None:
        found["id"] = image.id
    if image.name is not None:
        found["name"] = image.name
    if image.owner is not None:
        found["owner"] = image.owner
    properties = {name: value for name, value in image.properties.items() if value is not None}
    found["properties"] = [{"name": name, "value": value} for name, value in properties.items()]
    found["tags"] = tags
    return found


def _managed(documents: Sequence[Document]) -> dict[str, int]:
    """The tags of the documents, with the most images of a name that any of them keeps."""
    found: dict[str, int] = {}
    for document in documents:
        if document.tag is None:
            raise UsageFailure("Only images of a document with `managedBy` can be pruned")
        found[document.tag] = max(document.keep, found.get(document.tag, 0))
    return found


def _to_prune(connection: Connection, tag: str, keep: int, how: str) -> list[Image]:
    """Images with the tag; not protected ones, the newest of each name, and what is pruned already."""
    order = [{"field": "CREATED_AT", "direction": "DESC"}]
    selected = Selection([{"tags": {"all": [tag]}}], scope="VISIBLE", order=order)
    fields = "id name status hidden protected"
    images = [node for page in image_pages(connection, selected, fields) for node in page.nodes]
    seen: dict[str | None, int] = {}
    found = []
    for image in images:
        seen[image["name"]] = seen.get(image["name"], 0) + 1
        is_pruned = image["hidden"] if how == "hide" else how == "deactivate" and image["status"] != "ACTIVE"
        if seen[image["name"]] > keep and not image["protected"] and not is_pruned:
            found.append(image)
    return found
