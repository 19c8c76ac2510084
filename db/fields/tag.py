"""Tags as JSON."""

from sqlalchemy import ColumnElement, select

from db.dialect.json import JsonRows, json_array
from db.fields.selection import RequestedField
from db.rows.soft_delete import is_live
from db.rows.source import ImageTable
from db.rows.visibility import ViewerScope
from db.tables import image_tags


def tags_json(requested: RequestedField, image: ImageTable, viewer: ViewerScope) -> ColumnElement[str]:
    """Tags in order of code points; distinct, because a Glance table keeps a row for each removal."""
    rows = (
        select(image_tags.c.value)
        .where(
            image_tags.c.image_id == image.column("id"),
            is_live(image_tags, image, viewer.include_deleted),
        )
        .distinct()
        .order_by(image_tags.c.value)
        .correlate(image.source)
    )
    listed = JsonRows(rows, lambda row: [row.c.value], image_tags)
    return json_array(listed, lambda row: row.c.value)
