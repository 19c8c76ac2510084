"""An image with all its rows, as imports and exports move it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table

from db.tables import image_locations, image_members, image_properties, image_tags, images

Row = dict[str, Any]

# Each child's key, which is unique in an image. Locations have no key, but an order.
CHILDREN: Mapping[str, tuple[Table, str | None]] = {
    "properties": (image_properties, "name"),
    "tags": (image_tags, "value"),
    "members": (image_members, "member"),
    "locations": (image_locations, None),
}
# The columns of a row, without the ids that its database generated.
COLUMNS: Mapping[str, Sequence[str]] = {
    table.name: [column.name for column in table.c if column.name not in ("id", "image_id")]
    for table, _ in CHILDREN.values()
} | {images.name: [column.name for column in images.c]}


@dataclass(slots=True)
class ImageRecord:
    """`image` has the columns of `images`; the children's rows have their columns, without ids."""

    image: Row
    children: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in CHILDREN})

    @property
    def id(self) -> str:
        identity: str = self.image["id"]
        return identity
