"""The demonstration's catalogue in several sizes, kept between runs, and what the questions name in it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from db.demo.fill import fill
from db.sqlite.migrate import migrate

SMALL_PROJECT = "a-small-project"

# The same number in every catalogue: of images that a property or a tag finds, and that the project owns.
FEW = 20

_ADOPT = "UPDATE images SET owner = ? WHERE id = ?"
_MARK = """
    INSERT INTO image_properties (image_id, name, value, created_at, updated_at, deleted)
    SELECT id, 'audience', 'beta', created_at, updated_at, 0 FROM images WHERE id = ?
"""
_TAG = """
    INSERT OR IGNORE INTO image_tags (image_id, value, created_at, updated_at, deleted)
    SELECT id, 'beta', created_at, updated_at, 0 FROM images WHERE id = ?
"""
_LISTED = "FROM images WHERE NOT deleted AND NOT os_hidden"


@dataclass(frozen=True, slots=True)
class Named:
    """What differs by catalogue: the project that owns most, and an image at 90 % of the default order."""

    large_project: str
    deep: str


def catalogue(folder: Path, images: int) -> Path:
    """Made once: the name is given when it is whole."""
    path = folder / f"{images}.db"
    if not path.exists():
        unfinished = folder / f"{images}.unfinished.db"
        unfinished.unlink(missing_ok=True)
        migrate(unfinished)
        fill(unfinished, images, 1, lambda _count: None)
        _add_few(unfinished, images)
        unfinished.rename(path)
    return path


def _add_few(path: Path, images: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        rows = connection.execute(f"SELECT id {_LISTED} AND visibility = 'private' ORDER BY created_at")
        ids = [id_ for (id_,) in rows]
        few = ids[:: len(ids) // FEW][:FEW]
        connection.executemany(_ADOPT, [(SMALL_PROJECT, id_) for id_ in few])
        for mark in (_MARK, _TAG):
            connection.executemany(mark, [(id_,) for id_ in few])


def named_in(path: Path) -> Named:
    with closing(sqlite3.connect(path)) as connection:
        largest = "SELECT owner FROM images GROUP BY owner ORDER BY count(*) DESC LIMIT 1 OFFSET 1"
        (large_project,) = connection.execute(largest).fetchone()
        (count,) = connection.execute(f"SELECT count(*) {_LISTED}").fetchone()
        deep = f"SELECT id {_LISTED} ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET {count * 9 // 10}"
        return Named(large_project, connection.execute(deep).fetchone()[0])
