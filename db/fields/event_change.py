"""The old and new values of an event as JSON, taken from the form of `db.events.changes`."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, and_, cast, column, func, or_, select, true

from db.dialect.json import JsonRows, json_array, sql_string, stored_json
from db.dialect.variants import DialectVariants, SqlTemplate, VariantTable
from db.fields.field import Field, identity
from db.fields.selection import RequestedField, fields_json
from db.rows.source import ImageTable
from db.rows.visibility import ViewerScope, can_see_member

_PATHS = {"field": "$.field", "item": "$.name", "old_value": "$.before", "new_value": "$.after"}

_MARIADB_COLUMNS = ", ".join(
    f"{name} LONGTEXT COLLATE utf8mb4_nopad_bin PATH '{path}'" for name, path in _PATHS.items()
)

# The objects of the array as rows, with their places in it.
_CHANGES = DialectVariants(
    sqlite=func.json_each,
    postgresql=lambda changes: SqlTemplate(
        "json_array_elements({}::json) WITH ORDINALITY AS change(value, place)", cast(changes, Text)
    ),
    mariadb=lambda changes: SqlTemplate(
        f"JSON_TABLE({{}}, '$[*]' COLUMNS (place FOR ORDINALITY, {_MARIADB_COLUMNS})) AS `change`", changes
    ),
)
_PLACE = DialectVariants(
    sqlite=lambda: column("key"), postgresql=lambda: column("place"), mariadb=lambda: column("place")
)
_VALUE = DialectVariants(
    sqlite=lambda name: func.json_extract(column("value"), sql_string(_PATHS[name])),
    postgresql=lambda name: column("value").op("->>")(sql_string(_PATHS[name].removeprefix("$."))),
    mariadb=lambda name: column(name, Text()),
)


def _value(name: str) -> ColumnElement[Any]:
    return _VALUE(name, type_=Text())


CHANGE_FIELDS: dict[str, Field] = {
    "field": Field(("field",), identity),
    "name": Field(("item",), identity),
    "before": Field(("old_value",), stored_json),
    "after": Field(("new_value",), stored_json),
}


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of the rows, as MariaDB names them."""

    c: Any


def changes_json(
    requested: RequestedField, changes: ColumnElement[Any], image: ImageTable, viewer: ViewerScope
) -> ColumnElement[str]:
    """The changes that the caller may see, in order; `[]` for an event without values."""
    place = _PLACE(type_=Integer())
    rows = (
        select(place.label("place"), *(_value(name).label(name) for name in _PATHS))
        .select_from(VariantTable(_CHANGES, changes))
        .where(_is_seen(image, viewer))
        .order_by(place)
        .correlate(image.source, changes.table)
    )
    columns = _Columns({"place": place, **{name: _value(name) for name in _PATHS}})
    listed = JsonRows(rows, lambda row: [row.c["place"]], columns)
    return json_array(
        listed,
        lambda row: fields_json(
            requested.children, lambda field: CHANGE_FIELDS[field.field].of(row.c.__getitem__)
        ),
        "changed",
    )


def _is_seen(image: ImageTable, viewer: ViewerScope) -> ColumnElement[bool]:
    """Locations are for administrators, members as in the field `members` (rules §7)."""
    if viewer.kind == "administrator":
        return true()
    field = _value("field")
    return and_(
        field != sql_string("locations"),
        or_(field != sql_string("members"), can_see_member(viewer, image, _value("item"))),
    )
