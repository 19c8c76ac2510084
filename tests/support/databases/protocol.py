"""What tests need of a database, wherever it is."""

from typing import Any, Protocol

from db.connect import DatabaseTarget
from db.store import Store
from db.tables import (
    image_deletions,
    image_events,
    image_locations,
    image_members,
    image_properties,
    image_tags,
    images,
    purged_images,
)
from tests.support.databases.builders import Row

# Every other table refers to the first.
TABLES = (images, image_properties, image_tags, image_locations, image_members)
# Those that Glance does not have.
OWN_TABLES = (image_events, image_deletions, purged_images)


class TestDatabase(Protocol):
    """Rows are written and read beside the API, with the values that SQLite stores."""

    @property
    def url(self) -> str:
        """The value of `GLIMPSE_DATABASE_URL`."""

    @property
    def target(self) -> DatabaseTarget: ...

    async def open_store(self) -> Store: ...

    def insert(self, *rows: Row) -> None:
        """All rows in one transaction, in the order given."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query: times are texts, flags numbers."""

    def clear(self) -> None:
        """Removes every row, as no API can."""


def dump(database: TestDatabase) -> list[tuple[Any, ...]]:
    """All rows of the five tables."""
    return [row for table in TABLES for row in database.rows(f"SELECT * FROM {table.name} ORDER BY id")]
