"""Folds ids to lower case: earlier imports kept upper case, in which no caller finds an image.

Ids that differ in their case only stay, and `glimpse check` names them. All statements are changes of rows,
so they happen in one transaction on every database.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_COLUMNS = (
    "name, size, virtual_size, status, created_at, updated_at, deleted_at, deleted, disk_format, "
    "container_format, checksum, owner, min_disk, min_ram, protected, visibility, os_hidden, os_hash_algo, "
    "os_hash_value"
)
_CHILDREN = ("image_properties", "image_tags", "image_locations", "image_members", "image_events")
_UPPER = sa.text(
    "SELECT id FROM images WHERE id <> lower(id) AND lower(id) IN "
    "(SELECT lower(id) FROM images GROUP BY lower(id) HAVING count(*) = 1)"
)


def upgrade() -> None:
    if op.get_context().as_sql:
        # Alembic only writes SQL, and the ids are not known.
        return
    connection = op.get_bind()
    ids = [{"old": id_, "new": id_.lower()} for id_ in connection.execute(_UPPER).scalars()]
    if not ids:
        return
    # Children refer to an image at any time, so the image is copied before it is removed.
    copy = f"INSERT INTO images (id, {_COLUMNS}) SELECT :new, {_COLUMNS} FROM images WHERE id = :old"
    connection.execute(sa.text(copy), ids)
    for table in _CHILDREN:
        move = f"UPDATE {table} SET image_id = :new WHERE image_id = :old"
        connection.execute(sa.text(move), ids)
    remove = sa.text("DELETE FROM images WHERE id = :old")
    connection.execute(remove, [{"old": each["old"]} for each in ids])


def downgrade() -> None:
    """Earlier versions accept lower case too."""
