"""Changes on a server written by hand: Starlette and the driver, with the statements that a change needs.

There is no GraphQL, no rule and no check of who asks; the locks, the event and the transaction are there.
`python -m bench.http.changes_by_hand URL PORT` serves them for `bench.http.changes`.
"""

import argparse
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol
from uuid import uuid4

import asyncmy
import asyncpg  # type: ignore[import-untyped]
import orjson
import uvicorn
from sqlalchemy import URL, make_url
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.http.changes import CREATE

_IMAGE = (
    "INSERT INTO images (id, name, status, visibility, min_disk, min_ram, protected, os_hidden, created_at, "
    "updated_at, deleted) VALUES ({0}, {1}, 'queued', 'shared', 0, 0, false, false, {2}, {2}, false)"
)
_EVENT = (
    "INSERT INTO image_events (image_id, type, changed_fields, occurred_at, visibility, members, request_id, "
    "changes) VALUES ({0}, {1}, {2}, {3}, 'shared', '', {4}, {5})"
)
_MEMBERS = "SELECT member FROM image_members WHERE image_id = {0} AND deleted = false ORDER BY member"
_LOCK = "SELECT name, updated_at, owner, visibility FROM images WHERE id = {0} AND deleted = false FOR UPDATE"
_RENAME = "UPDATE images SET name = {0}, updated_at = {1} WHERE id = {2}"
_READ = "SELECT id, name FROM images WHERE id = {0}"
_POOL_SIZE = 10


class Changes(Protocol):
    async def create(self, name: str, value: str) -> tuple[str, str]:
        """The id and the name of a new image with three properties."""

    async def rename(self, id_: str, name: str) -> tuple[str, str]: ...


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _renaming(before: str | None, after: str) -> str:
    """The values of the event, as Glimpse records them."""
    values = {"before": orjson.dumps(before).decode(), "after": orjson.dumps(after).decode()}
    return orjson.dumps([{"field": "name", "name": None, **values}]).decode()


class PostgresqlChanges:
    """Changes of different tables are one statement, as Glimpse sends them."""

    _CREATE = (
        f"WITH image AS ({_IMAGE.format('$1', '$2', '$3')}), properties AS (INSERT INTO image_properties "
        "(image_id, name, value, created_at, updated_at, deleted) "
        "SELECT $1, unnest($4::text[]), $5, $3, $3, false) "
        + _EVENT.format("$1", "'created'", "'[]'", "$3", "$6", "'[]'")
    )
    _UPDATE = f"WITH image AS ({_RENAME.format('$1', '$2', '$3')}) " + _EVENT.format(
        "$3", "'updated'", "'[\"name\"]'", "$2", "$4", "$5"
    )

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    @classmethod
    @asynccontextmanager
    async def open(cls, url: URL) -> AsyncIterator["PostgresqlChanges"]:
        async with asyncpg.create_pool(
            host=url.host,
            port=url.port,
            user=url.username,
            database=url.database,
            min_size=_POOL_SIZE,
            max_size=_POOL_SIZE,
            reset=_skip_reset,
        ) as pool:
            yield cls(pool)

    async def create(self, name: str, value: str) -> tuple[str, str]:
        id_ = str(uuid4())
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(self._CREATE, id_, name, _now(), list("abc"), value, uuid4().hex)
            return tuple(await connection.fetchrow(_READ.format("$1"), id_))

    async def rename(self, id_: str, name: str) -> tuple[str, str]:
        async with self._pool.acquire() as connection, connection.transaction():
            before = (await connection.fetchrow(_LOCK.format("$1"), id_))["name"]
            await connection.fetch(_MEMBERS.format("$1"), id_)
            changes = _renaming(before, name)
            await connection.execute(self._UPDATE, name, _now(), id_, uuid4().hex, changes)
            return tuple(await connection.fetchrow(_READ.format("$1"), id_))


async def _skip_reset(_connection: object) -> None:
    """No session state is left behind."""


class MariadbChanges:
    """One statement after the other."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    @classmethod
    @asynccontextmanager
    async def open(cls, url: URL) -> AsyncIterator["MariadbChanges"]:
        pool = await asyncmy.create_pool(
            minsize=_POOL_SIZE,
            maxsize=_POOL_SIZE,
            host=url.host,
            port=url.port,
            user=url.username,
            db=url.database,
        )
        try:
            yield cls(pool)
        finally:
            pool.close()
            await pool.wait_closed()

    async def create(self, name: str, value: str) -> tuple[str, str]:
        id_, now = str(uuid4()), _now()

        async def change(cursor: Any) -> None:
            await cursor.execute(_IMAGE.format("%s", "%s", "%s"), (id_, name, now, now))
            await cursor.execute(
                "INSERT INTO image_properties (image_id, name, value, created_at, updated_at, deleted) "
                "VALUES (%s, 'a', %s, %s, %s, 0), (%s, 'b', %s, %s, %s, 0), (%s, 'c', %s, %s, %s, 0)",
                (id_, value, now, now) * 3,
            )
            event = _EVENT.format("%s", "'created'", "'[]'", "%s", "%s", "'[]'")
            await cursor.execute(event, (id_, now, uuid4().hex))

        return await self._changed(id_, change)

    async def rename(self, id_: str, name: str) -> tuple[str, str]:
        now = _now()

        async def change(cursor: Any) -> None:
            await cursor.execute(_LOCK.format("%s"), (id_,))
            ((before, *_),) = await cursor.fetchall()
            await cursor.execute(_MEMBERS.format("%s"), (id_,))
            await cursor.execute(_RENAME.format("%s", "%s", "%s"), (name, now, id_))
            event = _EVENT.format("%s", "'updated'", "'[\"name\"]'", "%s", "%s", "%s")
            await cursor.execute(event, (id_, now, uuid4().hex, _renaming(before, name)))

        return await self._changed(id_, change)

    async def _changed(self, id_: str, change: Callable[[Any], Awaitable[None]]) -> tuple[str, str]:
        async with self._pool.acquire() as connection:
            async with connection.cursor() as cursor:
                await change(cursor)
                await cursor.execute(_READ.format("%s"), (id_,))
                ((read, name),) = await cursor.fetchall()
            await connection.commit()
        return read, name


OPEN: dict[str, Callable[[URL], AbstractAsyncContextManager[Changes]]] = {
    "postgresql": PostgresqlChanges.open,
    "mariadb": MariadbChanges.open,
}


async def _answer(changes: list[Changes], request: Request) -> Response:
    asked = orjson.loads(await request.body())
    variables = asked["variables"]
    if asked["query"] == CREATE:
        root, (id_, name) = "createImage", await changes[0].create(variables["name"], variables["value"])
    else:
        root, (id_, name) = "updateImage", await changes[0].rename(variables["id"], variables["name"])
    data = {root: {"image": {"id": id_, "name": name}}}
    return Response(orjson.dumps({"data": data}), media_type="application/json")


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("url", type=make_url)
    given.add_argument("port", type=int)
    arguments = given.parse_args()
    opened: list[Changes] = []

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with OPEN[arguments.url.drivername](arguments.url) as changes:
            opened.append(changes)
            yield

    route = Route("/graphql", partial(_answer, opened), methods=["POST"])
    application = Starlette(routes=[route], lifespan=lifespan)
    uvicorn.run(application, host="127.0.0.1", port=arguments.port, access_log=False)


if __name__ == "__main__":
    main()
