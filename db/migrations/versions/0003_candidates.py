"""Indexes for filters that few images meet: those are found by a property, a tag, a member or a status."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_index("ix_images_status_id", "images", ["status", "id"])
    # A value can be longer than a key of an index: PostgreSQL and MariaDB take its beginning.
    value = sa.text("left(value, 200)") if op.get_context().dialect.name == "postgresql" else "value"
    op.create_index(
        "ix_image_properties_name_value_image_id",
        "image_properties",
        ["name", value, "image_id", "deleted"],
        mysql_length={"value": 191},
        mariadb_length={"value": 191},
    )
    op.create_index("ix_image_tags_value_image_id", "image_tags", ["value", "image_id", "deleted"])
    op.create_index(
        "ix_image_members_member_status_image_id",
        "image_members",
        ["member", "status", "image_id", "deleted"],
    )
    op.drop_index("ix_image_members_member_image_id", "image_members")


def downgrade() -> None:
    op.create_index("ix_image_members_member_image_id", "image_members", ["member", "image_id"])
    op.drop_index("ix_image_members_member_status_image_id", "image_members")
    op.drop_index("ix_image_tags_value_image_id", "image_tags")
    op.drop_index("ix_image_properties_name_value_image_id", "image_properties")
    op.drop_index("ix_images_status_id", "images")
