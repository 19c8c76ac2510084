"""The source of an import: a database of Glimpse or Glance, read in batches from one snapshot."""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, nullcontext
from operator import methodcaller
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Table, event, func, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.connect import DatabaseTarget, named_errors
from db.dialect.stored_values import stored_value
from db.schema_version import SchemaKind
from db.server.engine import Timeouts, create_engine
from db.server.errors import translate_error as translate_server_error
from db.server.migrate import detect_served_schema
from db.server.watchdog import PATIENCE, Patience, watched_engine
from db.sqlite.errors import translate_error as translate_sqlite_error
from db.sqlite.file import detect_served_schema as detect_sqlite_schema
from db.tables import images
from db.transfer.column_checks import is_unicode
from db.transfer.postgresql_texts import decode_tolerantly, unreadable_text
from db.transfer.record import CHILDREN, COLUMNS, ImageRecord, Row
from db.transfer.value_types import read_flags, read_times

# Images in a batch.
BATCH = 500


class Source:
    """Open with `open_source_of`. Values that are of another type than their column are given as they are."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        # In order of code points; a MariaDB column may have another order.
        self._ids: list[str] = []
        # Ids that no statement can name: null, bytes, or texts that are not UTF-8.
        self._odd_ids: list[Any] = []
        # For ids in lower case, their spellings in children that name no image exactly.
        self._strays: dict[str, set[str]] = {}
        self.orphans: Counter[tuple[str, str]] = Counter()
        """The number of rows that belong to no image, by table and image id."""

    async def load(self) -> None:
        """Reads all ids."""
        for each in (await self._connection.execute(select(stored_value(images.c.id)))).scalars():
            if isinstance(each, str) and is_unicode(each):
                self._ids.append(each)
            else:
                self._odd_ids.append(each)
        self._ids.sort()
        await self._load_strays()

    async def _load_strays(self) -> None:
        found: Counter[tuple[str, Any]] = Counter()
        for table, _ in CHILDREN.values():
            named = select(images.c.id).where(images.c.id == table.c.image_id)
            image_id = stored_value(table.c.image_id)
            rows = select(image_id, func.count()).where(~named.exists()).group_by(table.c.image_id)
            for spelled, count in await self._connection.execute(rows):
                found[table.name, spelled] += count
        known = {id_.lower() for id_ in self._ids} if found else set()
        for (table_name, spelled), count in found.items():
            if isinstance(spelled, str) and is_unicode(spelled) and spelled.lower() in known:
                self._strays.setdefault(spelled.lower(), set()).add(spelled)
            else:
                self.orphans[table_name, str(spelled)] += count

    def count(self) -> int:
        """The number of all images, including deleted ones."""
        return len(self._ids) + len(self._odd_ids)

    async def batches(self) -> AsyncIterator[list[ImageRecord]]:
        """All images in order of their ids; first those without an id that can be named, without children."""
        if self._odd_ids:
            nothing: Row = dict.fromkeys(COLUMNS[images.name])
            yield [ImageRecord(nothing | {"id": odd}) for odd in self._odd_ids]
        ids = list(dict.fromkeys(self._ids))
        for at in range(0, len(ids), BATCH):
            yield await self._batch(ids[at : at + BATCH])

    async def _batch(self, ids: list[str]) -> list[ImageRecord]:
        rows = await self._read(images, images.c.id.in_(ids))
        # Without its primary key, a table may have an id twice.
        batch = sorted((ImageRecord(row) for row in rows), key=lambda image: image.id)
        exact: dict[str, ImageRecord] = {}
        folded: dict[str, ImageRecord] = {}
        for image in batch:
            exact.setdefault(image.id, image)
            folded.setdefault(image.id.lower(), image)
        strays = [spelled for id_ in folded for spelled in self._strays.pop(id_, ())]
        for name, (table, _) in CHILDREN.items():
            for child in await self._read(table, table.c.image_id.in_([*ids, *strays])):
                image_id = child.pop("image_id")
                # MariaDB also finds the rows of an id in another case.
                image = exact.get(image_id) or folded[image_id.lower()]
                image.children[name].append(child)
        return batch

    async def _read(self, table: Table, condition: Any) -> Iterable[Row]:
        names = COLUMNS[table.name] if table is images else ["image_id", *COLUMNS[table.name]]
        rows = select(*(stored_value(table.c[name]) for name in names)).where(condition).order_by(table.c.id)
        # All together: a result that is iterated fetches its rows one by one.
        fetched = (await self._connection.execute(rows)).all()
        found: list[Row] = [dict(zip(names, values, strict=True)) for values in fetched]
        read_times(table.name, found)
        read_flags(table.name, found)
        return found


@asynccontextmanager
async def open_source_of(place: DatabaseTarget, patience: Patience = PATIENCE) -> AsyncIterator[Source]:
    """The source; raises DatabaseNotServableError or StoreUnavailableError if it cannot be read."""
    async with open_source(place, patience) as (connection, _):
        source = Source(connection)
        await source.load()
        yield source


@asynccontextmanager
async def open_source(
    place: DatabaseTarget, patience: Patience = PATIENCE
) -> AsyncIterator[tuple[AsyncConnection, bool]]:
    """A snapshot of the database, and whether it is Glance's; raises as `open_source_of`."""
    connections = _reading_engine(place)
    watching = watched_engine(place.server, connections, patience) if place.server else nullcontext()
    try:
        async with watching, connections.connect() as connection:
            content: SchemaKind
            if place.server is None:
                assert place.file is not None
                content = detect_sqlite_schema(place.file)
            else:
                content = await detect_served_schema(connection, place.name)
                await connection.rollback()
                if place.server.dialect == "postgresql":
                    await decode_tolerantly(connection)
                await connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection, content == "glance"
            # Only reads happened, so a rollback suffices.
            await connection.rollback()
    except Exception as error:
        translated = _translate_error(error, place)
        if translated is None:
            raise
        with named_errors(place):
            raise translated from error
    finally:
        await connections.dispose()


def _translate_error(error: Exception, place: DatabaseTarget) -> Exception | None:
    if place.server is None:
        return translate_sqlite_error(error)
    refusal = unreadable_text(error, place.name) if isinstance(error, DBAPIError) else None
    return refusal or translate_server_error(error, place.server.dialect)


def _reading_engine(place: DatabaseTarget) -> AsyncEngine:
    if place.server is not None:
        return create_engine(place.server, Timeouts(30, None), None)
    assert place.file is not None
    place.require_file(advice="name another file")
    detect_sqlite_schema(place.file)
    return _reading_file(place.file)


class _TolerantConnection(sqlite3.Connection):
    """Reads texts that are not UTF-8, with a surrogate for each wrong byte."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.text_factory = methodcaller("decode", "utf-8", "surrogateescape")


def _reading_file(path: Path) -> AsyncEngine:
    url = URL.create(
        "sqlite+aiosqlite", database=path.absolute().as_uri(), query={"uri": "true", "mode": "ro"}
    )
    engine = create_async_engine(url, hide_parameters=True, connect_args={"factory": _TolerantConnection})

    @event.listens_for(engine.sync_engine, "connect")
    def _leave_transactions_to_us(  # pragma: no cover - runs in a greenlet; without it there is no snapshot
        connection: DBAPIConnection, _record: object
    ) -> None:
        connection.isolation_level = None

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:  # pragma: no cover - runs in a greenlet
        connection.execute(text("BEGIN"))

    return engine
