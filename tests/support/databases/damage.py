"""A SQLite file, damaged."""

import sqlite3
from contextlib import closing
from pathlib import Path


def damage(path: Path, *, cut: bool = False) -> None:
    """A file that nobody has open is cut off, or something else is written over the pages in its middle."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    middle = path.stat().st_size // 2 // 4096 * 4096
    with path.open("r+b") as file:
        if cut:
            file.truncate(middle)
        else:
            file.seek(middle)
            file.write(b"\xff" * 40_960)
