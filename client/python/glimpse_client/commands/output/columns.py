"""The columns of a command, as a selection of GraphQL: what is not shown is not read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from glimpse_client.commands.failures import UsageFailure

# The fields of an image by their names in the API; `properties` are read as one object.
IMAGE_FIELDS = (
    "id",
    "name",
    "status",
    "visibility",
    "diskFormat",
    "containerFormat",
    "size",
    "virtualSize",
    "checksum",
    "hashAlgorithm",
    "hashValue",
    "minDisk",
    "minRam",
    "owner",
    "protected",
    "hidden",
    "createdAt",
    "updatedAt",
    "deletedAt",
    "version",
    "viewerCanUpdate",
    "viewerCanDelete",
    "tags",
    "properties",
)
LIST_COLUMNS = ("id", "name", "status", "visibility", "size", "createdAt")

_PROPERTY = "property."


@dataclass(frozen=True)
class ImageColumns:
    """Columns of images: fields and `property.NAME`."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, given: Sequence[str] | None, default: Sequence[str]) -> "ImageColumns":
        """The columns of the option `-c`, which may be repeated or have commas; raises UsageFailure."""
        names = split_columns(given) or default
        for name in names:
            if name not in IMAGE_FIELDS and not (name.startswith(_PROPERTY) and name != _PROPERTY):
                raise UsageFailure(
                    f"Images have no column {name!r}, but {', '.join(IMAGE_FIELDS)} and property.NAME"
                )
        return cls(tuple(names))

    @property
    def _properties(self) -> list[str]:
        return [name for name in self.names if name.startswith(_PROPERTY)]

    @property
    def declarations(self) -> str:
        """The variables of the properties' names, for the head of a document."""
        return "".join(f", $c{at}: String!" for at in range(len(self._properties)))

    @property
    def variables(self) -> dict[str, str]:
        return {f"c{at}": name.removeprefix(_PROPERTY) for at, name in enumerate(self._properties)}

    @property
    def selection(self) -> str:
        fields = ["propertyMap" if name == "properties" else name for name in self.names if "." not in name]
        fields += [f"c{at}: property(name: $c{at})" for at in range(len(self._properties))]
        return " ".join(dict.fromkeys(fields))

    def row(self, node: dict[str, Any]) -> list[Any]:
        """The values of the columns, in their order."""
        places = {name: f"c{at}" for at, name in enumerate(self._properties)} | {"properties": "propertyMap"}
        return [node[places.get(name, name)] for name in self.names]


def split_columns(given: Sequence[str] | None) -> list[str]:
    """The names of the option `-c`; a backslash keeps a comma in the name of a property."""
    texts: Iterable[str] = given or ()
    parts = [part for text in texts for part in re.split(r"(?<!\\),", text)]
    return [part.strip().replace("\\,", ",") for part in parts if part.strip()]


def chosen(given: Sequence[str] | None, known: Sequence[str], default: Sequence[str]) -> list[str]:
    """The columns of rows that are not images; raises UsageFailure for an unknown one."""
    names = split_columns(given) or list(default)
    for name in names:
        if name not in known:
            raise UsageFailure(f"There is no column {name!r}, but {', '.join(known)}")
    return names
