"""Custom properties: their JSON, and their rows in a change."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, insert, select, update

from db.child import LIVE, Times, in_ids, new_row, object_of, removed, wanted_columns
from db.field import Field, itself
from db.image import ImageTable
from db.json_text import JsonRows, json_array, json_map
from db.row_spelling import values_of
from db.spelling import off_index, starts_with
from db.tables import image_properties
from db.tombstone import live
from db.transaction import Transaction
from db.visibility import Sight
from db.wanted import Wanted


def _rows(wanted: Wanted, image: ImageTable, sight: Sight, columns: Sequence[ColumnElement[Any]]) -> JsonRows:
    rows = select(*columns).where(
        image_properties.c.image_id == image.column("id"),
        live(image_properties, image, sight.tombstones),
    )
    names, prefix = wanted.argument("names"), wanted.argument("prefix")
    if names is not None:
        # Along the index every name would be looked for in every image.
        rows = rows.where(off_index(image_properties.c.name).in_(values_of(names)))
    if prefix is not None:
        rows = rows.where(starts_with(image_properties.c.name, prefix))
    in_order = rows.order_by(image_properties.c.name).correlate(image.source)
    return JsonRows(in_order, lambda row: [row.c.name], image_properties)


PROPERTY_FIELDS: dict[str, Field] = {
    "name": Field(("name",), itself),
    "value": Field(("value",), itself),
}


def properties_json(wanted: Wanted, image: ImageTable, sight: Sight) -> ColumnElement[str]:
    """Objects in name order."""
    columns = wanted_columns(wanted, image_properties, PROPERTY_FIELDS)
    rows = _rows(wanted, image, sight, columns)
    return json_array(rows, lambda row: object_of(wanted, row, PROPERTY_FIELDS))


def property_map_json(wanted: Wanted, image: ImageTable, sight: Sight) -> ColumnElement[str]:
    columns: list[ColumnElement[Any]] = [image_properties.c.name, image_properties.c.value]
    rows = _rows(wanted, image, sight, columns)
    return json_map(rows, lambda row: row.c.name, lambda row: row.c.value)


def property_value(wanted: Wanted, image: ImageTable, sight: Sight) -> ColumnElement[str | None]:
    """One value as it is stored; null if it is not set."""
    return (
        select(image_properties.c.value)
        .where(
            image_properties.c.image_id == image.column("id"),
            image_properties.c.name == wanted.argument("name"),
            live(image_properties, image, sight.tombstones),
        )
        .correlate(image.source)
        .scalar_subquery()
    )


_STORED = select(
    image_properties.c.image_id,
    image_properties.c.name,
    image_properties.c.value,
    image_properties.c.deleted,
).where(in_ids(image_properties.c.image_id))
_ADD = insert(image_properties)
# What is set are the columns of the rows that it is run with.
_CHANGE = update(image_properties).where(
    image_properties.c.image_id == bindparam("its_image"), image_properties.c.name == bindparam("its_name")
)

# By name the value, and whether it is live: a removed one keeps its row.
StoredProperties = Mapping[str, tuple[str | None, bool]]


async def stored_properties(connection: Transaction, ids: Collection[str]) -> Mapping[str, StoredProperties]:
    """Of each image that has any, or had."""
    found: dict[str, dict[str, tuple[str | None, bool]]] = {}
    if ids:
        for image_id, name, value, deleted in await connection.execute(_STORED, {"ids": list(ids)}):
            found.setdefault(image_id, {})[name] = value, not deleted
    return found


async def add_properties(connection: Transaction, of: Mapping[str, Mapping[str, str]], times: Times) -> None:
    """By images, properties whose names they never had."""
    rows = [
        new_row(image_id, times[image_id]) | {"name": name, "value": value}
        for image_id, values in of.items()
        for name, value in values.items()
    ]
    if rows:
        await connection.execute(_ADD, rows)


async def overwrite_properties(
    connection: Transaction, of: Mapping[str, Mapping[str, str]], times: Times
) -> None:
    """By images, properties whose names they have, or had: those are revived."""
    await _change(
        connection,
        [
            (image_id, name, {"value": value, "updated_at": times[image_id], **LIVE})
            for image_id, values in of.items()
            for name, value in values.items()
        ],
    )


async def remove_properties(connection: Transaction, of: Mapping[str, Collection[str]], times: Times) -> None:
    """By images, properties that they have."""
    await _change(
        connection,
        [(image_id, name, removed(times[image_id])) for image_id, names in of.items() for name in names],
    )


async def _change(connection: Transaction, changes: Sequence[tuple[str, str, Mapping[str, Any]]]) -> None:
    rows = [{"its_image": image_id, "its_name": name, **values} for image_id, name, values in changes]
    if rows:
        await connection.execute(_CHANGE, rows)
