"""A covering index for totals and facets; the beginnings of property values, which an index holds whole.

PostgreSQL and MariaDB cannot index a whole value. With its beginning as a column, they need not read rows
to count values. On SQLite the index has the values.
"""

import sqlalchemy as sa
from alembic import op

from db.column_types import short_text

revision = "0006"
down_revision = "0005"

_COVERED = (
    "deleted",
    "os_hidden",
    "visibility",
    "owner",
    "status",
    "disk_format",
    "container_format",
    "size",
    "id",
)
_COVERING = "ix_images_deleted_os_hidden_visibility_owner"
_OF_VALUES = "ix_image_properties_name_value_image_id"
_OF_STARTS = "ix_image_properties_name_value_start_image_id"


def upgrade() -> None:
    op.create_index(_COVERING, "images", [*_COVERED])
    if op.get_context().dialect.name == "sqlite":
        return
    start = sa.Column("value_start", short_text(200), sa.Computed("left(value, 200)", persisted=True))
    op.add_column("image_properties", start)
    op.create_index(_OF_STARTS, "image_properties", ["name", "value_start", "image_id", "deleted"])
    op.drop_index(_OF_VALUES, "image_properties")


def downgrade() -> None:
    dialect = op.get_context().dialect.name
    if dialect != "sqlite":
        value = sa.text("left(value, 200)") if dialect == "postgresql" else "value"
        op.create_index(
            _OF_VALUES,
            "image_properties",
            ["name", value, "image_id", "deleted"],
            mysql_length={"value": 191},
            mariadb_length={"value": 191},
        )
        op.drop_index(_OF_STARTS, "image_properties")
        op.drop_column("image_properties", "value_start")
    op.drop_index(_COVERING, "images")
