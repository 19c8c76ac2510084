"""The author and the values of each change; statuses before deletions; ids of purged images.

Events keep the user, the project, the request and the values of a change, and outlive a purged image. The
status before a deletion is kept, so that a deletion can be undone.
"""

import sqlalchemy as sa
from alembic import op

from db.column_types import long_text, row_number, short_text, time

revision = "0007"
down_revision = "0006"

_OLD_COLUMNS = (
    "id, position, image_id, type, changed_fields, occurred_at, visibility, owner, visibility_before, "
    "owner_before, members, member_left"
)
_TYPE = "ck_image_events_type"
_FOREIGN_KEY = "fk_image_events_image_id"
_BY_IMAGE = "ix_image_events_image_id_position"
_BY_IMAGE_BEFORE = "ix_image_events_image_id"
_TYPES_BEFORE = "type IN ('created', 'updated', 'deleted')"
_TYPES = "type IN ('created', 'updated', 'deleted', 'restored')"
_STATUSES = (
    "status IN ('queued', 'saving', 'uploading', 'importing', 'active', 'deactivated', 'killed', "
    "'pending_delete')"
)


def _old_columns(type_length: int) -> list[sa.Column[object]]:
    return [
        sa.Column("id", row_number(), autoincrement=True, nullable=False),
        sa.Column("position", sa.BigInteger()),
        sa.Column("image_id", short_text(36), nullable=False),
        sa.Column("type", short_text(type_length), nullable=False),
        sa.Column("changed_fields", long_text(), nullable=False),
        sa.Column("occurred_at", time(), nullable=False),
        sa.Column("visibility", short_text(9), nullable=False),
        sa.Column("owner", short_text(255)),
        sa.Column("visibility_before", short_text(9)),
        sa.Column("owner_before", short_text(255)),
        sa.Column("members", long_text(), nullable=False),
        sa.Column("member_left", short_text(255)),
    ]


def _new_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("actor_user", short_text(255)),
        sa.Column("actor_project", short_text(255)),
        sa.Column("request_id", short_text(255)),
        sa.Column("changes", long_text()),
    ]


def upgrade() -> None:
    op.create_table(
        "image_deletions",
        sa.Column("id", short_text(36), nullable=False),
        sa.Column("status", short_text(30), nullable=False),
        sa.CheckConstraint(_STATUSES, name=op.f("ck_image_deletions_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_image_deletions")),
    )
    op.create_table(
        "purged_images",
        sa.Column("id", short_text(36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purged_images")),
    )
    dialect = op.get_context().dialect.name
    if dialect == "sqlite":
        _recreate([*_old_columns(8), *_new_columns()], _TYPES)
        op.create_index(_BY_IMAGE, "image_events", ["image_id", "position"])
        return
    if dialect == "postgresql":
        for column in _new_columns():
            op.add_column("image_events", column)
        op.drop_constraint(op.f(_FOREIGN_KEY), "image_events", type_="foreignkey")
        op.drop_constraint(op.f(_TYPE), "image_events", type_="check")
        op.alter_column("image_events", "type", type_=short_text(8))
        op.create_check_constraint(op.f(_TYPE), "image_events", _TYPES)
    else:
        op.execute(f"ALTER TABLE image_events DROP FOREIGN KEY IF EXISTS {_FOREIGN_KEY}")
        op.execute(f"ALTER TABLE image_events DROP CONSTRAINT IF EXISTS {_TYPE}")
        for column in _new_columns():
            op.add_column("image_events", column)
        op.alter_column("image_events", "type", type_=short_text(8), nullable=False)
        op.execute(f"ALTER TABLE image_events ADD CONSTRAINT IF NOT EXISTS {_TYPE} CHECK ({_TYPES})")
    op.create_index(_BY_IMAGE, "image_events", ["image_id", "position"])
    op.drop_index(_BY_IMAGE_BEFORE, "image_events")


def downgrade() -> None:
    """Restorations are forgotten, and events of purged images."""
    op.execute("DELETE FROM image_events WHERE type = 'restored' OR image_id NOT IN (SELECT id FROM images)")
    dialect = op.get_context().dialect.name
    if dialect == "sqlite":
        _recreate(_old_columns(7), _TYPES_BEFORE, with_foreign_key=True)
        op.create_index(_BY_IMAGE_BEFORE, "image_events", ["image_id"])
    else:
        op.create_index(_BY_IMAGE_BEFORE, "image_events", ["image_id"])
        op.drop_index(_BY_IMAGE, "image_events")
        op.execute(f"ALTER TABLE image_events DROP CONSTRAINT IF EXISTS {_TYPE}")
        op.alter_column("image_events", "type", type_=short_text(7), existing_nullable=False)
        for column in _new_columns():
            op.drop_column("image_events", column.name)
        # MariaDB repeats a statement that it had executed when it was stopped.
        unless_done = "IF NOT EXISTS" if dialect == "mariadb" else ""
        op.execute(f"ALTER TABLE image_events ADD CONSTRAINT {unless_done} {_TYPE} CHECK ({_TYPES_BEFORE})")
        op.execute(
            f"ALTER TABLE image_events ADD CONSTRAINT {_FOREIGN_KEY} "
            f"FOREIGN KEY {unless_done} (image_id) REFERENCES images (id)"
        )
    op.drop_table("purged_images")
    op.drop_table("image_deletions")


def _recreate(columns: list[sa.Column[object]], types: str, with_foreign_key: bool = False) -> None:
    """SQLite cannot change a constraint, so a new table takes the rows of the old one."""
    op.rename_table("image_events", "image_events_before")
    foreign_key = sa.ForeignKeyConstraint(["image_id"], ["images.id"], name=op.f(_FOREIGN_KEY))
    op.create_table(
        "image_events",
        *columns,
        sa.CheckConstraint(types, name=op.f(_TYPE)),
        *([foreign_key] if with_foreign_key else []),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_image_events")),
        sa.UniqueConstraint("position", name=op.f("uq_image_events_position")),
    )
    op.execute(f"INSERT INTO image_events ({_OLD_COLUMNS}) SELECT {_OLD_COLUMNS} FROM image_events_before")
    op.drop_table("image_events_before")
