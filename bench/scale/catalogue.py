"""The demonstration's catalogue in several sizes, kept between runs, with the callers that are measured."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from db.address.server_address import ServerAddress
from db.address.url import parse_server_url
from db.connect import DatabaseTarget
from db.demo.fill import fill
from db.demo.target import fill_target
from db.dialect.variants import DialectName
from db.server.watchdog import command_engine
from db.sqlite.migrate import migrate
from tests.support.databases.servers import SERVERS

SMALL_PROJECT = "a-small-project"

# The same number in every catalogue: of images that a property or a tag finds.
FEW = 20

_ANALYSES = {
    "postgresql": ("VACUUM ANALYZE",),
    "mariadb": tuple(
        f"ANALYZE TABLE {table}" for table in ("images", "image_properties", "image_tags", "image_members")
    ),
}
_MARKED = "SELECT count(*) FROM image_tags WHERE value = 'beta'"


def marks(images: int) -> tuple[str, ...]:
    """Statements that add what the demonstration has not, in the SQL that all three databases know.

    A small project owns eight images of a thousand, and is a member of ten of a thousand. Ids are random, so
    these images are spread over every order.
    """
    few = (
        f"FROM images WHERE visibility = 'private' AND NOT deleted AND NOT os_hidden ORDER BY id LIMIT {FEW}"
    )
    adopted = f"""SELECT id FROM images WHERE visibility IN ('private', 'shared') AND NOT deleted
        ORDER BY id LIMIT {images * 8 // 1000}"""
    return (
        f"UPDATE images SET owner = '{SMALL_PROJECT}' WHERE id IN (SELECT id FROM ({adopted}) AS adopted)",
        f"""INSERT INTO image_members (image_id, member, can_share, status, created_at, updated_at, deleted)
        SELECT id, '{SMALL_PROJECT}', false,
          CASE WHEN substr(id, 36) < 'a' THEN 'accepted' ELSE 'pending' END,
          created_at, updated_at, false
        FROM images WHERE visibility = 'shared' AND NOT deleted AND owner <> '{SMALL_PROJECT}'
        ORDER BY id DESC LIMIT {images // 100}""",
        f"""INSERT INTO image_properties (image_id, name, value, created_at, updated_at, deleted)
        SELECT id, 'audience', 'beta', created_at, updated_at, false {few}""",
        f"""INSERT INTO image_tags (image_id, value, created_at, updated_at, deleted)
        SELECT id, 'beta', created_at, updated_at, false {few}""",
    )


def catalogue(folder: Path, images: int) -> Path:
    """A file, made once: it gets its name when it is whole."""
    path = folder / f"{images}.db"
    if not path.exists():
        unfinished = folder / f"{images}.unfinished.db"
        unfinished.unlink(missing_ok=True)
        migrate(unfinished)
        fill(unfinished, images, 1, lambda _count: None)
        with closing(sqlite3.connect(unfinished)) as connection, connection:
            for statement in marks(images):
                connection.execute(statement)
        unfinished.rename(path)
    return path


def server_catalogue(dialect: DialectName, images: int) -> ServerAddress:
    """The database `glimpse_scale_N`, made once."""
    server = parse_server_url(SERVERS[dialect])
    name = f"glimpse_scale_{images}"
    address = parse_server_url(
        server.url.set(drivername=dialect, database=name).render_as_string(hide_password=False)
    )
    target = DatabaseTarget(None, address)
    if not asyncio.run(_scalar(server, _named(dialect, name))):
        asyncio.run(_execute(server, f"CREATE DATABASE {name}"))
    target.migrate()
    if not asyncio.run(_scalar(address, "SELECT count(*) FROM (SELECT id FROM images LIMIT 1) AS one")):
        fill_target(target, images, 1, lambda _count: None)
    if not asyncio.run(_scalar(address, _MARKED)):
        asyncio.run(_execute(address, *marks(images), is_transaction=True))
        asyncio.run(_execute(address, *_ANALYSES[dialect]))
    return address


def _named(dialect: DialectName, name: str) -> str:
    listed = {
        "postgresql": "pg_database WHERE datname",
        "mariadb": "information_schema.schemata WHERE schema_name",
    }
    return f"SELECT count(*) FROM {listed[dialect]} = '{name}'"


async def _scalar(address: ServerAddress, sql: str) -> int:
    async with command_engine(address, 10) as engine, engine.connect() as connection:
        found: int = (await connection.execute(text(sql))).scalar_one()
        return found


async def _execute(address: ServerAddress, *statements: str, is_transaction: bool = False) -> None:
    async with command_engine(address, 10) as engine, engine.connect() as connection:
        if not is_transaction:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in statements:
            await connection.execute(text(statement))
        if is_transaction:
            await connection.commit()
