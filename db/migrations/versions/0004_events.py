"""Events: every change of an image, for those who follow."""

import sqlalchemy as sa
from alembic import op

from db.column_types import long_text, row_number, short_text, time

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "image_events",
        sa.Column("id", row_number(), autoincrement=True, nullable=False),
        sa.Column("position", sa.BigInteger()),
        sa.Column("image_id", short_text(36), nullable=False),
        sa.Column("type", short_text(7), nullable=False),
        sa.Column("changed_fields", long_text(), nullable=False),
        sa.Column("occurred_at", time(), nullable=False),
        sa.Column("visibility", short_text(9), nullable=False),
        sa.Column("owner", short_text(255)),
        sa.Column("visibility_before", short_text(9)),
        sa.Column("owner_before", short_text(255)),
        sa.Column("members", long_text(), nullable=False),
        sa.Column("member_left", short_text(255)),
        sa.CheckConstraint("type IN ('created', 'updated', 'deleted')", name=op.f("ck_image_events_type")),
        sa.ForeignKeyConstraint(["image_id"], ["images.id"], name=op.f("fk_image_events_image_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_image_events")),
        sa.UniqueConstraint("position", name=op.f("uq_image_events_position")),
    )
    op.create_index("ix_image_events_image_id", "image_events", ["image_id"])


def downgrade() -> None:
    op.drop_table("image_events")
