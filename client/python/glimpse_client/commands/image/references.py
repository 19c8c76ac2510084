"""Which image: an id, the beginning of one, `name:NAME`, `latest:PROPERTY=VALUE,...`, or standard input."""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from glimpse_client.commands.failures import AMBIGUOUS, NOT_FOUND, CommandFailure, UsageFailure
from glimpse_client.connection import Connection

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_PREFIX = re.compile(r"[0-9a-f-]{8,36}", re.IGNORECASE)

# References that one request resolves.
_TOGETHER = 20
# Two are enough to know that a reference is ambiguous; the message names them.
_ENOUGH = 2


@dataclass(frozen=True)
class Reference:
    """The condition that the image of an argument meets, and the words for a message."""

    words: str
    where: dict[str, Any]
    is_latest: bool = False

    @property
    def is_id(self) -> bool:
        return "eq" in self.where.get("id", {})


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def reference_of(text: str) -> Reference:
    """The reference of an argument; raises UsageFailure if it has no known form."""
    if is_id(text):
        return Reference(f"the id {text}", {"id": {"eq": text.lower()}})
    kind, separator, value = text.partition(":")
    if separator and kind == "name":
        return Reference(f"the name {value}", {"name": {"eq": value}})
    if separator and kind == "latest":
        return Reference(f"the properties {value}", _latest(value), is_latest=True)
    if _PREFIX.fullmatch(text):
        return Reference(f"an id that begins with {text}", {"id": {"startsWith": text.lower()}})
    raise UsageFailure(
        f"{text!r} names no image: use an id, at least 8 characters of one, name:NAME, "
        "or latest:PROPERTY=VALUE,..."
    )


def _latest(value: str) -> dict[str, Any]:
    """The newest active image with these properties."""
    properties = []
    for part in value.split(","):
        name, separator, wanted = part.partition("=")
        if not (name and separator):
            raise UsageFailure(f"latest:{value} must have the form latest:PROPERTY=VALUE,...")
        properties.append({"name": name, "value": {"eq": wanted}})
    return {"status": {"eq": "ACTIVE"}, "properties": properties}


def references_of(arguments: Sequence[str]) -> list[Reference]:
    """The references of the arguments, of which `-` stands for the lines of standard input."""
    found = [reference_of(text) for text in _expanded(arguments)]
    if not found:
        raise UsageFailure("Standard input names no image")
    return found


def _expanded(arguments: Iterable[str]) -> Iterator[str]:
    for argument in arguments:
        if argument == "-":
            yield from (line.strip() for line in sys.stdin if line.strip())
        else:
            yield argument


def resolve(
    connection: Connection,
    references: Sequence[Reference],
    fields: str,
    *,
    declarations: str = "",
    variables: dict[str, str] | None = None,
    include_deleted: bool = False,
) -> list[dict[str, Any]]:
    """The images in the order of the references, each once; raises CommandFailure for none or several."""
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(references), _TOGETHER):
        some = references[start : start + _TOGETHER]
        arguments: dict[str, Any] = {**(variables or {}), "deleted": include_deleted}
        heads, roots = [], []
        for at, reference in enumerate(some):
            heads.append(f"$w{at}: ImageWhere!")
            arguments[f"w{at}"] = reference.where
            limit = 1 if reference.is_latest else _ENOUGH
            # The newest of what a list shows; every other reference reaches all that the caller may read.
            scope = "LISTED" if reference.is_latest else "VISIBLE"
            roots.append(
                f"r{at}: images(where: $w{at}, limit: {limit}, scope: {scope}, includeDeleted: $deleted) "
                f"{{ key: id {fields} }}"
            )
        head = ", ".join(["$deleted: Boolean!", *heads]) + declarations
        data = connection.execute(f"query ({head}) {{ {' '.join(roots)} }}", arguments)
        for at, reference in enumerate(some):
            image = _only(data[f"r{at}"], reference)
            found[image.pop("key")] = image
    return list(found.values())


def _only(images: list[dict[str, Any]], reference: Reference) -> dict[str, Any]:
    if not images:
        raise CommandFailure(NOT_FOUND, f"No visible image has {reference.words}", "NOT_FOUND")
    if len(images) > 1:
        ids = " and ".join(image["key"] for image in images)
        raise CommandFailure(AMBIGUOUS, f"Several images have {reference.words}, such as {ids}")
    return images[0]
