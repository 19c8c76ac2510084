"""The source of images in a statement, and the names of their columns."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.sql import FromClause

from db.dialect.scalars import hide_from_index
from db.dialect.variants import DialectName
from db.rows.probe_limits import DEFAULT_PROBE_LIMITS, ProbeLimits
from db.tables import images

# All names that differ between the API and the tables.
COLUMN_NAMES = {
    "hidden": "os_hidden",
    "hash_algorithm": "os_hash_algo",
    "hash_value": "os_hash_value",
}

# Hexadecimal digits, which are the same in upper and in lower case; changes store them in lower case.
HEXADECIMAL_COLUMNS = frozenset({"checksum", "os_hash_value"})

NULLABLE_COLUMNS = frozenset(column.name for column in images.c if column.nullable)

# Columns at the head of an index. Indexes on these two serve equality only.
VISIBILITY_COLUMNS = frozenset({"owner", "visibility"})
ANY_INDEX = "any"
INDEXED_COLUMNS = VISIBILITY_COLUMNS | {"name", "size", "created_at", "updated_at", "status"}


def column_name(field: str) -> str:
    """The column of a field, such as `os_hidden` for `hidden`."""
    return COLUMN_NAMES.get(field, field)


@dataclass(frozen=True, slots=True)
class ImageTable:
    """The images that a statement reads from: the table itself, or a page of it.

    In a Glance database (`is_glance`) `updated_at` may be null, and then reads as `created_at`.
    `index_hint` names the column along whose index images are read, `id` for the primary key. Other indexes
    are hidden from SQLite, which might choose one that matches most images, and sort. With `ANY_INDEX` the
    choice is free, except for the status, which most images share.
    """

    source: FromClause
    is_glance: bool = False
    dialect: DialectName = "sqlite"
    index_hint: str | None = None
    probe_limits: ProbeLimits = DEFAULT_PROBE_LIMITS

    def column(self, name: str, *, is_equality: bool = False) -> ColumnElement[Any]:
        """The column; `is_equality` if it is compared with one value, the head of an index."""
        column: ColumnElement[Any] = self.source.c[name]
        if self.is_glance and name == "updated_at" and self.source is images:
            return func.coalesce(column, self.source.c.created_at)
        return hide_from_index(column) if self._is_hidden_from_index(name, is_equality) else column

    def _is_hidden_from_index(self, name: str, equal: bool) -> bool:
        if self.index_hint is None or self.index_hint == ANY_INDEX:
            return self.index_hint == ANY_INDEX and name == "status"
        of_way = equal and self.index_hint != "id" and name in VISIBILITY_COLUMNS
        return name in INDEXED_COLUMNS and name != self.index_hint and not of_way
