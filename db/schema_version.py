"""The kind of schema in a database (Glimpse's, Glance's or none), and its version."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection

from db.store import DatabaseNotServableError

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "glimpse_alembic_version"

# A table that Glance does not have.
EVENTS_TABLE = "image_events"

# Glimpse's migrations in order. With this list the server need not import Alembic, which takes a quarter of
# a second, to check the version.
MIGRATIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
HEADS = frozenset(MIGRATIONS[-1:])
MIGRATION_SCRIPTS = Path(__file__).parent / "migrations"

SchemaKind = Literal["own", "glance", "empty"]


def detect_tables(name: str, tables: Collection[str], columns: Callable[[], Collection[str]]) -> SchemaKind:
    """The kind of schema in the database of this name; `columns` gives the columns of `images`.

    Raises DatabaseNotServableError for any other schema.
    """
    if VERSION_TABLE in tables:
        return "own"
    if "images" not in tables:
        if tables:
            raise DatabaseNotServableError(
                f"The database {name} has tables of another program: Glimpse needs one of its own."
            )
        return "empty"
    if "os_hidden" not in columns():
        raise DatabaseNotServableError(
            f"The Glance database {name} is older than Rocky (it has no column os_hidden): "
            "upgrade Glance's schema first."
        )
    if EVENTS_TABLE in tables:
        # MariaDB shows only tables on which the user has a right.
        raise DatabaseNotServableError(
            f"The database {name} has no table {VERSION_TABLE}, or the user of the URL may not read it: "
            f"run `GRANT SELECT ON {VERSION_TABLE} TO <user>`."
        )
    return "glance"


def require_servable(name: str, content: SchemaKind) -> Literal["own", "glance"]:
    """Raises DatabaseNotServableError for an empty database."""
    if content == "empty":
        raise DatabaseNotServableError(f"The database {name} is empty: run `glimpse migrate` first.")
    return content


def is_behind(name: str, versions: Iterable[str]) -> bool:
    """Whether migrations are missing; raises DatabaseNotServableError if a newer Glimpse made it."""
    at = frozenset(versions)
    if not at.issubset(MIGRATIONS):
        raise DatabaseNotServableError(
            f"The database {name} was migrated by a newer Glimpse: use that version."
        )
    return at != HEADS


def is_at_head_or_newer(versions: Collection[str]) -> bool:
    """Whether a program that serves can go on: a newer migration suits the version that still runs."""
    return frozenset(versions) == HEADS or (bool(versions) and min(versions) > MIGRATIONS[-1])


def upgrade_to_head(connection: Connection, scripts: Path = MIGRATION_SCRIPTS) -> None:
    """Runs all pending migrations in the connection's transaction."""
    # Imported on demand: see `MIGRATIONS`.
    from alembic import command

    command.upgrade(alembic_config(connection, scripts), "head")


def alembic_config(connection: Connection | None = None, scripts: Path = MIGRATION_SCRIPTS) -> "Config":
    from alembic.config import Config

    config = Config()
    # Alembic reads a single % as the start of a variable.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    if connection is not None:
        config.attributes["connection"] = connection
    return config
