"""Many single properties of an image, read by one subquery on SQLite.

SQLite opens two cursors for each subquery that finds one property. It walks its list of open cursors whenever
it opens or closes one, so its time grows with the square of their number. Here one subquery reads all live
properties of an image and picks each value by its name. 480 properties of 80 images take 0.05 s in place of
4.8 s (tests/db/fields/test_property_lookups.py counts the subqueries). To switch it off, empty `_LOOKUPS`.
Decision: docs/adr/056-many-properties-share-a-subquery.md.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from db.dialect.json import JsonText
from db.dialect.variants import DialectVariants
from db.fields.selection import RequestedField, fields_json
from db.rows.soft_delete import is_live
from db.rows.source import ImageTable
from db.rows.visibility import ViewerScope
from db.tables import image_properties

# SQLite takes 2000 aggregates, and an object of many members names each one twice.
_LOOKUPS = range(30, 1001)

_ON_SQLITE = DialectVariants(
    lambda together, one_by_one: together,
    lambda together, one_by_one: one_by_one,
    lambda together, one_by_one: one_by_one,
)


def gather_lookups(
    requested: Sequence[RequestedField],
    image: ImageTable,
    viewer: ViewerScope,
    sql: Callable[[RequestedField], ColumnElement[Any]],
) -> ColumnElement[str]:
    """`fields_json(requested, sql)`, with few subqueries for many properties."""
    one_by_one = fields_json(requested, sql)
    if sum(map(_is_lookup, requested)) not in _LOOKUPS:
        return one_by_one
    together = (
        select(fields_json(requested, lambda field: _value(field) if _is_lookup(field) else sql(field)))
        .select_from(image_properties)
        .where(
            image_properties.c.image_id == image.column("id"),
            is_live(image_properties, image, viewer.include_deleted),
        )
        .correlate(image.source)
        .scalar_subquery()
    )
    return _ON_SQLITE(together, one_by_one, type_=JsonText())


def _is_lookup(requested: RequestedField) -> bool:
    return requested.field == "property"


def _value(requested: RequestedField) -> ColumnElement[str | None]:
    """The value of the property in a group of an image's properties, whose names are unique."""
    is_named = image_properties.c.name == requested.argument("name")
    return func.max(case((is_named, image_properties.c.value)))
