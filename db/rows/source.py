"""The image's own fields: from a stored column to what is answered."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.sql import FromClause

from db.dialect.scalars import hide_from_index
from db.dialect.variants import DialectName
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
    dialect: DialectName = "sqlite"
    along: str | None = None

    def column(self, name: str, *, equal: bool = False) -> ColumnElement[Any]:
        """The column; with `equal` it is compared with one value, which can be the index's beginning."""
        column: ColumnElement[Any] = self.source.c[name]
        if self.glance and name == "updated_at" and self.source is images:
            return func.coalesce(column, self.source.c.created_at)
        return hide_from_index(column) if self._hidden(name, equal) else column

    def _hidden(self, name: str, equal: bool) -> bool:
        if self.along is None or self.along == ANY:
            return self.along == ANY and name == "status"
        of_way = equal and self.along != "id" and name in OF_WAYS
        return name in INDEXED and name != self.along and not of_way
