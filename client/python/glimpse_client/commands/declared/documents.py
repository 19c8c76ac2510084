"""Files that declare images, in YAML or JSON: read, checked, and written."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glimpse_client.commands.failures import UsageFailure

TEXTS = ("diskFormat", "containerFormat", "checksum", "hashAlgorithm", "hashValue")
NUMBERS = ("size", "virtualSize", "minDisk", "minRam")
FLAGS = ("protected", "hidden")
ENUMS = ("status", "visibility")

# The fields that a file may declare beside `id`, `name`, `owner`, `properties` and `tags`.
FIELDS = (*ENUMS, *TEXTS, *NUMBERS, *FLAGS)
_KEYS = {"id", "name", "owner", "properties", "tags", *FIELDS}
_DOCUMENT_KEYS = {"managedBy", "keep", "images"}
_ENDINGS = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class Declared:
    """An image of a file. Fields that are not declared stay; a property of null is removed."""

    place: str
    id: str | None
    name: str | None
    # False if the file does not declare the owner: it is the project of the caller then.
    has_owner: bool
    owner: str | None
    fields: dict[str, Any]
    properties: dict[str, str | None]
    tags: list[str]


@dataclass
class Document:
    """The images of a file. `managed_by` marks them by a tag, and limits what is pruned."""

    managed_by: str | None
    keep: int
    images: list[Declared] = field(default_factory=list)

    @property
    def tag(self) -> str | None:
        return None if self.managed_by is None else f"managed-by:{self.managed_by}"


def read_documents(paths: Iterable[str]) -> list[Document]:
    """The documents of files, of the files of folders, and of standard input; raises UsageFailure."""
    found = [document for place, text in _texts(paths) for document in _parsed(place, text)]
    seen: set[object] = set()
    for image in (image for document in found for image in document.images):
        key = image.id if image.id is not None else (image.has_owner, image.owner, image.name)
        if key in seen:
            raise UsageFailure(f"{image.place}: the image is declared twice")
        seen.add(key)
    return found


def _texts(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in paths:
        path = Path(name)
        if name == "-":
            yield "standard input", sys.stdin.read()
        elif path.is_dir():
            files = sorted(each for each in path.iterdir() if each.suffix in _ENDINGS)
            if not files:
                raise UsageFailure(f"{name}: the folder has no file that ends with {', '.join(_ENDINGS)}")
            yield from ((str(each), each.read_text("utf-8")) for each in files)
        else:
            yield name, path.read_text("utf-8")


def _parsed(place: str, text: str) -> Iterator[Document]:
    import yaml

    try:
        # JSON is YAML too, but for tabs and rare escapes.
        values = (
            [json.loads(text)] if text.lstrip().startswith(("{", "[")) else list(yaml.safe_load_all(text))
        )
    except (ValueError, yaml.YAMLError) as error:
        raise UsageFailure(f"{place}: {' '.join(str(error).split())}") from error
    for value in values:
        if value is not None:
            yield _document(place, {"images": value} if isinstance(value, list) else value)


def _document(place: str, value: Any) -> Document:
    if not isinstance(value, dict) or not isinstance(value.get("images"), list):
        raise UsageFailure(f"{place}: it must be a list of images, or have the key `images` with one")
    _known(place, value, _DOCUMENT_KEYS)
    managed_by, keep = value.get("managedBy"), value.get("keep", 0)
    if managed_by is not None and not (isinstance(managed_by, str) and managed_by):
        raise UsageFailure(f"{place}: `managedBy` must be a text")
    if type(keep) is not int or keep < 0:
        raise UsageFailure(f"{place}: `keep` must be a whole number")
    images = [_image(f"{place}, image {at}", each) for at, each in enumerate(value["images"], 1)]
    return Document(managed_by, keep, images)


def _image(place: str, value: Any) -> Declared:
    if not isinstance(value, dict):
        raise UsageFailure(f"{place}: an image must be a mapping")
    _known(place, value, _KEYS)
    for key in ("id", "name", "owner", *TEXTS, *ENUMS):
        _check(place, key, value.get(key), str)
    for key in NUMBERS:
        _check(place, key, value.get(key), int)
    for key in FLAGS:
        _check(place, key, value.get(key), bool)
    if value.get("id") is None and value.get("name") is None:
        raise UsageFailure(f"{place}: an image must have an `id` or a `name`")
    properties, tags = value.get("properties") or {}, value.get("tags") or []
    if not isinstance(properties, dict) or not isinstance(tags, list):
        raise UsageFailure(f"{place}: `properties` must be a mapping, and `tags` a list")
    for name, each in properties.items():
        _check(place, f"properties.{name}", each, str)
        _check(place, "properties", name, str)
    for each in tags:
        _check(place, "tags", each, str)
    fields = {key: value[key] for key in FIELDS if key in value}
    fields |= {key: fields[key].upper() for key in ENUMS if key in fields}
    identity = (value.get("id"), value.get("name"), "owner" in value, value.get("owner"))
    return Declared(place, *identity, fields, properties, tags)


def _known(place: str, value: dict[Any, Any], known: set[str]) -> None:
    if unknown := [str(key) for key in value if key not in known]:
        raise UsageFailure(f"{place}: there is no key {unknown[0]!r}, but {', '.join(sorted(known))}")


def _check(place: str, key: str, value: Any, kind: type) -> None:
    if value is not None and type(value) is not kind:
        words = {str: "a text, with quotation marks if it looks like a number", int: "a whole number"}
        raise UsageFailure(f"{place}: `{key}` must be {words.get(kind, 'true or false')}")
