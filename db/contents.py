"""Whose tables a database holds: ours, Glance's, or none."""

from collections.abc import Callable, Collection
from typing import Literal

from db.store import StoreRefused

VERSION_TABLE = "glimpse_alembic_version"

# Our migrations in their order. Who serves need not load Alembic, which takes a quarter of a second, to
# know what is up to date.
MIGRATIONS = ("0001", "0002", "0003", "0004")
HEADS = frozenset(MIGRATIONS[-1:])

Content = Literal["own", "glance", "empty"]


def content_of_tables(name: str, tables: Collection[str], columns: Callable[[], Collection[str]]) -> Content:
    """What the database of this name holds; `columns` are those of `images`.

    Raises StoreRefused, with a sentence, if it holds something else.
    """
    if VERSION_TABLE in tables:
        return "own"
    if "images" not in tables:
        if tables:
            raise StoreRefused(f"The database {name} holds other tables, and no images.")
        return "empty"
    if "os_hidden" not in columns():
        raise StoreRefused(
            f"The Glance database {name} is older than Rocky (it has no column os_hidden): "
            "upgrade Glance's schema first."
        )
    return "glance"


def to_serve(name: str, content: Content) -> Literal["own", "glance"]:
    """Raises StoreRefused of a database that holds nothing yet."""
    if content == "empty":
        raise StoreRefused(f"The database {name} is empty: run `glimpse migrate` first.")
    return content
