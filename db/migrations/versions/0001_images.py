"""Images with their properties, tags, locations and members."""

import sqlalchemy as sa
from alembic import op

from db.column_types import characters, long_text, short_text, time

revision = "0001"
down_revision = None


def upgrade() -> None:
    _images()
    _image_properties()
    _image_tags()
    _image_locations()
    _image_members()


def downgrade() -> None:
    for table in ("image_members", "image_locations", "image_tags", "image_properties", "images"):
        op.drop_table(table)


def _images() -> None:
    op.create_table(
        "images",
        sa.Column("id", short_text(36), nullable=False),
        sa.Column("name", short_text(255)),
        sa.Column("size", sa.BigInteger()),
        sa.Column("virtual_size", sa.BigInteger()),
        sa.Column("status", short_text(30), nullable=False),
        *_times(),
        sa.Column("disk_format", short_text(20)),
        sa.Column("container_format", short_text(20)),
        sa.Column("checksum", short_text(32)),
        sa.Column("owner", short_text(255)),
        sa.Column("min_disk", sa.Integer(), nullable=False),
        sa.Column("min_ram", sa.Integer(), nullable=False),
        sa.Column("protected", _flag("protected"), server_default=sa.false(), nullable=False),
        sa.Column("visibility", short_text(9), server_default=sa.text("'shared'"), nullable=False),
        sa.Column("os_hidden", _flag("os_hidden"), server_default=sa.false(), nullable=False),
        sa.Column("os_hash_algo", short_text(64)),
        sa.Column("os_hash_value", short_text(128)),
        *_image_checks(),
        _primary_key("images"),
    )
    for column in ("created_at", "updated_at", "name", "size"):
        op.create_index(f"ix_images_{column}_id", "images", [column, "id"])


def _image_checks() -> list[sa.CheckConstraint]:
    checks = {
        "id_length": "length(id) BETWEEN 36 AND 36",
        "name_length": "length(name) BETWEEN 0 AND 255",
        "size": "size BETWEEN 0 AND 9223372036854775807",
        "virtual_size": "virtual_size BETWEEN 0 AND 9223372036854775807",
        "status": (
            "status IN ('queued', 'saving', 'uploading', 'importing', 'active', 'deactivated', "
            "'killed', 'pending_delete', 'deleted')"
        ),
        "deleted_status": "deleted = (status = 'deleted')",
        "deleted_at": "deleted = (deleted_at IS NOT NULL)",
        "disk_format_length": "length(disk_format) BETWEEN 0 AND 20",
        "container_format_length": "length(container_format) BETWEEN 0 AND 20",
        "checksum_length": "length(checksum) BETWEEN 32 AND 32",
        "owner_length": "length(owner) BETWEEN 1 AND 255",
        "min_disk": "min_disk BETWEEN 0 AND 2147483647",
        "min_ram": "min_ram BETWEEN 0 AND 2147483647",
        "visibility": "visibility IN ('private', 'public', 'shared', 'community')",
        "os_hash_algo_length": "length(os_hash_algo) BETWEEN 0 AND 64",
        "os_hash_value_length": "length(os_hash_value) BETWEEN 0 AND 128",
    }
    return _checks("images", checks)


def _image_properties() -> None:
    op.create_table(
        "image_properties",
        *_child_keys("image_properties"),
        sa.Column("name", short_text(255), nullable=False),
        sa.Column("value", long_text()),
        *_times(),
        *_checks(
            "image_properties",
            {
                "name_length": "length(name) BETWEEN 1 AND 255",
                "deleted_at": "deleted = (deleted_at IS NOT NULL)",
            },
        ),
        sa.UniqueConstraint("image_id", "name", name=op.f("uq_image_properties_image_id_name")),
    )


def _image_tags() -> None:
    op.create_table(
        "image_tags",
        *_child_keys("image_tags"),
        sa.Column("value", short_text(255), nullable=False),
        *_times(),
        *_checks(
            "image_tags",
            {
                "value_length": "length(value) BETWEEN 1 AND 255",
                "deleted_at": "deleted = (deleted_at IS NOT NULL)",
            },
        ),
        sa.UniqueConstraint("image_id", "value", name=op.f("uq_image_tags_image_id_value")),
    )


def _image_locations() -> None:
    op.create_table(
        "image_locations",
        *_child_keys("image_locations"),
        sa.Column("value", long_text(), nullable=False),
        sa.Column("meta_data", long_text()),
        sa.Column("status", short_text(30), server_default=sa.text("'active'"), nullable=False),
        *_times(),
        *_checks(
            "image_locations",
            {
                "value_length": "length(value) > 0",
                "status": "status IN ('active', 'pending_delete', 'deleted')",
                "deleted_at": "deleted = (deleted_at IS NOT NULL)",
            },
        ),
    )
    op.create_index("ix_image_locations_image_id", "image_locations", ["image_id"])


def _image_members() -> None:
    op.create_table(
        "image_members",
        *_child_keys("image_members"),
        sa.Column("member", short_text(255), nullable=False),
        sa.Column("can_share", _flag("can_share"), nullable=False),
        sa.Column("status", short_text(20), server_default=sa.text("'pending'"), nullable=False),
        *_times(),
        *_checks(
            "image_members",
            {
                "member_length": "length(member) BETWEEN 1 AND 255",
                "status": "status IN ('pending', 'accepted', 'rejected')",
                "deleted_at": "deleted = (deleted_at IS NOT NULL)",
            },
        ),
        sa.UniqueConstraint("image_id", "member", name=op.f("uq_image_members_image_id_member")),
    )


def _primary_key(table: str) -> sa.PrimaryKeyConstraint:
    """MariaDB has no name for it."""
    mariadb = op.get_context().dialect.name in ("mysql", "mariadb")
    return sa.PrimaryKeyConstraint("id", name=None if mariadb else op.f(f"pk_{table}"))


def _child_keys(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("image_id", short_text(36), nullable=False),
        _primary_key(table),
        sa.ForeignKeyConstraint(["image_id"], ["images.id"], name=op.f(f"fk_{table}_image_id")),
    ]


def _times() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("created_at", time(), nullable=False),
        sa.Column("updated_at", time(), nullable=False),
        sa.Column("deleted_at", time()),
        sa.Column("deleted", _flag("deleted"), nullable=False),
    ]


def _flag(column: str) -> sa.Boolean:
    return sa.Boolean(create_constraint=True, name=column)


def _checks(table: str, checks: dict[str, str]) -> list[sa.CheckConstraint]:
    length = f"{characters(op.get_context().dialect.name)}("
    return [
        sa.CheckConstraint(condition.replace("length(", length), name=op.f(f"ck_{table}_{name}"))
        for name, condition in checks.items()
    ]
