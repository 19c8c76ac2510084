"""A database that images are copied from: ours or Glance's, read in batches as it stands at one moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, func, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.connect import Place
from db.schema_version import Content
from db.server.engine import Waits, engine
from db.server.errors import fact_of
from db.server.migrate import recognise
from db.sqlite.errors import fact_of_file
from db.sqlite.file import recognise as recognise_file
from db.tables import images
from db.transfer.record import CHILDREN, COLUMNS, WholeImage

# Images read at once.
BATCH = 500


class Source:
    """Open with `source_of`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def count(self) -> int:
        """All images, deleted ones too."""
        found = await self._connection.execute(select(func.count()).select_from(images))
        return int(found.scalar_one())

    async def batches(self) -> AsyncIterator[list[WholeImage]]:
        """All images in the order of their ids."""
        last = ""
        while batch := await self._batch(last):
            yield batch
            last = batch[-1].id

    async def _batch(self, last: str) -> list[WholeImage]:
        after = select(images).where(images.c.id > last).order_by(images.c.id).limit(BATCH)
        rows = await self._connection.execute(after)
        batch = {row["id"]: WholeImage(dict(row)) for row in rows.mappings()}
        for name, (table, _) in CHILDREN.items() if batch else ():
            wanted = [table.c[column] for column in COLUMNS[table.name]]
            of_batch = select(table.c.image_id, *wanted).where(table.c.image_id.in_(list(batch)))
            for row in (await self._connection.execute(of_batch.order_by(table.c.id))).mappings():
                child = dict(row)
                batch[child.pop("image_id")].children[name].append(child)
        return list(batch.values())


@asynccontextmanager
async def source_of(place: Place) -> AsyncIterator[Source]:
    """Raises StoreRefused or StoreUnavailable if it cannot be read."""
    async with reading(place) as (connection, _):
        yield Source(connection)


@asynccontextmanager
async def reading(place: Place) -> AsyncIterator[tuple[AsyncConnection, bool]]:
    """The database as it stands at one moment, and whether it is Glance's; raises as `source_of`."""
    connections = _reading_engine(place)
    try:
        async with connections.connect() as connection:
            content: Content
            if place.server is None:
                assert place.file is not None
                content = recognise_file(place.file)
            else:
                content = await recognise(connection, place.name)
                await connection.rollback()
                await connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection, content == "glance"
            # Nothing was written.
            await connection.rollback()
    except Exception as error:
        fact = fact_of_file(error) if place.server is None else fact_of(error, place.server.dialect)
        raise fact or error from error
    finally:
        await connections.dispose()


def _reading_engine(place: Place) -> AsyncEngine:
    if place.server is not None:
        return engine(place.server, Waits(30, None), None)
    assert place.file is not None
    recognise_file(place.file)
    return _reading_file(place.file)


def _reading_file(path: Path) -> AsyncEngine:
    url = URL.create(
        "sqlite+aiosqlite", database=path.absolute().as_uri(), query={"uri": "true", "mode": "ro"}
    )
    engine = create_async_engine(url, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def _leave_transactions_to_us(  # pragma: no cover - runs in a greenlet; else a snapshot would not hold
        connection: DBAPIConnection, _record: object
    ) -> None:
        connection.isolation_level = None

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:  # pragma: no cover - runs in a greenlet
        connection.execute(text("BEGIN"))

    return engine
