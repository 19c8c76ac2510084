"""Indexes for what a caller sees: along them a list costs what it gives, not what there is."""

from alembic import op

revision = "0002"
down_revision = "0001"

_KEYS = ("created_at", "updated_at", "name", "size")


def upgrade() -> None:
    for first in ("visibility", "owner"):
        for key in _KEYS:
            op.create_index(f"ix_images_{first}_{key}_id", "images", [first, key, "id"])
    op.create_index("ix_image_members_member_image_id", "image_members", ["member", "image_id"])


def downgrade() -> None:
    op.drop_index("ix_image_members_member_image_id", "image_members")
    for first in ("visibility", "owner"):
        for key in _KEYS:
            op.drop_index(f"ix_images_{first}_{key}_id", "images")
