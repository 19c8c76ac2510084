"""Rows for a test: plain columns with defaults, inserted beside the API.

`database.insert(made := image(name="a"), property_of(made, "os_distro", "ubuntu"))`. Names are those of
the tables; times are texts as SQLite stores them. A row with a `deleted_at` is a deleted one.
"""

from dataclasses import dataclass
from uuid import uuid4

MADE = "2026-01-02 03:04:05.000006"


@dataclass(frozen=True)
class Row:
    table: str
    columns: dict[str, object]

    @property
    def id(self) -> str:
        """Of an image; a child's is given by the database."""
        return str(self.columns["id"])

    def __getitem__(self, column: str) -> object:
        return self.columns[column]


def image(**given: object) -> Row:
    """Queued, shared, owned by `p`, unless given otherwise."""
    deleted = given.get("deleted_at") is not None
    made = given.get("created_at", MADE)
    defaults: dict[str, object] = {
        "id": str(uuid4()),
        "name": None,
        "size": None,
        "virtual_size": None,
        "status": "deleted" if deleted else "queued",
        "created_at": made,
        "updated_at": given.get("deleted_at") or made,
        "deleted_at": None,
        "deleted": deleted,
        "disk_format": None,
        "container_format": None,
        "checksum": None,
        "owner": "p",
        "min_disk": 0,
        "min_ram": 0,
        "protected": False,
        "visibility": "shared",
        "os_hidden": False,
        "os_hash_algo": None,
        "os_hash_value": None,
    }
    return _row("images", defaults, given)


def property_of(image: Row, name: str, value: str | None, **given: object) -> Row:
    return _child("image_properties", image, {"name": name, "value": value}, given)


def tag_of(image: Row, value: str, **given: object) -> Row:
    return _child("image_tags", image, {"value": value}, given)


def member_of(image: Row, member: str, **given: object) -> Row:
    """Pending, and may not share, unless given otherwise."""
    defaults = {"member": member, "can_share": False, "status": "pending"}
    return _child("image_members", image, defaults, given)


def location_of(image: Row, url: str, **given: object) -> Row:
    defaults: dict[str, object] = {"value": url, "meta_data": "{}", "status": "active"}
    return _child("image_locations", image, defaults, given)


def _child(table: str, image: Row, own: dict[str, object], given: dict[str, object]) -> Row:
    times = {
        "created_at": image["created_at"],
        "updated_at": image["created_at"],
        "deleted_at": None,
        "deleted": given.get("deleted_at") is not None,
    }
    return _row(table, {"image_id": image.id} | own | times, given)


def _row(table: str, defaults: dict[str, object], given: dict[str, object]) -> Row:
    unknown = given.keys() - defaults.keys()
    assert not unknown, f"{table} has no {unknown}"
    return Row(table, defaults | given)
