"""The image's own fields: from a stored column to what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.sql import FromClause

from db.field import Field, itself
from db.json_text import json_boolean
from db.spelled import Database
from db.spelling import instant, off_index, timestamp
from db.tables import images

# The one table of names that differ between the API and the tables.
STORED_NAMES = {
    "hidden": "os_hidden",
    "hash_algorithm": "os_hash_algo",
    "hash_value": "os_hash_value",
}

NULLABLE = frozenset(column.name for column in images.c if column.nullable)

# Columns with an index that begins with them. Along these two only what is equal is looked for.
OF_WAYS = frozenset({"owner", "visibility"})
ANY = "any"
INDEXED = OF_WAYS | {"name", "size", "created_at", "updated_at", "status"}


def stored_name(field: str) -> str:
    """The column of a field that is one: `os_hidden` of `hidden`."""
    return STORED_NAMES.get(field, field)


@dataclass(frozen=True, slots=True)
class ImageTable:
    """The images a statement reads from: the table itself, or a page of it.

    `glance` is true for a Glance database, whose `updated_at` may be null and is then `created_at`.
    `along` names the column along whose index images are read, `id` that of the primary key. Indexes of
    others are hidden from SQLite, which would choose one that matches most images, and sort those.
    With `ANY` the choice is free, but for the status, which most images share.
    """

    source: FromClause
    glance: bool = False
    database: Database = "sqlite"
    along: str | None = None

    def column(self, name: str, *, equal: bool = False) -> ColumnElement[Any]:
        """The column; with `equal` it is compared with one value, which can be the index's beginning."""
        column: ColumnElement[Any] = self.source.c[name]
        if self.glance and name == "updated_at" and self.source is images:
            return func.coalesce(column, self.source.c.created_at)
        return off_index(column) if self._hidden(name, equal) else column

    def _hidden(self, name: str, equal: bool) -> bool:
        if self.along is None or self.along == ANY:
            return self.along == ANY and name == "status"
        of_way = equal and self.along != "id" and name in OF_WAYS
        return name in INDEXED and name != self.along and not of_way


def _plain(field: str) -> Field:
    return Field((stored_name(field),), itself)


def _flag(field: str) -> Field:
    return Field((stored_name(field),), json_boolean)


def _enumeration(field: str) -> Field:
    return Field((field,), func.upper)


def _time(field: str) -> Field:
    return Field((field,), instant)


IMAGE_FIELDS: Mapping[str, Field] = {
    "id": _plain("id"),
    "name": _plain("name"),
    "status": _enumeration("status"),
    "visibility": _enumeration("visibility"),
    "disk_format": _plain("disk_format"),
    "container_format": _plain("container_format"),
    "size": _plain("size"),
    "virtual_size": _plain("virtual_size"),
    "checksum": _plain("checksum"),
    "hash_algorithm": _plain("hash_algorithm"),
    "hash_value": _plain("hash_value"),
    "min_disk": _plain("min_disk"),
    "min_ram": _plain("min_ram"),
    "owner": _plain("owner"),
    "protected": _flag("protected"),
    "hidden": _flag("hidden"),
    "created_at": _time("created_at"),
    "updated_at": _time("updated_at"),
    "deleted_at": _time("deleted_at"),
    "version": Field(("updated_at",), timestamp),
}
