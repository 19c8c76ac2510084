"""An image with all its rows, as it moves between databases and files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table

from db.tables import image_locations, image_members, image_properties, image_tags, images

Row = dict[str, Any]

# Of each child its key: one row of an image has it. Locations have none, and are in order.
CHILDREN: Mapping[str, tuple[Table, str | None]] = {
    "properties": (image_properties, "name"),
    "tags": (image_tags, "value"),
    "members": (image_members, "member"),
    "locations": (image_locations, None),
}
# What a row is beside the ids that its database gave it.
COLUMNS: Mapping[str, Sequence[str]] = {
    table.name: [column.name for column in table.c if column.name not in ("id", "image_id")]
    for table, _ in CHILDREN.values()
} | {images.name: [column.name for column in images.c]}


@dataclass(slots=True)
class ImageRecord:
    """`image` has the columns of `images`; the children's rows have theirs, without ids."""

    image: Row
    children: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in CHILDREN})

    @property
    def id(self) -> str:
        identity: str = self.image["id"]
        return identity

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Each with the name of its table."""
        yield images.name, self.image
        for name, (table, _) in CHILDREN.items():
            for row in self.children[name]:
                yield table.name, row
