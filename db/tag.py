"""Tags: their JSON."""

from sqlalchemy import ColumnElement, select

from db.child import json_of
from db.image import ImageTable
from db.spelling import json_array
from db.tables import image_tags
from db.tombstone import live
from db.visibility import Sight
from db.wanted import Wanted


def tags_json(wanted: Wanted, image: ImageTable, sight: Sight) -> ColumnElement[str]:
    """Values in order of code points; distinct, for a Glance table keeps a row for each removal."""
    rows = (
        select(image_tags.c.value)
        .where(
            image_tags.c.image_id == image.column("id"),
            live(image_tags, image, sight.tombstones),
        )
        .distinct()
        .order_by(image_tags.c.value)
        .correlate(image.source)
    )
    listed = rows.subquery("listed")
    return json_of(json_array(listed.c.value), listed)
