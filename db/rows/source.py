"""The source of images in a statement, and the names of their columns."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import CTE, ColumnElement, bindparam, case, func, literal_column, select
from sqlalchemy.sql import FromClause

from db.column_types import short_text
from db.dialect.json import sql_int
from db.dialect.scalars import hide_from_index
from db.dialect.variants import DialectName
from db.rows.probe_limits import DEFAULT_PROBE_LIMITS, ProbeLimits
from db.tables import VALUE_START_CHARACTERS, image_properties, images

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
# The index with all columns that totals and facets read, and all conditions of visibility.
COVERING_INDEX = "covering"
COVERED_COLUMNS = frozenset(
    column.name
    for index in images.indexes
    if index.name == "ix_images_deleted_os_hidden_visibility_owner"
    for column in index.columns
)
# Columns with an index in their order and that of the id.
ORDER_INDEX_COLUMNS = frozenset({"name", "size", "created_at", "updated_at", "status"})
INDEXED_COLUMNS = VISIBILITY_COLUMNS | ORDER_INDEX_COLUMNS


def order_index(key: str, head: str | None) -> str | None:
    """The index in the order of a key and the id, behind one value of the column `head`; None without one."""
    names = {index.name for index in images.indexes}
    name = f"ix_images_{key}_id" if head is None else f"ix_images_{head}_{key}_id"
    return name if name in names else None


def column_name(field: str) -> str:
    """The column of a field, such as `os_hidden` for `hidden`."""
    return COLUMN_NAMES.get(field, field)


# Such a column is the value of a property, null for images without it. A bind parameter names the property.
_PROPERTY_COLUMN = "property"


def property_column_name(at: int) -> str:
    """The column of the values of a statement's property with this number."""
    return f"{_PROPERTY_COLUMN}{at}"


def is_property_column(name: str) -> bool:
    return name.startswith(_PROPERTY_COLUMN)


def property_name_parameter(column: str) -> str:
    """The bind parameter of the name of the property in this column."""
    return f"{column}_name"


@cache
def property_table(column: str) -> FromClause:
    """The table that a select of stored images joins for such a column."""
    return image_properties.alias(column)


def property_start(column: str) -> ColumnElement[str | None]:
    """On servers, the start of the value in this column, which the index of names has too."""
    return literal_column(f"{column}.value_start", short_text(VALUE_START_CHARACTERS))


def whole_property(column: str) -> ColumnElement[Any]:
    """The value in this column, looked up for an image; for the few whose start is not the whole value."""
    whole = image_properties.alias(f"whole_{column}")
    looked_up = select(whole.c.value).where(
        whole.c.image_id == images.c.id, whole.c.name == bindparam(property_name_parameter(column))
    )
    return looked_up.correlate(images, property_table(column)).scalar_subquery()


@dataclass(frozen=True, slots=True)
class ImageTable:
    """The images that a statement reads from: the table itself, or a page of it.

    In a Glance database (`is_glance`) `updated_at` may be null, and then reads as `created_at`. With
    `is_read_only` every change is refused.
    `index_hint` names the column along whose index images are read, `id` for the primary key. Other indexes
    are hidden from SQLite, which might choose one that matches most images, and sort. With `ANY_INDEX` the
    choice is free, except for the status, which most images share. With `COVERING_INDEX` nothing is hidden.
    `unseen` has all other images, if the source has most images. With `scans_properties` a property is read
    for all images, not for a few.
    """

    source: FromClause
    is_glance: bool = False
    dialect: DialectName = "sqlite"
    index_hint: str | None = None
    probe_limits: ProbeLimits = DEFAULT_PROBE_LIMITS
    unseen: CTE | None = None
    is_read_only: bool = False
    scans_properties: bool = False

    def column(self, name: str, *, is_equality: bool = False) -> ColumnElement[Any]:
        """The column; `is_equality` if it is compared with one value, the head of an index."""
        if self.source is images and is_property_column(name):
            return self._property_value(name)
        column: ColumnElement[Any] = self.source.c[name]
        if self.is_glance and name == "updated_at" and self.source is images:
            return func.coalesce(column, self.source.c.created_at)
        return hide_from_index(column) if self._is_hidden_from_index(name, is_equality) else column

    def _property_value(self, name: str) -> ColumnElement[Any]:
        table = property_table(name)
        value: ColumnElement[Any] = table.c.value
        if not self.scans_properties or self.dialect == "sqlite":
            return value
        # The index of names has the starts of values: only longer values are looked up whole.
        start = property_start(name)
        return case(
            (func.char_length(start) < sql_int(VALUE_START_CHARACTERS), start),
            (table.c.image_id.is_not(None), whole_property(name)),
        )

    @property
    def joins_by_hash(self) -> bool:
        """Whether properties are joined by a hash that the statement sets up: see `db.dialect.hash_joins`."""
        return self.scans_properties and self.dialect == "mariadb"

    @property
    def is_walked(self) -> bool:
        """Whether images are found one after the other, along an index or by their ids."""
        return self.index_hint not in (None, ANY_INDEX, COVERING_INDEX)

    @property
    def reads_covering_index(self) -> bool:
        return self.index_hint == COVERING_INDEX

    def _is_hidden_from_index(self, name: str, equal: bool) -> bool:
        if not self.is_walked:
            return self.index_hint == ANY_INDEX and name == "status"
        of_way = equal and self.index_hint != "id" and name in VISIBILITY_COLUMNS
        return name in INDEXED_COLUMNS and name != self.index_hint and not of_way
