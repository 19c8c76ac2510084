"""What the tables refuse, for nothing looks into finished JSON again."""

import sqlite3
from collections.abc import Mapping

import pytest

from db import tables
from tests.support.databases.builders import MADE, Row, image, location_of, member_of, property_of, tag_of
from tests.support.databases.sqlite_file import SqliteDatabase

MADE_IMAGE = image()
CHILDREN = {
    "image_properties": property_of(MADE_IMAGE, "a", "1"),
    "image_tags": tag_of(MADE_IMAGE, "t"),
    "image_members": member_of(MADE_IMAGE, "m"),
    "image_locations": location_of(MADE_IMAGE, "u"),
}
EVENT = Row(
    "image_events",
    {
        "position": 1,
        "image_id": MADE_IMAGE.id,
        "type": "created",
        "changed_fields": "[]",
        "occurred_at": MADE,
        "visibility": "shared",
        "members": "",
    },
)
OTHERS = {
    "image_events": EVENT,
    "image_deletions": Row("image_deletions", {"id": MADE_IMAGE.id, "status": "active"}),
    "purged_images": Row("purged_images", {"id": MADE_IMAGE.id}),
}
NOT_NULL = {
    table.name: [column.name for column in table.columns if not (column.nullable or column.name == "id")]
    for table in tables.metadata.tables.values()
}

REFUSED: list[tuple[str, Mapping[str, object]]] = [
    *(("images", {"id": each}) for each in (None, "", "x" * 35, "x" * 37)),
    ("images", {"name": "x" * 256}),
    *(("images", {column: value}) for column in ("size", "virtual_size") for value in (-1, "x", 2.0**63)),
    *(("images", {column: value}) for column in ("min_disk", "min_ram") for value in (-1, 2**31, "x")),
    *(("images", {"status": each}) for each in ("", "QUEUED", "deleted", "unknown")),
    ("images", {"deleted": True}),
    ("images", {"deleted": True, "deleted_at": MADE}),
    ("images", {"deleted": True, "status": "deleted"}),
    ("images", {"deleted_at": MADE}),
    *(("images", {column: 2}) for column in ("deleted", "protected", "os_hidden")),
    *(("images", {"visibility": each}) for each in ("", "PUBLIC", "everyone")),
    *(("images", {column: "x" * 21}) for column in ("disk_format", "container_format")),
    *(("images", {"checksum": "x" * length}) for length in (0, 31, 33)),
    *(("images", {"owner": "x" * length}) for length in (0, 256)),
    ("images", {"os_hash_algo": "x" * 65}),
    ("images", {"os_hash_value": "x" * 129}),
    *(("image_properties", {"name": "x" * length}) for length in (0, 256)),
    *(("image_tags", {"value": "x" * length}) for length in (0, 256)),
    *(("image_members", {"member": "x" * length}) for length in (0, 256)),
    *(("image_members", {"status": each}) for each in ("", "PENDING", "unknown")),
    ("image_members", {"can_share": 2}),
    ("image_locations", {"value": ""}),
    *(("image_locations", {"status": each}) for each in ("", "ACTIVE", "unknown")),
    *(("image_events", {"type": each}) for each in ("", "CREATED", "moved")),
    *(("image_deletions", {"status": each}) for each in ("", "ACTIVE", "deleted")),
    *((child, {"image_id": "x" * 36}) for child in CHILDREN),
    *(
        (child, columns)
        for child in CHILDREN
        for columns in ({"deleted": True}, {"deleted_at": MADE, "deleted": False})
    ),
    *((child, {"deleted": 2, "deleted_at": MADE}) for child in CHILDREN),
    *((table, {column: None}) for table, columns in NOT_NULL.items() for column in columns),
]


def test_the_tables_take_what_the_schema_says_can_be(database: SqliteDatabase) -> None:
    great = image(name="x" * 255, size=2**63 - 1, virtual_size=0, min_disk=2**31 - 1, owner=None)
    database.insert(MADE_IMAGE, *CHILDREN.values(), EVENT, great, image(deleted_at=MADE))


@pytest.mark.parametrize(("table", "columns"), REFUSED, ids=str)
def test_the_tables_refuse_what_the_schema_says_cannot_be(
    database: SqliteDatabase, table: str, columns: Mapping[str, object]
) -> None:
    database.insert(MADE_IMAGE)
    row = {"images": image(), **CHILDREN, **OTHERS}[table]
    with pytest.raises(sqlite3.IntegrityError):
        database.insert(Row(table, {**row.columns, **columns}))


@pytest.mark.parametrize("child", ["image_properties", "image_tags", "image_members"])
def test_a_child_of_an_image_has_one_row_for_ever(database: SqliteDatabase, child: str) -> None:
    row = CHILDREN[child]
    database.insert(MADE_IMAGE, row)
    for again in (row, Row(child, row.columns | {"deleted": True, "deleted_at": MADE})):
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            database.insert(again)
