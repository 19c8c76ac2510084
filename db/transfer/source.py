"""The source of an import: a database of Glimpse or Glance, read in batches from one snapshot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, func, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.connect import DatabaseTarget
from db.schema_version import SchemaKind
from db.server.engine import Timeouts, create_engine
from db.server.errors import translate_error as translate_server_error
from db.server.migrate import detect_served_schema
from db.sqlite.errors import translate_error as translate_sqlite_error
from db.sqlite.file import detect_served_schema as detect_sqlite_schema
from db.tables import images
from db.transfer.record import CHILDREN, COLUMNS, ImageRecord

# Images in a batch.
BATCH = 500


class Source:
    """Open with `open_source_of`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def count(self) -> int:
        """The number of all images, including deleted ones."""
        found = await self._connection.execute(select(func.count()).select_from(images))
        return int(found.scalar_one())

    async def batches(self) -> AsyncIterator[list[ImageRecord]]:
        """All images in order of their ids."""
        last = ""
        while batch := await self._batch(last):
            yield batch
            last = batch[-1].id

    async def _batch(self, last: str) -> list[ImageRecord]:
        after = select(images).where(images.c.id > last).order_by(images.c.id).limit(BATCH)
        rows = await self._connection.execute(after)
        batch = {row["id"]: ImageRecord(dict(row)) for row in rows.mappings()}
        for name, (table, _) in CHILDREN.items() if batch else ():
            wanted = [table.c[column] for column in COLUMNS[table.name]]
            of_batch = select(table.c.image_id, *wanted).where(table.c.image_id.in_(list(batch)))
            for row in (await self._connection.execute(of_batch.order_by(table.c.id))).mappings():
                child = dict(row)
                batch[child.pop("image_id")].children[name].append(child)
        return list(batch.values())


@asynccontextmanager
async def open_source_of(place: DatabaseTarget) -> AsyncIterator[Source]:
    """The source; raises DatabaseNotServableError or StoreUnavailableError if it cannot be read."""
    async with open_source(place) as (connection, _):
        yield Source(connection)


@asynccontextmanager
async def open_source(place: DatabaseTarget) -> AsyncIterator[tuple[AsyncConnection, bool]]:
    """A snapshot of the database, and whether it is Glance's; raises as `open_source_of`."""
    connections = _reading_engine(place)
    try:
        async with connections.connect() as connection:
            content: SchemaKind
            if place.server is None:
                assert place.file is not None
                content = detect_sqlite_schema(place.file)
            else:
                content = await detect_served_schema(connection, place.name)
                await connection.rollback()
                await connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection, content == "glance"
            # Only reads happened, so a rollback suffices.
            await connection.rollback()
    except Exception as error:
        translated = (
            translate_sqlite_error(error)
            if place.server is None
            else translate_server_error(error, place.server.dialect)
        )
        raise translated or error from error
    finally:
        await connections.dispose()


def _reading_engine(place: DatabaseTarget) -> AsyncEngine:
    if place.server is not None:
        return create_engine(place.server, Timeouts(30, None), None)
    assert place.file is not None
    detect_sqlite_schema(place.file)
    return _reading_file(place.file)


def _reading_file(path: Path) -> AsyncEngine:
    url = URL.create(
        "sqlite+aiosqlite", database=path.absolute().as_uri(), query={"uri": "true", "mode": "ro"}
    )
    engine = create_async_engine(url, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def _leave_transactions_to_us(  # pragma: no cover - runs in a greenlet; without it there is no snapshot
        connection: DBAPIConnection, _record: object
    ) -> None:
        connection.isolation_level = None

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:  # pragma: no cover - runs in a greenlet
        connection.execute(text("BEGIN"))

    return engine
