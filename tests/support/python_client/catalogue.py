"""The eight images of the documents, `examples/catalogue.jsonl`."""

from pathlib import Path

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.paths import ROOT
from transfer import import_images


def copied_catalogue(folder: Path) -> SqliteDatabase:
    """A new file in the folder, filled as `make catalogue` does."""
    database = SqliteDatabase.migrated(folder / "catalogue.db")
    import_images(database.target, ROOT / "examples" / "catalogue.jsonl", dry_run=False)
    return database
