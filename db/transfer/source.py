"""The source of an import: a database of Glimpse or Glance, read in batches from one snapshot."""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Boolean, DateTime, Table, event, func, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.connect import DatabaseTarget
from db.dialect.stored_times import parse_time
from db.dialect.stored_values import stored_value
from db.schema_version import SchemaKind
from db.server.engine import Timeouts, create_engine
from db.server.errors import translate_error as translate_server_error
from db.server.migrate import detect_served_schema
from db.server.watchdog import PATIENCE, Patience, watched_engine
from db.sqlite.errors import translate_error as translate_sqlite_error
from db.sqlite.file import detect_served_schema as detect_sqlite_schema
from db.tables import images, metadata
from db.transfer.column_checks import is_unicode
from db.transfer.record import CHILDREN, COLUMNS, ImageRecord, Row

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
        found = (await self._connection.execute(rows)).mappings()
        return [_with_types(dict(row), table) for row in found]


def _with_types(row: Row, table: Table) -> Row:
    """The row with times and booleans, where its values are such."""
    for name in _TIMES[table.name]:
        row[name] = parse_time(row[name])
    for name in _FLAGS[table.name]:
        if row[name] in (0, 1):
            row[name] = bool(row[name])
    return row


def _columns_of(kind: type[Any]) -> dict[str, list[str]]:
    return {
        name: [column for column in columns if isinstance(metadata.tables[name].c[column].type, kind)]
        for name, columns in COLUMNS.items()
    }


_TIMES, _FLAGS = _columns_of(DateTime), _columns_of(Boolean)


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
    place.require_file()
    detect_sqlite_schema(place.file)
    return _reading_file(place.file)


class _TolerantConnection(sqlite3.Connection):
    """Reads texts that are not UTF-8, with a surrogate for each wrong byte."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.text_factory = lambda data: data.decode("utf-8", "surrogateescape")


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
