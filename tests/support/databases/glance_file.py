"""Glance files in SQLite with odd rows."""

from pathlib import Path

from db.connect import DatabaseTarget
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.paths import GLANCE_DUMPS

TIME = "2026-01-02 03:04:05.000006"
# Makes an id of a number below 256.
ID = "abcdef01-2345-4678-9abc-def0123456{:02x}".format


class GlanceFile:
    """An empty Glance file in SQLite, to which odd rows are added."""

    def __init__(self, path: Path) -> None:
        self.database = SqliteDatabase.copied(GLANCE_DUMPS / "glance-33.sqlite", path)
        self.database.clear()

    @property
    def target(self) -> DatabaseTarget:
        return self.database.target

    def add(self, table: str, **values: object) -> None:
        names = ", ".join(values)
        places = ", ".join("?" * len(values))
        with self.database.connect() as connection:
            connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", list(values.values()))

    def image(self, id_: object, **values: object) -> None:
        given: dict[str, object] = {
            "id": id_,
            "status": "active",
            "created_at": TIME,
            "deleted": 0,
            "min_disk": 0,
            "min_ram": 0,
            "protected": 0,
            "visibility": "public",
            "os_hidden": 0,
        }
        self.add("images", **given | values)

    def child(self, table: str, image_id: object, **values: object) -> None:
        self.add(table, **{"image_id": image_id, "created_at": TIME, "deleted": 0} | values)

    def location(self, image_id: object, **values: object) -> None:
        self.child("image_locations", image_id, **{"value": "file:///a", "status": "active"} | values)

    def member(self, image_id: object, member: object, **values: object) -> None:
        given = {"member": member, "status": "pending", "can_share": 0}
        self.child("image_members", image_id, **given | values)
